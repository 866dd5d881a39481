"""The roles that a signature prints: which words are roles, their normal form, and who counts as author.

In: a word of a signature (全媒体记者, 责编, 摄). Out: its role in normal form (记者, 责任编辑, 摄影), or None
where the word is none. A prefix that names the employer (本报, 融媒体中心, 新华日报·交汇点) is not part of
the role; one that names the standing (见习, 实习, 特约, 首席) is.
"""

from __future__ import annotations

import re
from typing import Final

REPORTER: Final = "记者"
CORRESPONDENT: Final = "通讯员"
AUTHOR: Final = "作者"
PHOTOGRAPHER: Final = "摄影"
EDITOR: Final = "编辑"
RESPONSIBLE_EDITOR: Final = "责任编辑"
PROOFREADER: Final = "校对"


def _words(text: str) -> frozenset[str]:
    """Return the words of `text`, which white space divides."""
    return frozenset(text.split())


# Those who sign the report itself; every other role has worked on it (摄影, 编辑, 校对 ...).
AUTHOR_ROLES: Final = _words(
    "记者 通讯员 作者 撰稿人 撰稿 撰文 文字 文案 采写 采访 文 文图 图文 文片 供稿 通讯 评论员 本报评论员 报道 报道组 "
    "摄影报道 图文报道 综合报道 口述 整理 整合 综合 编译 执笔 执笔人 主笔 实习生 报道员 编写 写作 笔者 "
    "投稿 来稿"
)
PHOTO_ROLES: Final = _words("摄影 摄 图 片 供图 摄像 拍摄 图片 制图 绘图 漫画 影像 航拍 配图 插图 摄制 视频")
DESK_ROLES: Final = _words(
    "编辑 责编 责任编辑 本版编辑 本期编辑 版面编辑 值班编辑 首席编辑 视觉编辑 新媒体编辑 "
    "网络编辑 美编 美术编辑 图片编辑 执行编辑 策划编辑 编发 校对 责校 责任校对 本版校对 校审 "
    "校验 校阅 审校 审核 审读 审签 审定 审阅 审稿 编审 监审 监制 总监制 总编 总编辑 副总编 "
    "副总编辑 主编 副主编 执行主编 执行总编 值班总编 值班总编辑 值班副总编 值班编委 值班主任 "
    "值班主编 值班领导 编委 签发 签审 初审 复审 终审 一审 二审 三审 一校 二校 三校 一读 二读 "
    "版式 版面 美术 设计 版式设计 版面设计 美术设计 组版 排版 制版 策划 总策划 统筹 总统筹 执行 "
    "执行策划 制作 技术 出品 出品人 发布 主持 主持人 播音 主播 配音 剪辑 后期 点评 指导 顾问 "
    "翻译 录入 上传 检校 检查 组稿 责任主编 值班审核 总审 总值班 一版编辑 本版责编"
)
CORES: Final = AUTHOR_ROLES | PHOTO_ROLES | DESK_ROLES
NORMAL: Final = {
    "摄": PHOTOGRAPHER, "拍摄": PHOTOGRAPHER, "图": PHOTOGRAPHER, "图片": PHOTOGRAPHER, "片": PHOTOGRAPHER,
    "责编": RESPONSIBLE_EDITOR, "本版编辑": EDITOR, "本期编辑": EDITOR, "本版校对": PROOFREADER,
    "责校": "责任校对", "笔者": AUTHOR, "投稿": AUTHOR, "来稿": AUTHOR, "本报评论员": "评论员",
    "文图": "文/图", "图文": "文/图", "文片": "文/图",
}  # fmt: skip

# 本报 is the employer and is left out; 见习 is the standing and stays.
EMPLOYER_TAIL: Final = (
    "日报|晚报|早报|晨报|时报|商报|都市报|电视报|广播报|报|通讯社|新华社|中新社|本社|社|网|台|中心|新闻|媒体|融媒|全媒|"
    "刊|周刊|杂志|频道|在线|客户端|集团|央视|交汇点|经|视听|部|局|委|办|校|院|公司|厂|站|学会|协会|作协|摄协|摄影队|联盟|南都|北青|津云|九派|极目|红星|壹点|紫牛|时刻"
)
_EMPLOYER: Final = rf"[㐀-鿿A-Za-z0-9·“”\"《》]{{0,16}}(?:{EMPLOYER_TAIL})"
_PLAIN: Final = (
    "全媒体|融媒体|全媒|融媒|多媒体|新媒体|本报|本网|本刊|本台|本社|职工|学生|校园|文字|派驻|驻地|驻站|网络"
)
_POSTED: Final = r"(?:驻|赴)[㐀-鿿]{2,4}"
_STANDING: Final = "见习|实习|特约|特邀|特派|首席|资深|高级|摄影|图片|视频|评论|专栏"
_SEEN: Final = "(?:记者|通讯员|评论员|实习生|撰稿人|撰稿|作者|编辑)"
EMPLOYED_ROLE: Final = re.compile(
    rf"(?:{_EMPLOYER}(?:·[㐀-鿿]{{2,8}})?)?(?:{_PLAIN}|{_POSTED})*(?P<standing>(?:{_STANDING})?)(?:{_PLAIN})*(?P<core>{_SEEN})"
)
_PLACED_REPORT: Final = re.compile(r"[㐀-鿿、]{2,9}(?:报道|电|专电)")
_WRITING: Final = ("记者", "通讯员", "评论员", "撰稿", "撰稿人", "作者")
EMPLOYER: Final = re.compile(_EMPLOYER)


def parse_role(word: str) -> str | None:
    """Return the role that `word` names, in normal form, or None; 本报记者 -> 记者, 责编 -> 责任编辑."""
    if word in CORES:
        return NORMAL.get(word, word)
    found = EMPLOYED_ROLE.fullmatch(word)
    if found:
        return found["standing"] + found["core"]
    return None


def is_placed_report(word: str) -> bool:
    """Return whether `word` only says where a report was written (上海报道), which is no role."""
    return bool(_PLACED_REPORT.fullmatch(word))


def is_author_role(role: str | None) -> bool:
    """Return whether one who signs in this `role` is an author; a signer without a role is one."""
    if role is None:
        return True
    if role.startswith(("摄影记者", f"{PHOTOGRAPHER}/", "图片", "视频")):
        return False
    return role == "文/图" or role in AUTHOR_ROLES or role.endswith(_WRITING)
