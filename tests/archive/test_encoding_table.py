"""The charsets that pages come in, by what they declare, how long they are and what they say: a table of 1,440 rows.

Every row is a text in our own words, written in one charset, alone or in a page that declares a charset rightly,
wrongly or not at all. At least 99 of 100 are read to the character; whatever is not, is warned of.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from itertools import cycle, islice
from typing import Final, NamedTuple

import pytest

from archive.ingest.encoding import Decoded, decode

SIMPLIFIED: Final = (
    "秦岭淮河一线大致是我国南方和北方的分界。冬天一月的平均气温在这条线上接近零度，线北的河流会结冰，线南的稻田一年可以种两季。"
    "老乡们说，翻过山梁就换了一种口音，也换了一种主食。",
    "样例县把党课搬到了田埂上。支部书记不念稿子，先问大家今年的收成，再讲合作社的账目怎样公开。听课的人越来越多，有几位老人自己带了板凳来。",
    "长江发源于青藏高原，流经十一个省级行政区，在上海注入东海，全长六千三百多公里。它和黄河一起，养育了两岸的城市和村庄。",
    "学校的图书室周末也开门了。孩子们最喜欢看讲星星的书：光从太阳走到地球要八分多钟，从最近的另一颗恒星走来却要四年多。",
    "社区的议事会每月开一次，修路灯、种行道树、垃圾怎样分类，都在会上商量。谁提的建议、谁来办、哪天办好，写在门口的黑板上，大家都看得见。",
)
TRADITIONAL: Final = (
    "臺灣島最高的山是玉山，海拔三千九百多公尺，冬天山頂會積雪。島的中部有一條山脈貫穿南北，河流多半短而急，下了大雨很快就流進海裡。",
    "村裡的老師傅會做一種竹編的燈籠，從破竹、刮青到紮骨架，一共要二十幾道工序。年輕人學了三個月，才敢說自己看得懂那些線條的走向。",
    "圖書館把舊報紙一頁一頁掃描下來，再請人校對標題、日期和記者的姓名。查資料的讀者說，從前要翻一整天的合訂本，現在幾分鐘就找到了。",
    "香港的維多利亞港水深而闊，大船可以直接靠岸。渡輪每天往來兩岸，清早坐船上班的人，常常靠著欄杆看對面的樓一座一座亮起來。",
    "從前的人把一年分為二十四個節氣，驚蟄聽雷，穀雨種瓜，霜降以後收柿子。這些名稱今天還寫在日曆上，農民仍然照著它安排田裡的事。",
)
# Characters that GB18030 writes in four bytes, as they stand in names of people and places.
FOUR_BYTES: Final = "㙟㛃㬎𠮷𡐓𤦭"
LENGTHS: Final = (8, 40, 400, 4_000)
LEAST_EXACT: Final = 0.99


class Charset(NamedTuple):
    """How bytes are made, the mark that stands before them, and what such a page declares rightly and wrongly."""

    name: str
    codec: str
    mark: bytes
    right: str
    wrong: tuple[str, str]


CHARSETS: Final = (
    Charset("GBK", "gbk", b"", "gbk", ("utf-8", "big5")),
    Charset("GB18030, four bytes", "gb18030", b"", "gb18030", ("utf-8", "big5")),
    Charset("Big5", "big5", b"", "big5", ("gb2312", "utf-8")),
    Charset("UTF-8", "utf-8", b"", "utf-8", ("gb2312", "big5")),
    Charset("UTF-8 with mark", "utf-8", codecs.BOM_UTF8, "utf-8", ("gb2312", "big5")),
    Charset("UTF-16 LE", "utf-16-le", b"", "utf-16le", ("gb2312", "utf-8")),
    Charset("UTF-16 LE with mark", "utf-16-le", codecs.BOM_UTF16_LE, "utf-16", ("gb2312", "utf-8")),
    Charset("UTF-16 BE", "utf-16-be", b"", "utf-16be", ("gb2312", "utf-8")),
    Charset("UTF-16 BE with mark", "utf-16-be", codecs.BOM_UTF16_BE, "utf-16", ("gb2312", "utf-8")),
)


class Row(NamedTuple):
    """One row: a charset, what is declared, a length in characters, the text, and the bytes that came."""

    charset: str
    declared: str | None
    length: int
    text: str
    payload: bytes


def texts(charset: Charset, length: int) -> list[str]:
    """Return the ten texts of a length, as far as the charset can write them: simplified ones not in Big5."""
    both = (*SIMPLIFIED, *TRADITIONAL)
    if charset.codec == "big5":
        both = (*TRADITIONAL, *(text[text.index("，") + 1 :] for text in TRADITIONAL))
    found = [cut(both[at % 5 + at // 5 * 5 :] if at < 5 else both[at:], length) for at in range(10)]
    return [with_rare(text) for text in found] if charset.codec == "gb18030" else found


def cut(passages: tuple[str, ...], length: int) -> str:
    """Return that many characters of the passages, one after the other, from the first again where they end."""
    return "".join(islice((char for passage in cycle(passages) for char in passage), length))


def with_rare(text: str) -> str:
    """Return the text with every twentieth character, and at least one, a rare one."""
    rare = cycle(FOUR_BYTES)
    return "".join(next(rare) if at % 20 == 5 else char for at, char in enumerate(text))


def page(text: str, declared: str | None) -> str:
    """Return a saved page around a text, or the bare text where none is declared."""
    if declared is None:
        return text
    return f'<html><head><meta charset="{declared}"></head><body><p>{text}</p></body></html>'


def rows(length: int) -> Iterator[Row]:
    for charset in CHARSETS:
        for text in texts(charset, length):
            for declared in (charset.right, *charset.wrong, None):
                written = page(text, declared)
                payload = charset.mark + written.encode(charset.codec)
                yield Row(charset.name, declared, length, written, payload)


@pytest.mark.parametrize("length", LENGTHS)
def test_texts_are_read_exactly_or_warned_of(length: int) -> None:
    table = [(row, decode(row.payload)) for row in rows(length)]
    inexact = [(row, read) for row, read in table if read.text != row.text]

    assert len(table) == 360
    assert [named(row, read) for row, read in inexact if not read.warnings] == []
    assert len(inexact) <= len(table) * (1 - LEAST_EXACT), [named(row, read) for row, read in inexact]
    assert not [named(row, read) for row, read in table if "\ufffd" in read.text and not read.warnings]


def test_the_table_holds_what_it_says() -> None:
    made = [row for length in LENGTHS for row in rows(length)]

    assert len({(row.payload, row.declared) for row in made}) == len(made) == 1_440
    assert all(len(char.encode("gb18030")) == 4 for char in FOUR_BYTES)
    assert {len(text) for length in LENGTHS for text in texts(CHARSETS[0], length)} == set(LENGTHS)


def named(row: Row, read: Decoded) -> str:
    return f"{row.charset}, declared {row.declared}, {row.length}: {read.encoding} {read.confidence} {read.text[:12]}"
