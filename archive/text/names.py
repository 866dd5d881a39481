"""Is this string the name of a person, as Chinese newspapers print one?

In: a string. Out: True or False. A signature is believed only when each of its parts is a name, so the
table of surnames (百家姓 and the surnames met since) errs on the side of refusing: a word that merely
begins with a surname (文化, 平安, 许昌) is no name.
"""

from __future__ import annotations

import re
from typing import Final


def _words(text: str) -> frozenset[str]:
    """Return the words of `text`, which white space divides."""
    return frozenset(text.split())


SURNAMES: Final = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章云苏潘葛奚范彭郎鲁"
    "韦马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄穆萧"
    "尹姚邵湛汪祁毛禹狄米贝明臧伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁"
    "钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫房裘缪解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆"
    "荣翁荀於惠甄曲封芮羿储靳汲邴糜井段富巫乌焦巴牧隗山谷车侯宓全郗班仲伊宫宁仇栾甘厉戎祖武符刘景詹束"
    "龙叶幸司韶郜黎蓟薄印宿白怀蒲邰鄂索咸籍赖卓蔺屠蒙池乔阴胥苍闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍璩桑桂"
    "濮牛寿边扈燕冀郏浦尚农温庄晏柴瞿阎慕连茹习宦艾容向古易慎戈廖庾暨居衡步耿满弘匡文寇广禄阙欧沃利蔚"
    "越隆师巩聂晁敖融冷訾辛阚简饶曾沙乜鞠丰巢关蒯查荆游竺权逯盖桓肖付闫岳帅缑亢况晋楚鄢涂钦仉佟言代覃"
    "谌揭揣展仝邸粟苑邝丘兰占呼战鹿芦初母门宛撒谯银尉沐尧原衣由延阳续雒昌令英郇宇海和水"
)
# Surnames that begin everyday words more often than names: believed only where a role stands before them.
LABELLED_SURNAMES: Final = frozenset("国公通经计干从都那能后相有红家东益归法年松秋双别习农全时和广融水海山向")
COMPOUND_SURNAMES: Final = _words(
    "欧阳 司马 上官 诸葛 夏侯 皇甫 尉迟 公孙 慕容 令狐 长孙 宇文 司徒 司空 东方 南宫 呼延 端木 "
    "轩辕 独孤 闻人 澹台 公冶 宗政 濮阳 淳于 单于 太叔 申屠 仲孙 钟离 鲜于 闾丘 亓官 拓跋 东郭 "
    "羊舌 左丘 赫连 万俟 完颜 纳兰 叶赫 爱新 郝连 乐正"
)
# Stems of Tibetan, Uyghur, Mongolian and other names written in Han without a surname.
MINORITY_STEMS: Final = re.compile(
    "扎西|次仁|卓玛|尼玛|洛桑|[丹旦]增|索朗|达瓦|平措|格桑|仁[青增]|多吉|央金|拉姆|巴桑|贡布|德吉|强巴|"
    "买买提|古丽|买提|艾山|吐尔|阿不都|阿卜杜|巴特尔|其其格|格日|图雅|乌兰|苏和|朝鲁|高娃|娜仁|那仁|宝音|阿依|"
    "木拉提|木江|提江|别克|努尔|帕尔哈提|迪丽|玉素|亚生|艾尼|旺堆|罗布|次旦|次珍|白玛|旦巴|贡嘎|嘎玛|巴雅尔|斯琴|萨仁|那日"
)
NOT_NAMES: Final = _words(
    "党建 党员 党委 党课 党务 党政 党史 党费 时政 时间 时代 时评 文化 文明 文学 文艺 文件 文章 "
    "文字 文旅 安全 安排 安徽 安康 安阳 安庆 安顺 平安 平台 平时 平凉 高度 高新 高效 高质 高校 "
    "高考 高铁 方面 方法 方向 方案 成效 成果 成立 成绩 成都 任务 任职 任免 解决 解放 解读 应用 "
    "应急 应对 全市 全国 全面 全省 全县 全区 全文 全体 关于 关键 关注 关心 关爱 宣传 宣讲 宣言 "
    "管理 管党 管控 常态 常委 常德 常州 常规 强化 强调 强市 强军 强国 曲靖 明确 明天 明显 许昌 "
    "许可 汝州 江西 江苏 江门 江山 温州 温馨 温暖 宁波 宁夏 宁德 广东 广西 广州 广告 广大 广场 "
    "海南 海口 海外 海洋 云南 云端 甘肃 郑州 沈阳 滕州 金华 金秋 金融 万州 万家 万众 万里 连云 "
    "连续 连线 连日 和谐 和平 和田 丰收 武汉 武威 荆州 荆门 吉林 吉安 阳江 阳泉 阳光 原文 原因 "
    "原创 原则 石油 水利 水库 山西 山东 山水 路径 路线 单位 白天 向前 包头 包括 司法 项目 师生 "
    "师资 连接 查看 查处 简介 简讯 简报 游客 游戏 步伐 利用 利民 权力 权威 支部 支持 支撑 支付 "
    "经济 国家 国内 国际 国务 国防 公司 公安 公告 公益 公开 公路 红色 红旗 东西 东风 东方红 农村 "
    "农业 农民 融合 融媒 相关 有关 有效 有力 通讯 通知 通过 通报 计划 干部 干事 能力 年终 年度 "
    "法治 法律 法院 夏季 夏天 秋季 秋收 花开 花园 华夏 华侨 英雄 英才 牧区 车间 燕赵 齐鲁 荣誉 "
    "荣获 富民 富裕 景区 景观 程序 井冈 班子 班级 印发 印象 封面 储备 延安 延伸 展示 展望 展开 "
    "展览 续写 代表 代言 初心 初步 初审 银行 战略 战斗 易地 习惯 古城 古镇 柳州 黄山 黄河 黄石 "
    "黄冈 梅州 孟州 邓州 禹州 衡阳 衡水 邢台 邵阳 岳阳 岳麓 娄底 满意 满载 满洲 盛夏 盛会 盛世 "
    "盛开 盛大 冀中 晋城 晋中 元旦 元宵 元月 齐心 齐抓 严格 严管 严肃 尚未 申报 申请 申论 谈话 "
    "谈心 伏天 席卷 季节 庄严 庄稼 越来 越过 沃土 师范 简单 居民 居家 居住 言论 言行 来源 本报 "
    "本网 图片 视频 新闻 首页 要闻 房产 教育 体育 健康 财经 评论 副刊 专题 理论"
)
# Characters that close the name of a place, an office or a paper: never a person's ...
OFFICE_TAIL: Final = frozenset("市县区镇局委厅处站网报部院校所办")
# ... and those that a given name may end in, too: refused where no role says that a person is meant.
DOUBTFUL_TAIL: Final = frozenset("乡村省州社街路庭园台馆团店营组队会司厂矿")
FUNCTION_WORDS: Final = frozenset("的了是在与及等被把将对从这那也都就而或并们我你他她它吗呢吧着过摄")
_HAN: Final = re.compile(r"[㐀-鿿\U00020000-\U0003ffff]+")
_FOREIGN: Final = re.compile(r"[㐀-鿿]{1,7}(?:·[㐀-鿿]{1,7}){1,3}")
# Columns have the dots of a foreign name, too (为了民族复兴·英雄烈士谱); names are spelt with few characters.
_SOUNDS: Final = frozenset(
    "阿艾爱安昂奥巴白班邦保鲍贝本比彼宾波伯勃博布查察达戴丹道德邓登蒂迪丁东杜敦顿多俄厄恩尔法凡范菲费芬丰冯佛弗夫福盖甘冈高戈哥格葛"
    "贡古哈海汉豪赫亨洪侯胡华怀惠霍基吉季加贾杰金喀卡凯坎康考柯科克肯孔库奎拉莱赖兰朗劳勒雷李里理利莉列林琳留龙卢鲁路伦罗洛吕马玛迈麦"
    "曼毛梅门蒙孟米密明摩莫默木穆姆拿娜纳奈南内尼宁纽努诺欧帕潘培佩彭皮平珀蒲普齐奇琪契乔切钦琼丘热仁日荣茹儒瑞若撒萨塞赛桑森沙莎珊绍"
    "舍申圣施什史斯丝司松苏孙索塔泰谭坦汤唐陶特滕提汀图托瓦万旺威韦维魏温文翁沃乌吾伍武希西悉席夏香肖谢辛欣休许雅亚延扬杨耶叶伊依易因"
    "英尤于约宰泽曾扎詹珍芝治朱兹孜祖佐买江次卓措吐艳穷旦增曲珠嘎居翰合逊史"
)
MIN_SOUNDS: Final = 0.7  # of a name with dots that no role vouches for
# 澎湃新闻·澎湃号·政务 has the dots of a foreign name.
_MEDIA: Final = re.compile(r"[报网号台]·|新闻|日报|晚报|频道|客户端|交汇点|政务|融媒|发布|中心")


def is_person_name(text: str, *, labelled: bool = False) -> bool:
    """Return whether `text` reads as a name; `labelled` says that a role (记者 …) stands beside it."""
    if _FOREIGN.fullmatch(text):
        is_sound = labelled or sum(c in _SOUNDS for c in text) >= len(text) * MIN_SOUNDS
        return len(text) >= 4 and is_sound and text[-1] not in OFFICE_TAIL and not _MEDIA.search(text)
    if not _HAN.fullmatch(text) or not 2 <= len(text) <= 7 or text in NOT_NAMES:
        return False
    if FUNCTION_WORDS & set(text) or text[-1] in OFFICE_TAIL:
        return False
    if text[-1] in DOUBTFUL_TAIL and not labelled:
        return False
    return _has_surname(text, labelled) or (labelled and bool(MINORITY_STEMS.search(text)))


def _has_surname(text: str, labelled: bool) -> bool:
    """Return whether a surname opens `text` and one or two characters follow (four with a double surname)."""
    if text[:2] in COMPOUND_SURNAMES:
        return 3 <= len(text) <= 4
    if text[0] in LABELLED_SURNAMES:
        return labelled and len(text) <= 3
    if len(text) == 4:  # a married woman's double surname, 范徐丽泰
        return labelled and text[0] in SURNAMES and text[1] in SURNAMES
    return len(text) <= 3 and text[0] in SURNAMES


def is_surname(text: str) -> bool:
    """Return whether `text` is a surname, single or compound."""
    return text in SURNAMES or text in LABELLED_SURNAMES or text in COMPOUND_SURNAMES
