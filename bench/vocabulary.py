"""The words of the subject, and sentences of our own around them.

In: a source of randomness and the name of a place. Out: one sentence or headline. A generated article holds
some of these, so that the words of the subject are as common in a generated corpus as in the archive.
"""

from __future__ import annotations

import random
from typing import Final

TERMS: Final = (
    "党员 支部 基层 组织 群众 干部 乡村振兴 阵地 服务 治理 网格 社区 村民 廉政 作风 制度 监督 培训 学习 课堂 宣讲 "
    "志愿者 先锋 示范 创新 融合 引领 品牌 联建 共建 联盟 活动室 书记 第一书记 委员 换届 述职 考核 整改 巡察 信访 调解 "
    "扶贫 产业 合作社 集体经济 招商 企业 园区 车间 班组 劳模 工匠 学校 教师 医院 医生 机关 窗口 审批 热线 积分 清单 "
    "台账 档案 主题教育 三会一课 组织生活 民主评议 发展党员 流动党员 老党员 红色教育 纪念馆 家风 文明 环境 垃圾 道路"
).split()
# What most reports on Party building hold: `{a}` to `{c}` are terms, `{place}` is where it happened.
SENTENCES: Final = (
    "{place}坚持以党建促发展，把{a}和{b}一并部署，各项工作有了新起色。",
    "围绕{a}，{place}把党建融入{b}，{c}的难题一件件有了着落。",
    "“抓好党建，{a}才有主心骨。”说起去年的工作，{place}的{b}负责人这样讲。",
    "在{place}，{a}与{b}结成对子，党建工作从墙上走到了地里。",
    "{place}还为{a}建起{b}，由{c}逐项跟踪，每月通报一次工作进展。",
    "今年以来，{place}先后办起{a}和{b}，做{c}工作的人手比从前多了一倍。",
    "党建做实了就是生产力，{place}的{a}用{b}给出了回答。",
    "从{a}到{b}，{place}的工作台账写得明明白白，{c}随时可以查看。",
    "{place}把{a}交给{b}来评，谁的工作扎实，{c}心里有数。",
    "为了让{a}有人管、{b}有人问，{place}推行党建联席会，每季度碰头一次。",
)
HEADLINES: Final = (
    "{place}：{a}走进{b}",
    "{place}{a}带动{b}",
    "党建引领{a} {place}的{b}有新变化",
    "{place}抓{a}促{b}",
    "一份{a}清单 {place}{b}见实效",
    "{a}进村 {place}{b}工作有了新办法",
)


def sentence(source: random.Random, place: str) -> str:
    """Return a sentence on the subject."""
    return _filled(source, source.choice(SENTENCES), place)


def headline(source: random.Random, place: str) -> str:
    """Return a headline on the subject."""
    return _filled(source, source.choice(HEADLINES), place)


def _filled(source: random.Random, pattern: str, place: str) -> str:
    a, b, c = source.sample(TERMS, 3)
    return pattern.format(place=place, a=a, b=b, c=c)
