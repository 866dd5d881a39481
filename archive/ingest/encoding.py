"""From bytes to text: which charset a page is written in, and how sure that is.

In: the bytes of a page and, as a hint only, the charset that it declares. Out: a Decoded. A byte order mark
decides; then strict UTF-8; then GB18030, Big5 and UTF-16 are tried and scored by how many of their characters
are common in Chinese. What a page says of itself breaks ties and nothing else: pages that declare gb2312 and
are UTF-8 are everyday. A byte that cannot be read becomes U+FFFD and a warning, never U+FFFD alone.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

Confidence = Literal["certain", "likely", "doubtful"]

BYTE_ORDER_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
LEGACY: Final = ("gb18030", "big5hkscs", "utf-16-le", "utf-16-be")
# Names that pages declare, and the superset that is meant: gb2312 pages hold GBK characters every day.
DECLARED_NAMES: Final = {
    "utf-8": "utf-8", "utf8": "utf-8", "unicode-1-1-utf-8": "utf-8",
    "gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "x-gbk": "gb18030", "gb_2312-80": "gb18030",
    "hz-gb-2312": "gb18030", "cp936": "gb18030", "big5": "big5hkscs", "big5-hkscs": "big5hkscs",
    "cp950": "big5hkscs", "utf-16": "utf-16-le", "utf-16le": "utf-16-le", "utf-16be": "utf-16-be",
}  # fmt: skip
PRINTED_NAMES: Final = {"big5hkscs": "big5"}
SAMPLE_BYTES: Final = 200_000  # even, so that UTF-16 is not cut in two; enough to score any page
DECLARATION: Final = re.compile(rb"""(?i)(?:charset|encoding)\s*=\s*["']?\s*([a-z0-9_\-]{3,20})""")
DECLARATION_WITHIN: Final = 4096  # bytes from the start, where browsers look too
SURE_SCORE: Final = 0.35  # share of common characters that running Chinese text passes easily
DECLARED_BONUS: Final = 0.1
BROKEN_COST: Final = 4.0  # one unreadable byte weighs as much as four characters that are not common
MAX_BROKEN_SHARE: Final = 0.02  # of the characters beyond ASCII; above it UTF-8 is not what was meant
SHOWN_PLACES: Final = 5
MAX_NUL_SHARE: Final = 0.2  # a stray NUL is damage; every second byte is UTF-16
MAX_NEVER_SHARE: Final = 0.05  # of a text's characters; with more of them a short UTF-16 text passes for ASCII
SURE_LEAD: Final = 0.1  # by which a charset must be ahead of the next; two readings of a few characters may look alike

# The commonest characters of modern Chinese and of newspapers, simplified first, then the traditional forms
# that differ. Written down here, since the codecs' own levels do not tell GBK from Big5.
COMMON: Final = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多"
    "定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因"
    "由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解"
    "问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少"
    "图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七"
    "海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目"
    "至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算"
    "低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精"
    "值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该"
    "铁价严龙飞村镇街乡州届届贫扶廉洁纪检察监督服务群众支部书支社区基层组织群团学习贯彻落实新时代思想精神会议记者通讯"
    "员本报日讯摄影责任编辑版网站首页来源作者时间发布新闻标题正文内容"
    "這個為來時們發動說產種後學經進著實電業點從體當還開與關間樣義問無條沒結題黨員總設長頭資邊統較將組見計論運農幾區"
    "強決戰則據處隊給門規熱領東導壓爭濟術極聯認權證轉單風帶場車務萬達議聲報鬥類離華確張馬節話況傳許廣記需連斷難礦備"
    "辦習響約勞團歷構稱準號維劃選標寫親層專狀廠識適屬圓調滿縣參紅細聽該鐵價嚴龍飛鎮鄉貧潔紀檢監務眾書區織貫徹時會議"
    "訊攝責編輯網頁來聞標題內"
)
HAN: Final = re.compile(r"[㐀-䶿一-鿿\U00020000-\U0003ffff]")
# What running text never holds: controls, private use, unassigned and replacement characters.
NEVER: Final = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufff0-\uffff]")
PUNCTUATION: Final = frozenset("，。、；：？！“”‘’（）《》【】—…·　～「」『』﹏")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A page's text, the charset that it was written in, how sure that is, and what was lost."""

    text: str
    encoding: str
    confidence: Confidence
    warnings: tuple[str, ...] = ()


class _Guess(NamedTuple):
    encoding: str
    score: float
    is_ahead: bool = True  # of every other reading, whatever the page declares


def decode(payload: bytes, *, declared: str | None = None) -> Decoded:
    """Return the text of a page with its charset; never raises, and names every byte it could not read."""
    for mark, encoding in BYTE_ORDER_MARKS:
        if payload.startswith(mark):
            return _decoded(payload[len(mark) :], encoding, "certain")
    hint = DECLARED_NAMES.get((declared or declared_charset(payload) or "").strip().lower())
    utf8 = _utf8_standing(payload)
    guess = _best_guess(payload, hint)
    if utf8 == "certain" or (utf8 == "likely" and guess.score < SURE_SCORE):
        return _decoded(payload, "utf-8", "certain")
    if guess.score >= SURE_SCORE and guess.is_ahead:
        return _decoded(payload, guess.encoding, "certain" if hint == guess.encoding else "likely")
    if guess.score >= SURE_SCORE:
        return _decoded(payload, guess.encoding, "doubtful")
    if utf8 == "broken" and not _is_clean(payload, guess.encoding):
        return _decoded(payload, "utf-8", "doubtful")
    return _decoded(payload, guess.encoding, "likely" if hint == guess.encoding else "doubtful")


def declared_charset(payload: bytes) -> str | None:
    """Return the charset that the page names in its first bytes (meta or XML declaration), as written."""
    match = DECLARATION.search(payload, 0, DECLARATION_WITHIN)
    return match.group(1).decode("ascii") if match else None


def _utf8_standing(payload: bytes) -> Literal["certain", "likely", "broken", "no"]:
    """Tell how well the bytes fit UTF-8; short GBK text can pass for it (联通), so Han must show."""
    try:
        text = payload.decode("utf-8")
    except UnicodeDecodeError:
        return _broken_utf8(payload)
    if text.count("\x00") > len(text) * MAX_NUL_SHARE:
        return "no"
    if len(NEVER.findall(text)) > len(text) * MAX_NEVER_SHARE:
        return "likely"
    return "certain" if text.isascii() or HAN.search(text) else "likely"


def _broken_utf8(payload: bytes) -> Literal["certain", "broken", "no"]:
    """Tell UTF-8 with a few damaged bytes from what was never UTF-8."""
    text = payload.decode("utf-8", errors="replace")
    beyond_ascii = sum(1 for char in text if char > "\x7f")
    lost = text.count("\ufffd")
    if lost <= max(1, beyond_ascii * MAX_BROKEN_SHARE) and len(HAN.findall(text)) > lost * 2:
        return "certain"
    return "broken" if lost * 4 < beyond_ascii else "no"


def _best_guess(payload: bytes, hint: str | None) -> _Guess:
    """Return the legacy charset whose reading looks most like Chinese; the declared one wins near ties."""
    sample = payload[:SAMPLE_BYTES]
    scores = {encoding: _score(sample, encoding) for encoding in LEGACY}
    best = max(LEGACY, key=lambda encoding: scores[encoding] + (DECLARED_BONUS if encoding == hint else 0.0))
    lead = scores[best] - max(score for encoding, score in scores.items() if encoding != best)
    return _Guess(best, scores[best] + (DECLARED_BONUS if best == hint else 0.0), lead >= SURE_LEAD)


def _score(sample: bytes, encoding: str) -> float:
    """Return the share of common characters among those beyond ASCII, less what text never holds."""
    text = sample.decode(encoding, errors="replace")
    foreign = [char for char in text if char > "\x7f"]
    never = len(NEVER.findall(text))
    if not foreign:
        return 0.0 if never else 0.01
    good = sum(1 for char in foreign if char in COMMON or char in PUNCTUATION)
    return (good - BROKEN_COST * never) / len(foreign)


def _is_clean(payload: bytes, encoding: str) -> bool:
    try:
        payload.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _decoded(payload: bytes, encoding: str, confidence: Confidence) -> Decoded:
    """Decode, and say what was lost and what the page had lost before it came to us."""
    name = PRINTED_NAMES.get(encoding, encoding)
    text = payload.decode(encoding, errors="replace")
    own = payload.decode(encoding, errors="ignore").count("\ufffd")
    lost = text.count("\ufffd") - own
    warnings = []
    if lost:
        shown = "、".join(str(place) for place in _broken_places(payload, encoding))
        warnings.append(f"按 {name} 读时有 {lost} 处字节无法识别，以“\ufffd”代替（起于第 {shown} 字节）。")
        confidence = "likely" if confidence == "certain" else confidence
    if own:
        warnings.append(f"原件里已有 {own} 个“\ufffd”，是别处转码时丢失的字。")
    if confidence == "doubtful" and text.strip():
        warnings.append(f"编码不能确定，暂按 {name} 读。")
    return Decoded(text, name, confidence, tuple(warnings))


def _broken_places(payload: bytes, encoding: str) -> list[int]:
    """Return the offsets of the first bytes that make no sense; a few are enough to find the rest."""
    places: list[int] = []
    start = 0
    while len(places) < SHOWN_PLACES:
        try:
            payload[start:].decode(encoding)
            break
        except UnicodeDecodeError as error:
            places.append(start + error.start)
            start += max(error.end, error.start + 1)
    return places
