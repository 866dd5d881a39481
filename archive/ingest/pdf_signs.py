"""The signs of a PDF's text layer, mended: programs that print name some glyphs by the wrong character.

In: a run of text. Out: the same with characters for radicals, and without the gaps that glyphs leave beside quotation
marks. Browsers write ⽣ (Kangxi radical 100) for 生 and ⻓ for 长: they look alike, and no search finds them.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

# The CJK radicals that Unicode does not trace back to a character, and the character each looks like.
LOOKALIKES: Final = dict(
    zip(
        "⺠⻁⻄⻅⻆⻉⻋⻑⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳⼾",
        "民虎西见角贝车長长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龟户",
        strict=True,
    )
)
KANGXI: Final = {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
SIGNS: Final = str.maketrans(KANGXI | LOOKALIKES)
GAP: Final = re.compile(r" +(?=[”’》）】，。、；：？！])|(?<=[“‘《（【，。、；：？！]) +")
OPENER_GAP: Final = re.compile(r"(?<=[㐀-鿿]) (?=[“‘])|(?<=[”’]) (?=[㐀-鿿])")


def mend_signs(text: str) -> str:
    """Return the text with characters for what only looks like them."""
    return text.translate(SIGNS)


def close_gaps(text: str) -> str:
    """Return a line without the spaces that stand inside of quotation marks and beside stops."""
    return OPENER_GAP.sub("", GAP.sub("", text))
