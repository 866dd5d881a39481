"""The claims hold of our engine, and these fail on stock Haystack with jieba's ChineseAnalyzer, by name.

Where a newer release mends one of them, its test here fails: then what we wrote for it may go.
"""

from __future__ import annotations

import copy
import logging
from pathlib import Path
from typing import Any

import jieba
import pytest
from haystack import connections
from haystack.exceptions import SearchBackendError

from tests.stock.claims import FAIL_ON_STOCK, HOLD_EVERYWHERE, Claim, an_order_may_have_two_directions
from tests.stock.engine import StockIndex
from tests.stock.stacks import OurStack, StockStack


def _name(claim: Claim) -> str:
    return claim.__name__


@pytest.fixture
def ours(db: None) -> OurStack:
    """Return our stack, empty."""
    return OurStack()


@pytest.fixture
def stock(state_dir: Path, settings: Any) -> StockStack:
    """Return the stock stack, empty; it needs no database."""
    logging.getLogger("haystack").setLevel(logging.CRITICAL)
    jieba.dt.tmp_dir = str(settings.CACHE_DIR)
    known = copy.deepcopy(settings.HAYSTACK_CONNECTIONS)
    known["stock"] = {"ENGINE": "tests.stock.engine.JiebaWhooshEngine", "PATH": str(state_dir / "stock")}
    settings.HAYSTACK_CONNECTIONS = connections.connections_info = known
    connections.reload("stock")
    connections["stock"].get_unified_index().build(indexes=[StockIndex()])
    return StockStack()


@pytest.mark.parametrize("claim", [*HOLD_EVERYWHERE, *FAIL_ON_STOCK], ids=_name)
def test_it_holds_of_our_engine(claim: Claim, ours: OurStack) -> None:
    claim(ours)


@pytest.mark.parametrize("claim", HOLD_EVERYWHERE, ids=_name)
def test_it_holds_of_the_stock_engine_too(claim: Claim, stock: StockStack) -> None:
    claim(stock)


@pytest.mark.parametrize("claim", FAIL_ON_STOCK, ids=_name)
def test_it_fails_on_the_stock_engine(claim: Claim, stock: StockStack) -> None:
    expected = SearchBackendError if claim is an_order_may_have_two_directions else AssertionError
    with pytest.raises(expected):
        claim(stock)
