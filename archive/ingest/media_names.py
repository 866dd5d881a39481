"""Is this string the name of a paper or a site, and is it one beyond doubt where no label says so?

In: a string. Out: True or False. Behind a label (来源：) or in a page's masthead the shape of a name is enough:
`is_newspaper_name`, `is_site_name`. A line that stands alone may as well be a headline (抓实非公党建, 一份民情日报):
it is a name only if a place or a known title makes it one (`is_known_name`), or, where the page has another
headline, if it has the shape that papers and sites have and headlines hardly ever (`has_name_shape`).
"""

from __future__ import annotations

import re
from typing import Final

from archive.text.gazetteer import load_gazetteer

MAX_NAME: Final = 16  # characters of a paper's name

_HAN: Final = r"[㐀-鿿0-9A-Za-z]"
_PRESS: Final = (
    "日报|晚报|早报|晨报|午报|时报|商报|都市报|生活报|晚刊|广播电视报|电视报|广播报|农民报|工人报|青年报|法制报|法治报|"
    "政协报|经济报|消费报"
)
_RARER_PRESS: Final = "快报|导报|新报|画报|周报|文摘报|参考报|党报|报"
_SITE: Final = "新闻网|融媒|融媒体|融媒体中心|电视台|广播电视台|客户端"
_RARER_SITE: Final = "在线|网|发布|云媒|周刊|杂志"
_PLACED_SITE: Final = f"{_SITE}|{_RARER_SITE}|新闻|党建|党建网|先锋|先锋网|组工|网信|之声"

_PAPER_NAME: Final = re.compile(rf"(?:今日{_HAN}{{2,5}}|{_HAN}{{2,12}}?(?:{_PRESS}|{_RARER_PRESS}))")
_NOT_PAPERS: Final = re.compile(
    r"^(?:本|该|我|汇|通|申|简|快|举|预|警|战|捷|喜|海|墙|情|公|上|回|填|呈|数字|电子|时|周|日|晚|往期|历史|今日|旧|报)报$|"
    r"(?:数字|电子|黑板|手抄|大字|海|墙|情|工作|总结|简|通|喜|捷|汇|申|上|举|填|播|预|警|公|回|返回|阅|读|订)报$|^\d"
)
_SITE_NAME: Final = re.compile(rf"{_HAN}{{2,12}}?(?:{_SITE}|{_RARER_SITE})")
_NOT_SITES: Final = re.compile(
    r"(?:本|该|官|互联|上|联|入|电|公安|备案|主办|承办|主管|联系|全)网$|友情|最新新闻|国内新闻|新闻$"
)
# A stem of two to four characters: 样例日报. What opens like a count or a speaker is a phrase: 一份民情日报.
_SHAPE: Final = re.compile(
    rf"(?![一二两三四五六七八九十每这那本我您你他半新]|为|以|让|把|给|用|当|办|读)[㐀-鿿]{{2,4}}(?:{_PRESS}|{_SITE})"
)
_NO_STEM: Final = re.compile(r"[的了在是与和及送进上下看办建成好促抓]|民情|工作|扶贫|我市|我县|我区|全媒体")
_PLACED_PAPER: Final = re.compile(rf"(?P<stem>[㐀-鿿]{{2,8}}?)(?:{_PRESS}|{_RARER_PRESS})")
_PLACED_SITE_NAME: Final = re.compile(rf"(?P<stem>[㐀-鿿]{{2,8}}?)(?:{_PLACED_SITE})")
_TODAY: Final = re.compile(r"今日(?P<stem>[㐀-鿿]{2,5})")

# Papers, agencies and portals whose names hold no place, or one that no division bears now.
KNOWN: Final = frozenset(
    (
        "人民日报 人民日报海外版 光明日报 经济日报 经济参考报 工人日报 农民日报 中国青年报 中国妇女报 "
        "解放军报 法治日报 法制日报 科技日报 人民法院报 检察日报 中国纪检监察报 中国组织人事报 "
        "人民政协报 学习时报 参考消息 环球时报 新华每日电讯 中国教育报 中国文化报 中国社会报 "
        "中国社区报 中国县域经济报 中国改革报 中国劳动保障报 人民公安报 解放日报 文汇报 新民晚报 "
        "新京报 京华时报 南方日报 南方都市报 南方周末 南方农村报 羊城晚报 大众日报 齐鲁晚报 "
        "半岛都市报 燕赵都市报 燕赵晚报 大河报 东方今报 楚天都市报 楚天金报 三湘都市报 潇湘晨报 "
        "扬子晚报 现代快报 新华日报 钱江晚报 今日早报 都市快报 大江晚报 新安晚报 华商报 三秦都市报 "
        "华西都市报 海峡都市报 春城晚报 辽沈晚报 华商晨报 彭城晚报 姑苏晚报 金陵晚报 大江网 大众网 "
        "大公报 联合时报 讽刺与幽默 半月谈 红旗文稿 新华网 人民网 中国新闻网 中新网 央视网 光明网 "
        "中国网 求是网 共产党员网 党建网 中国共产党新闻网 中国经济网 中国青年网 中国文明网 央广网 "
        "国际在线 澎湃新闻 封面新闻 学习强国 新浪网 新浪新闻 搜狐网 搜狐新闻 网易 网易新闻 腾讯网 "
        "腾讯新闻 凤凰网 凤凰新闻 今日头条 大河网 映象网 荆楚网 红网 华龙网 东方网 东北网 南方网 "
        "齐鲁网 四川在线 新华报业网 中国江苏网 中国日报网 浙江在线 中安在线 长江网 汉网 华声在线 "
        "每日甘肃网 多彩贵州网 红星新闻 极目新闻 上游新闻 交汇点新闻 中国军网 中青在线 新华社 中新社 "
        "中国新闻社 央视新闻 中央电视台 人民论坛"
    ).split()
)


def is_newspaper_name(text: str) -> bool:
    """Return whether `text` can be the name of a paper: 样例日报, 今日样例, 样例广播电视报."""
    name = text.strip().strip("《》")
    return len(name) <= MAX_NAME and bool(_PAPER_NAME.fullmatch(name)) and not _NOT_PAPERS.search(name)


def is_site_name(text: str) -> bool:
    """Return whether `text` can be the name of a news site or channel: 样例网, 样例融媒, 洛阳党建."""
    name = text.strip()
    if len(name) > MAX_NAME or _NOT_SITES.search(name):
        return False
    return bool(_SITE_NAME.fullmatch(name)) or _has_place(name, _PLACED_SITE_NAME)


def is_known_name(text: str) -> bool:
    """Return whether `text` is a name wherever it stands: a title we know, or that of a place (洛阳日报)."""
    name = text.strip().strip("《》")
    if name in KNOWN:
        return True
    if len(name) > MAX_NAME or _NOT_PAPERS.search(name):
        return False
    return any(_has_place(name, shape) for shape in (_TODAY, _PLACED_PAPER, _PLACED_SITE_NAME))


def has_name_shape(text: str) -> bool:
    """Return whether `text` has the shape of a name that headlines hardly ever have: 样例日报, 样例新闻网."""
    name = text.strip()
    bare = name.strip("《》")
    if name != bare and is_newspaper_name(name):
        return True
    return bool(_SHAPE.fullmatch(bare)) and not _NO_STEM.search(bare) and not _NOT_PAPERS.search(bare)


def _has_place(name: str, shape: re.Pattern[str]) -> bool:
    """Return whether the stem of `name` is a place, or places one in the other: 洛阳日报, 河南洛阳网."""
    found = shape.fullmatch(name)
    if found is None:
        return False
    meant = load_gazetteer().resolve(found["stem"])
    return meant.place is not None or meant.is_ambiguous
