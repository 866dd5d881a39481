"""Texts that are one report in several printings, and others that are not; all in words of our own."""

from __future__ import annotations

from typing import Any, Final

from archive.models import Resemblance
from tests.archive.factories import make_article

ROAD: Final = (
    "样例村的村口有一段土路，下雨天走不了车，村里人为这件事议论了好几年。",
    "上个月，村党支部把党员和村民代表请到一起，一条一条地听大家怎么说，记了满满两页纸。",
    "有人愿意让出门前的菜地，有人愿意出工，还有几户在外做事的人家寄回了买水泥的钱。",
    "支部把每一笔账贴在墙上，谁都可以来看，谁都可以来问，问到明白为止。",
    "路修了十九天，七位老党员轮流守夜看料，最后一天全村人都来铺那几块石板。",
    "如今校车可以一直开到学校门口，孩子们再也不用在泥里走半个钟头了。",
    "开通那天没有剪彩，支部书记请最年长的那位奶奶坐上第一辆车，从村头慢慢走到村尾。",
    "剩下的三千多块钱怎么用，又开了一次会，最后买了十二盏路灯，由各家轮着擦灯罩。",
    "邻村的人来看过两回，抄走了那张记账的表，说回去也要照这个办法试一试。",
)
SHORTENED: Final = ROAD[:7]
LIBRARY: Final = (
    "样例街道的旧粮站空了很久，窗子破了也没有人管，附近的居民都绕着走。",
    "社区党总支的几个年轻人提议把它改成一间读书的屋子，先借后买，慢慢添书。",
    "第一批书是居民从家里搬来的，一位退休的老师花了三个周末替它们编号上架。",
    "现在每天晚上都有人来，做功课的学生坐一边，看报纸的老人坐另一边。",
    "负责开门的志愿者排到了明年春天，钥匙在十一个人手里传来传去，从没有误过一次。",
)
NOTE: Final = "样例日报版权说明：本页文字由样例日报编辑部整理，未经编辑部同意不得用作别处，有事请写信到样例路一号。"


def html(*paragraphs: str) -> str:
    """Return paragraphs as the body of a report."""
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)


def text(*paragraphs: str) -> str:
    """Return paragraphs as plain text."""
    return "\n".join(paragraphs)


def pair_of(**fields: Any) -> Resemblance:
    """Return a pair of drafts, or of the reports given; a function makes the second after the first."""
    first = fields.get("first") or make_article("先收的", html(*ROAD), publish=False)
    second = fields["second"]() if "second" in fields else make_article("后收的", html(*SHORTENED), publish=False)
    return Resemblance.objects.create(first=first, second=second, similarity=0.93)
