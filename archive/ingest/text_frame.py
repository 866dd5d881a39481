"""What on a pasted page belongs to the site and not to the report: navigation, share bars, the foot.

In: one line. Out: why it is taken out, in Chinese for staff, or None. Each rule names a class of lines
that e-paper systems and news sites put around a report; none names a page.
"""

from __future__ import annotations

import re
from typing import Final

MAX_FRAME: Final = 120  # characters; longer lines are prose or glued headlines and judged elsewhere
NAVIGATION: Final = "版面导航"
LINKS: Final = "友情链接"
RELATED: Final = "相关报道列表"

_NAV_WORDS: Final = re.compile(
    r"上一[篇版期页条]|下一[篇版期页条]|前一[篇天]|后一[篇天]|返回(?:首页|目录|列表|顶部|上页|版面)?|首页|目录|往期回顾|往期阅读|往期报纸|"
    r"PDF版?|pdf版?|"
    r"站内(?:高级)?(?:搜索|检索)|高级(?:搜索|检索)|版面(?:导航|概览|目录|图)|标题导航|本版(?:标题|新闻|导航)|"
    r"新闻内容|文章导航|数字报(?:首页)?|电子报|读报首页|回到(?:顶部|首页)|当前位置|您(?:现在)?的?位置|第\s*[A-Z]?\d{1,3}\s*版(?::[㐀-鿿]{2,6})?|"
    r"正文|要闻|新闻中心|新闻|全文|搜索|检索|登录|注册|设为首页|加入收藏|手机版|网站地图|标题|日历|放大阅读"
)
_TOOLS: Final = re.compile(
    r"放大|缩小|默认|字号|字体|[大中小]号?(?=\s|$)|查看次数|浏览次数|浏览量?|点击(?:数|量|次数)?|阅读(?:数|量|次数)?|访问次数|打印(?:本页|本文)?|"
    r"关闭(?:窗口|本页)?|复制(?:链接|本文)?|语音播报|朗读|播放|听新闻|评论数?|我要评论|网友评论|新闻评论|发表评论|点赞|收藏|推荐|"
    r"分享(?:到|至)?|微博|新浪微博|腾讯微博|微信(?:扫一扫)?|调整字体|触屏版|超大|标准|朋友圈|QQ空间|QQ好友|QQ|Qzone|豆瓣|人人网|百度贴吧|扫一扫|更多|举报|纠错|"
    r"网摘|商城|添加喜爱|手机看新闻|保存到博客|保存网页|我有话说|我要反馈|(?:增大|减小)字体|"
    r"T\|T|A[+-]|\d{1,6}次?|[（(]\d+[)）]|0条"
)
_SIGNS: Final = re.compile(r"[\s:：|｜/>＞<＜»«•·\-—_,，.。\[\]【】()（）+]+")
_FULL_RULES: Final = (
    (
        re.compile(
            r"ICP[备证]|公?网安备|备案号|许可证|统一刊号|国内统一|邮发代号|CN\s?\d{2}-\d{4}|ISSN", re.I
        ),
        "备案号与许可证",
    ),
    (
        re.compile(
            r"Copyright|©|版权所有|All Rights? Reserved|"
            r"未经.{0,10}(?:许可|授权|允许).{0,12}(?:不得|禁止|转载)",
            re.I,
        ),
        "版权声明",
    ),
    (
        re.compile(
            r"(?:电话|热线|传真|邮编|邮政编码|邮箱|信箱|E-?mail|地址|社址|QQ|微信号?|客服|法律顾问|网址|投稿)"
            r"\s*[(（]?[^。，,:：]{0,8}[:：]",
            re.I,
        ),
        "联系方式",
    ),
    (re.compile(r"(?:主管|主办|承办|协办|技术支持|技术推广合作)(?:单位)?(?:\s|:|：|、|$)"), "主办单位"),
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+|\b0\d{2,3}-\d{7,8}\b"), "联系方式"),
    (re.compile(r"^(?:https?://|www\.)\S+$", re.I), "网址"),
    (
        re.compile(
            r"^(?=.*(?:19|20)\d\d[年\-/.]\d{1,2}[月\-/.]\d)(?=.*(?:来源|稿源|作者|编辑|记者|浏览|点击|阅读)\S{0,2}\s*:)[^。]+$"
        ),
        "来源与日期",
    ),
    (
        re.compile(
            r"^(?:欢迎|扫码|点击|长按|请)?(?:关注|下载|打开)[㐀-鿿A-Za-z“”\"]{1,12}"
            r"(?:网|报|号|端|微信|微博|频道|发布|融媒|在线|抖音|我们|APP|App)$"
        ),
        "关注按钮",
    ),
    (
        re.compile(
            r"^(?:点击(?:上方|下方)?(?:蓝字|关注)|收录于|预览时标签|轻触|阅读原文|点击阅读|在看$|原创$|发表于|微信号)"
        ),
        "公众号按钮",
    ),
    (re.compile(r"^(?:信息|文章|稿件|新闻)?(?:来源|稿源)\s*[:：丨|]\s*[^。]{2,30}$"), "来源行"),
    (re.compile(r"^[（(](?:作者|本文|文中|据|原载|摘自|注[:：]|来源|完[)）]|原标题)"), "文末说明"),
    (re.compile(r"^(?:扫码|扫描|扫一扫|长按|识别)[^。]{0,16}二维码"), "关注按钮"),
    (
        re.compile(r"(?:第\s*\d{1,6}\s*期|出版日期|发刊日期|刊发日期|发布时间|发布日期|发表时间|见报日期)"),
        "期号、版次与日期",
    ),
    (re.compile(r"^(?:新闻|文章)?(?:作者|来源|编辑|稿源)\s*[:：]\s*$"), "空白的标签"),
    (
        re.compile(
            r"^(?:报纸|报刊|报名|媒体|刊名|版次|版面|栏目|地方|所在地|网址|原文链接|链接|关键词|体裁)(?:名称)?\s*:\s*[^。]{1,80}$"
        ),
        "写明的标签",
    ),
    (re.compile(r"^(?:语音播报|新闻评论|我要评论|网友评论|评论)\s*\d*\s*[:：]?"), "阅读工具"),
)
MAX_NOTICE: Final = 300  # characters
_NOTICE: Final = re.compile(
    r"^[【\[（(]?(?:声明|免责声明|特别声明|版权声明|转载声明|郑重声明)[】\]）)]?\s*[:：]"
)
# One of these among short words in a row makes the row a menu; 学党史 悟思想 办实事 is none.
MENU: Final = frozenset(
    ("首页", "要闻", "新闻", "时政", "视频", "专题", "图片", "论坛", "评论", "数字报", "登录", "注册")
)
MENU_WORDS: Final = 3
MENU_TOOLS: Final = 2  # words of a row that are tools, for the others to be some too
_WIDTH: Final = str.maketrans("：｜／", ":|/")
_RELATED: Final = re.compile(
    r"^[【\[]?(?:相关(?:新闻|报道|阅读|链接|文章|稿件)|推荐(?:阅读|新闻)|延伸阅读|热点(?:新闻|推荐)|热门(?:新闻|文章)|猜你喜欢|"
    r"更多(?:新闻|精彩)|最新(?:新闻|文章)|阅读排行|查看评论|最新评论|更多评论|参与评论|图片新闻|精彩推荐|上一篇|下一篇|同版新闻|本版其他|为您推荐)[】\]]?\s*[:：>]*"
)
_LINKS: Final = re.compile(r"^(?:友情|合作|相关|媒体|常用)链接")
_END: Final = re.compile(r"新闻评论|我要评论|网友评论|发表评论|最新评论")


def frame_reason(text: str) -> str | None:
    """Return why the line belongs to the page's frame, in Chinese, or None where it may be the report's."""
    if len(text) <= MAX_NOTICE and _NOTICE.match(text):
        return "声明"
    if len(text) > MAX_FRAME or (len(text) > 30 and text.endswith(("。", "！", "？"))):
        return None
    text = text.translate(_WIDTH)
    if _LINKS.match(text):
        return LINKS
    if _RELATED.match(text):
        return RELATED
    for pattern, reason in _FULL_RULES:
        if pattern.search(text):
            return reason
    return _bar_reason(text)


def _bar_reason(text: str) -> str | None:
    """Return the reason for a line that holds nothing but navigation words, tools and signs."""
    words = text.split()
    if len(words) >= MENU_WORDS and max(map(len, words)) <= 5 and MENU & set(words):
        return NAVIGATION
    tools = sum(bool(_TOOLS.fullmatch(word)) for word in words)
    if tools >= MENU_TOOLS and tools * 2 >= len(words) and max(map(len, words)) <= 5:
        return "分享与阅读工具"
    without_nav = _NAV_WORDS.sub(" ", text)
    if not _SIGNS.sub("", without_nav):
        return NAVIGATION
    if not _SIGNS.sub("", _TOOLS.sub(" ", without_nav)):
        return "分享与阅读工具"
    if re.search(r"(?:>|＞|»)", text) and len(text) <= 60 and not re.search(r"[。！？]", text):
        return NAVIGATION
    return None


def opens_tail(text: str) -> bool:
    """Return whether nothing of the report follows this line: related reports, comments, links, the foot."""
    reason = frame_reason(text)
    return reason in (LINKS, RELATED, "版权声明", "备案号与许可证", "主办单位") or bool(
        reason and _END.search(text)
    )
