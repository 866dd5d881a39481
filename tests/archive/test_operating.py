"""Who runs the site: in the foot and on the pages about it, where the settings say so, and nowhere else."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def foot(client: Client, url: str = "/about/") -> str:
    return client.get(url).content.decode().split('<footer class="foot">')[1]


def test_nothing_is_said_where_nothing_is_set(client: Client, settings: Any) -> None:
    settings.OPERATOR = settings.OPERATOR_EMAIL = settings.ICP_NUMBER = settings.POLICE_NUMBER = ""
    assert "beian" not in foot(client)
    assert "/contact/" in foot(client)
    assert "/privacy/" in foot(client)
    assert "本站还没有填写运营者和邮箱" in client.get("/contact/").content.decode()
    assert "mailto:" not in client.get("/contact/").content.decode()


def test_what_is_set_is_said(client: Client, settings: Any) -> None:
    settings.OPERATOR, settings.OPERATOR_EMAIL = "样例图书馆<b>", "desk@example.org"
    settings.ICP_NUMBER, settings.POLICE_NUMBER = "样ICP备00000000号-1", "样公网安备 00000000000000号"
    shown = foot(client)
    assert "样例图书馆&lt;b&gt;" in shown
    assert '<a href="https://beian.miit.gov.cn/" rel="noopener noreferrer">样ICP备00000000号-1</a>' in shown
    assert "https://beian.mps.gov.cn/#/query/webSearch?code=00000000000000" in shown
    contact = client.get("/contact/").content.decode()
    assert '<a href="mailto:desk@example.org">desk@example.org</a>' in contact
    assert "样例图书馆&lt;b&gt;" in client.get("/privacy/").content.decode()


def test_a_number_without_digits_leads_nowhere(client: Client, settings: Any) -> None:
    settings.POLICE_NUMBER = "样例备案"
    assert "样例备案" in foot(client)
    assert "beian.mps" not in foot(client)
