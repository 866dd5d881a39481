"""What the reader is told of how a query was read: messages with gaps, in Chinese, which the border translates.

In: what stands in the gaps. Out: Notice, a value, or QueryError, for a query that cannot be read.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final


def _(message: str) -> str:
    """Return the message as it is: a mark for the catalogue; the border translates it."""
    return message


TOO_LONG: Final = _("检索词太长：最多 %(most)d 字，这里有 %(length)d 字。请缩短后再试。")
TOO_DEEP: Final = _("括号套得太深：最多 %(most)d 层。可以去掉括号再试。")
TOO_MANY: Final = _("检索词太多：最多用 %(most)d 个，从“%(part)s”起有的没有用上。")
UNPAIRED: Final = _("引号 %(sign)s 没有配对，已当作普通文字。")
NOTHING_IN: Final = _("“%(part)s”里没有可检索的字，已略去。")
EMPTY_QUOTES: Final = _("引号里是空的，已略去。")
NO_OPERAND: Final = _("“%(sign)s”旁边缺少检索词，已当作普通文字。")
NOT_A_VALUE: Final = _("“%(part)s”不是%(field)s的写法，已当作普通文字。")
TURNED_ROUND: Final = _("“%(part)s”的起止颠倒了，已对调。")
ONLY_EXCLUDED: Final = _("只写了不要的词，列出的是其余全部报道。")
NEAR_ONE: Final = _("“%(part)s”只有一个词，“~”没有用上。")
NEAR_MANY: Final = _("“~”最多管 %(most)d 个词，“%(part)s”已改为都要出现。")
NEAR_SHORT: Final = _("“~”所管的词里有单个的字时，最多管 %(most)d 个，“%(part)s”已改为都要出现。")
NEAR_FAR: Final = _("“~”后面最多写 %(most)d，已按 %(most)d 字计。")


@dataclass(frozen=True, slots=True)
class Notice:
    """What a reader is told: a message with named gaps, and what stands in them. As text, in Chinese."""

    message: str
    values: dict[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.message % self.values


class QueryError(Exception):
    """A query that cannot be read: what is wrong, and a query that would work (None where there is none)."""

    def __init__(self, notice: Notice, suggestion: str | None = None) -> None:
        super().__init__(str(notice))
        self.notice = notice
        self.suggestion = suggestion
