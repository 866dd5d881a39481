"""Is this line of a page the report's, or the site's? The words and places that tell.

In: an HtmlLine. Out: the reason (in Chinese, for staff) why it is no part of the report, or None. Signals are
kinds of words and of ids and classes, never strings of one site. A sentence is never taken for the site's by
its place alone.
"""

from __future__ import annotations

import re
from typing import Final

from archive.ingest.html_lines import HEADINGS, HtmlLine

STOPS: Final = "。！？!?…；;"
CLOSERS: Final = "”’\"'）)】]》」』"
LABELS: Final = "来源、编辑等标签"
BUTTONS: Final = "分享、扫码等按钮"
MAX_LABEL: Final = 60  # characters of a line that is a label with what it labels
MAX_NOTICE: Final = 420  # characters of a legal notice
MAX_BUTTON: Final = 44  # characters of a line that invites to share, scan or follow

DESK: Final = (
    "责任编辑|责编|编辑|编审|审核|校对|监制|初审|复审|终审|审签|值班编委|值班主任|网络编辑|"
    "本文编辑|一审|二审|三审"
)
OPENING: Final = r"^[\s（(\[【<《—\-*·■●▲◆]*"
DESK_LABEL: Final = re.compile(rf"{OPENING}(?:本期|本版|文章|新闻)?(?:{DESK})\s*[:：/／|丨]")
# What stands beside a headline or behind a report: where from, when, how often read.
HEADER_LABEL: Final = re.compile(
    rf"{OPENING}(?:(?:信息|文章|稿件|新闻|内容|资料|素材|图片|本文|原文|数据)?(?:来源|稿源|出处|素材)|作者|"
    r"(?:转自|转载自|摘自|引自|原载)(?=\s*[:：])|发布者|发布人|录入|上传|供稿单位|发布机构|索引号|"
    r"(?:发布|发表|更新|发稿|录入|添加|提交|成文|创建)?(?:时间|日期)|浏览|点击|阅读|访问|查看|人气|心情|天气|"
    r"类别|Posted(?= )|字号|字体|字体大小|关键词|关键字|标签|"
    r"Tags?|栏目|分类|所属|位置|当前位置|您(?:当前)?的?(?:当前)?位置|保护视力色|视力保护色|【?字体)"
    r"(?:次数|量|数|率|大小|选择)?\s*(?:[:：/／]|\s|$|>>|】)",
    re.IGNORECASE,
)
# 转自样例日报: no sign parts the label from the name.
COPIED: Final = re.compile(
    rf"{OPENING}(?:转自|转载自|摘自|原载于?)[㐀-鿿]{{2,10}}(?:报|网|社|客户端|新闻)[\s）)】]*$"
)
# The line under a headline may begin with the site's address or name, and tell the day somewhere.
MOMENT: Final = re.compile(r"(?:19|20)\d{2}\s*[年\-/.]\s*\d{1,2}\s*[月\-/.]\s*\d{1,2}")
IMPRINT_WORD: Final = re.compile(
    r"(?:来源|稿源|出处|作者|编辑|录入|发布人|发布者|审核|供稿|时间|日期|浏览|点击|阅读|字号|人气)\s*[:：]|\d{1,2}[:：]\d{2}"
)
ORIGINAL_TITLE: Final = re.compile(rf"{OPENING}(?:原标题|原题为?|原文标题|文章原题)\s*[:：《]")
NOTICE: Final = re.compile(
    r"免责声明|版权声明|版权所有|版权归|版权属|著作权|未经.{0,16}(?:授权|许可|同意|允许).{0,20}(?:转载|使用|复制|不得|禁止)|"
    r"(?:转载|摘编|引用|商用).{0,20}(?:注明|授权|申请|联系|须|务必)|(?:请|须|务必|必须)注明.{0,12}(?:来源|出处)|禁止.{0,6}转载|谢绝转载|"
    r"(?:不代表|并不意味|不意味|仅代表|不构成|不表明).{0,24}(?:观点|立场|看法|意见|建议|描述)|"
    r"(?:本网站?|本站|本公众号|平台).{0,16}(?:不承担|无关|概不|信息存储|保持中立|拥有.{0,6}权)|凡.{0,10}(?:注明|来源|标注).{0,16}|"
    r"如(?:有|涉及|因|遇).{0,16}(?:侵权|侵犯|版权|(?:作品|内容|稿件|转载).{0,8}问题).{0,30}(?:联系|删除|告知)|请.{0,8}(?:自行承担|谨慎对待|仅作参考)|风险自担|"
    r"以上内容.{0,20}(?:上传|发布)|特别声明|郑重声明|Notice:|"
    r"ICP[备证]|公网安备|许可证(?:编?号)?\s*[:：\d]|(?:信息|视听|出版|经营)[^，。]{0,12}许可证|Copyright|All\s*Rights\s*Reserved|©|"
    r"(?:举报|投诉|监督|报料|爆料|新闻|服务|联系|值班|采编|编辑部|咨询|客服|违法).{0,10}(?:电话|邮箱|热线|信箱|QQ|方式)\s*[:：\d]|"
    r"(?:新闻|线索)?(?:报料|爆料|投稿)\s*(?:[:：\d]|请|邮箱|热线)",
    re.IGNORECASE,
)
# Two labels of an address side by side: the foot of an institution's site.
CONTACT: Final = re.compile(
    r"(?:地址|电话|热线|传真|邮编|邮政编码|邮箱|E-?mail)\s*[:：].{1,60}(?:电话|热线|传真|邮编|邮政编码|邮箱|E-?mail)\s*[:：]",
    re.IGNORECASE,
)
BUTTON: Final = re.compile(
    r"分享(?:到|至|本文)?|转发|扫(?:一扫|码|描)|二维码|微信|微博|朋友圈|QQ空间|Qzone|客户端|APP|公众号|视频号|订阅|长按|识别图|点赞|"
    r"点击(?:上方|下方|左上角|标题下方?)?.{0,4}蓝色?字|关注我们|收藏|打印|关闭(?:窗口|本页|此页)?|返回(?:顶部|首页|列表|目录)|回(?:到)?(?:顶部|首页)|复制链接|我要(?:评论|纠错|留言|投稿)|纠错|举报|"
    r"评论|跟[帖贴]|参与|登录|注册|下载|大\s*中\s*小|(?:调整|选择)?字[体号]|放大|缩小|默认|朗读|听新闻|语音播报|繁體|简体|English|设为首页|加入收藏|"
    r"点击(?:进入|查看|这里|此处|图片|阅读|下载|收听|观看)|更多(?:精彩|原创|资讯|新闻|内容|报道)|阅读(?:原文|全文|更多)|展开(?:全文|阅读)|"
    r"查看(?:更多|全文|原图)|全文阅读|加载(?:更多|中)|正在(?:加载|读取)|"
    r"热词|支持键盘|进入论坛|网友|好文|钦佩|喜欢|泪奔|可爱|思考|推荐给|邮件|E-?mail|添加到",
    re.IGNORECASE,
)
# Whole sentences that invite to follow or to download.
INVITATION: Final = re.compile(
    r"^[\s（(【\[]*(?:更多|欢迎|请|扫描?|扫码|扫一扫|长按|下载|关注|点击|打开|想看|想了解|想知道|快来).{0,40}"
    r"(?:公众号|二维码|客户端|APP|微信|微博|视频号|抖音|小程序|官网|关注我们|号外|订阅)|"
    r"^[\s（(【\[]*(?:暂无|还没有|快来).{0,4}(?:评论|评价|跟[帖贴]|留言|沙发)",
    re.IGNORECASE,
)
# How a sentence begins that asks the reader to do something.
ASKS: Final = re.compile(
    r"^[\s（(【\[]*(?:本文|以上|更多|欢迎|请|扫|长按|点击|关注|下载|打开|识别|搜索|想看|想了解|想知道|快来|转发|喜欢就|觉得)"
)
MIN_TOLD: Final = 10  # characters of a sentence beside the words of buttons
MAX_INVITATION: Final = 80
BUTTON_WORD: Final = re.compile(
    r"阅读|评论|收藏|转载|转发|喜欢|打印|举报|分享|点赞|浏览|点击|推荐|参与|关注|赞|踩|顶|回复|纠错|繁体|微信|微博|QQ空间|QQ|人人网|豆瓣|复制链接|更多"
)
COUNTER_SIGNS: Final = re.compile(r"[\s\d\W_]+")
MIN_BUTTONS: Final = 3
MAX_BESIDE_BUTTONS: Final = 4  # characters
RELATED: Final = re.compile(
    r"^[\s【\[（(<●■◆▲*·#>|]*(?:相关|延伸|扩展|推荐|热门|更多|精彩|猜你|你可能|您可能|最新|往期|编辑推荐|重点推荐|为您推荐|大家都在看|大家还在看|"
    r"精选|专题|热点|上一[篇条页则]|下一[篇条页则]|前一篇|后一篇|本类|同类|今日|头条|图文|视频推荐|新闻排行|排行|点击排行|阅读排行|滚动|热图|图片推荐|"
    r"今日推荐|特别推荐|栏目推荐|友情链接|合作媒体|网友评论|最新评论|发表评论|我来说两句|跟[帖贴]|热评|评论区|文明上网|网上有害)"
    r"(?:新闻|阅读|链接|推荐|文章|报道|专题|内容|资讯|评论|喜欢|感兴趣|视频|图片|回顾|排行榜?|>+|\s*[:：】\]>]|$|\s|\d|（|\()"
)
# A line of these ends the report, whatever comes after it.
END: Final = re.compile(
    r"免责声明|版权声明|特别声明|郑重声明|^(?:\s*[【\[（(]?)(?:相关|延伸|推荐|扩展|热门)(?:阅读|新闻|链接|文章|报道|推荐|专题)|"
    r"^(?:上一[篇条则]|下一[篇条则])|网友评论|最新评论|发表评论|我来说两句|更多评论|写评论|猜你喜欢|你可能(?:会)?(?:喜欢|感兴趣)|重点推荐|"
    r"分享(?:到|至)\s*[:：]|^(?:Trackback|引用通告|引用地址)|扫(?:一扫|描).{0,12}(?:手机|打开|关注|阅读)|打印本[页文稿]|关闭(?:窗口|本页)|^[\s【\[（(]*(?:打印|关闭)[】\]）)]*$"
)
PAGER: Final = re.compile(
    r"^(?:[\s\[\]【】()（）<>《》«»|/.…·-]|\d{1,3}|共|第|页|上一?页|下一?页|首页|尾页|末页|前页|后页|余下全文|全文|阅读|查看|当前|转到|跳转)+$"
)
PAGE_WORD: Final = re.compile(r"[\d页阅读全文查看跳转]")
FINISHED: Final = re.compile(
    r"^[\s（(\[【]*(?:完|本文完|全文完|未完待续|END|The End|-+|—+|\*+|=+|#+)[\s）)\]】]*$", re.IGNORECASE
)
CRUMBS: Final = re.compile(
    r"(?:首页|主页|网站).{0,60}(?:>|》|»|/|→|--).{0,60}|^.{0,14}(?:>|»).{0,20}(?:>|»).{0,20}正文$"
)
JUNK_HINTS: Final = re.compile(
    r"(?<![a-z])(?:share|sharing|bshare|bdshare|bds|comment|comments|pinglun|relate|related|xgxw|xiangguan|recommend|tuijian|hot|ad|ads|advert|"
    r"guanggao|footer|foot|copyright|nav|navbar|menu|breadcrumb|crumb|crumbs|position|sidebar|side|aside|login|search|toolbar|tool|"
    r"pager|page-?nav|pagination|qrcode|erweima|ewm|wechat|weixin|tags?|keyword|ranking|rank|statement|mianze|shengming|disclaimer|"
    r"trackback|vote|mood|download|app-?down)(?![a-z])"
)
PROSE_SIGN: Final = re.compile(r"[，。；！？：、]")
MIN_PROSE: Final = 14  # characters of a line that counts as running text


def is_sentence(text: str) -> bool:
    """Tell whether a line ends as a sentence does."""
    bare = text.rstrip(CLOSERS + " ")
    return bool(bare) and (bare[-1] in STOPS or (len(bare) < len(text.rstrip()) and "。" in text))


def is_prose(line: HtmlLine) -> bool:
    """Tell whether a line is running text: signs of a sentence, not a link, not a notice of the site."""
    text = line.text
    if len(text) < MIN_PROSE or line.tag in HEADINGS or line.is_linked or not PROSE_SIGN.search(text):
        return False
    return leftover_reason(line) is None


def leftover_reason(line: HtmlLine) -> str | None:
    """Return why a line at the edge of a report is not part of it, or None for the report's own."""
    text = line.text
    if (PAGER.match(text) and PAGE_WORD.search(text)) or FINISHED.match(text):
        return "页码或结束符"
    if ORIGINAL_TITLE.match(text) and len(text) <= MAX_LABEL * 2:
        return "原标题"
    if len(text) <= MAX_LABEL * 2 and (
        DESK_LABEL.match(text) or HEADER_LABEL.match(text) or COPIED.match(text)
    ):
        return LABELS
    if len(text) <= MAX_LABEL * 2 and not is_sentence(text) and MOMENT.search(text) and _is_imprint(text):
        return LABELS
    if len(text) <= MAX_NOTICE and _is_notice(text):
        return "网站声明或联系方式"
    if line.is_linked and not is_sentence(text):
        return "链接"
    return _site_reason(line)


def _is_imprint(text: str) -> bool:
    """Tell whether a line with a day in it is that of date and source: a label, or the hour."""
    return "，" not in text and bool(IMPRINT_WORD.search(text))


def _is_notice(text: str) -> bool:
    """Tell whether a line speaks for the site; in a long sentence one such word is not enough."""
    if len(text) <= MAX_LABEL * 2 and CONTACT.search(text):
        return True
    found = NOTICE.findall(text)
    return bool(found) and (
        len(text) <= 120 or len(found) > 1 or bool(re.match(r"[【（(\[]?(?:特别|免责|版权|郑重)?声明", text))
    )


def _site_reason(line: HtmlLine) -> str | None:
    """Return why a short line without a sentence is the site's."""
    text = line.text
    if len(text) <= MAX_LABEL and RELATED.match(text) and not is_sentence(text):
        return "相关链接"
    if len(text) <= MAX_LABEL and CRUMBS.search(text) and not is_sentence(text):
        return "当前位置"
    if len(text) <= MAX_INVITATION and (INVITATION.match(text) or _is_button_row(text)):
        return BUTTONS
    if len(text) <= MAX_BUTTON and BUTTON.search(text) and not _tells(text):
        return BUTTONS
    own = line.hints.split(" | ")[0]
    if JUNK_HINTS.search(own) and not (len(text) >= MIN_PROSE and is_sentence(text)):
        return "网站部件"
    return None


def _tells(text: str) -> bool:
    """Tell whether a short line with a button's word in it is a sentence of the report: 三百名党员参与活动。"""
    if not is_sentence(text):
        return False
    return "，" in text or not (ASKS.match(text) or len(BUTTON.sub("", text)) < MIN_TOLD)


def _is_button_row(text: str) -> bool:
    """Tell whether a line is nothing but buttons and counters: 阅读(12) 评论(0) 收藏(0) 转载 打印 举报."""
    bare = COUNTER_SIGNS.sub("", text)
    left, buttons = BUTTON_WORD.subn("", bare)
    return buttons >= MIN_BUTTONS and len(left) <= MAX_BESIDE_BUTTONS


def ends_report(line: HtmlLine) -> bool:
    """Tell whether a report is over where this line begins."""
    text = line.text
    if len(text) <= MAX_LABEL and DESK_LABEL.match(text):
        return True
    if len(text) <= MAX_NOTICE and re.match(rf"{OPENING}(?:特别|免责|版权|郑重)声明", text):
        return True
    return len(text) <= MAX_LABEL and bool(END.search(text)) and not is_sentence(text)
