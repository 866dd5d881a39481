"""Saved pages in our own words: each page in `tests/pages/html` holds one trap, its .json what it must give."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.ingest.bylines import authors_of
from archive.ingest.extracted import ExtractedArticle, RemovedText, SignedName
from archive.ingest.extraction import extract
from archive.ingest.formats import pages_of
from archive.ingest.html_page import extract_html_page
from archive.text.gazetteer import load_gazetteer
from tests.counting import lines_run

PAGES: Final = Path(__file__).resolve().parents[2] / "pages" / "html"
PLAIN_FIELDS: Final = (
    "headline", "kicker", "subtitle", "newspaper", "site", "source_printed", "print_page", "byline", "editors_note",
)  # fmt: skip
CUT_SENTENCE: Final = "样例镇的党员们在村口开会，商量怎样把水渠修好，让大家都用上水。"


def extracted(name: str) -> ExtractedArticle:
    """Return what is understood of one of our pages."""
    path = PAGES / f"{name}.html"
    return extract(next(pages_of(path.name, path.read_bytes())), load_gazetteer())


def record(found: ExtractedArticle) -> dict[str, Any]:
    """Return the record in the shape of the .json files."""
    return {field: getattr(found, field) for field in PLAIN_FIELDS} | {
        "date": found.date.value if found.date else None,
        "authors": list(authors_of(found.credits)),
        "credits": [[credit.name, credit.role] for credit in found.credits],
        "figures": [[figure.caption, [c.name for c in figure.credits]] for figure in found.figures],
        "blocks": [[block.kind, block.text] for block in found.blocks],
    }


@pytest.mark.parametrize("name", sorted(path.stem for path in PAGES.glob("*.html")))
def test_a_page_gives_its_whole_record(name: str) -> None:
    assert record(extracted(name)) == json.loads((PAGES / f"{name}.json").read_text("utf-8"))


def test_what_was_taken_out_is_told_with_its_reason() -> None:
    removed = extracted("utf8_declared_gb2312").removed

    assert removed == (
        RemovedText("(责编：张三、李四)", "来源、编辑等标签"),
        RemovedText("点击进入“样例专题”>>", "链接"),
        RemovedText("【1】【2】", "页码或结束符"),
    )


def test_each_field_names_the_words_it_was_read_from() -> None:
    assert extracted("portal_meta").evidence == {
        "headline": "页面标题行：为样例市建设凝聚智慧和力量 / ——热烈祝贺样例会议开幕",
        "date_published": "2022-02-11 09:52",
        "source_printed": "meta 标签：样例日报",
        "newspaper": "样例日报",
        "site": "为样例市建设凝聚智慧和力量——热烈祝贺样例会议开幕_样例市人民政府网",
    }


def test_tables_and_lists_keep_their_markup() -> None:
    blocks = {block.kind: block.html for block in extracted("figures_lists_tables").blocks if block.html}

    assert blocks == {
        "table": "<table><tr><td>支部</td><td>件数</td></tr><tr><td>一支部</td><td>12</td></tr>"
        "<tr><td>二支部</td><td>9</td></tr></table>",
        "list": "<ul><li>修好楼道的灯</li><li>清走门口的垃圾</li></ul>",
    }


def page(head: str = "", header: str = "", body: str = "", below: str = "") -> ExtractedArticle:
    """Return what is understood of a page with two paragraphs and what is put around them."""
    html = (
        f"<html><head>{head}</head><body><h1>样例镇党员修水渠</h1>{header}<div class='content'>"
        f"<p>{CUT_SENTENCE}</p>{body}<p>水渠修好以后，地里的庄稼长得比往年都好，大家心里高兴。</p>{below}</div></body></html>"
    )
    return extract_html_page(html, load_gazetteer())


@pytest.mark.parametrize(
    ("header", "source"),
    [
        ("<div>2014年5月6日 08:09 来源：<a href='/'>样例日报</a> <a href='#'>举报</a></div>", "样例日报"),
        ("<div><span>来源：</span><span>样例日报</span><span>作者：张三</span></div>", "样例日报"),
        ("<div>http://www.example.cn 2005年03月21日 11:21 样例日报</div>", "样例日报"),
        ("<p>样例社</p><p>2020-01-03 18:13</p>", "样例社"),
        ("<p>样例日报</p><p>2018-05-06 08:09 来源：样例新闻·样例号·政务</p>", "样例新闻·样例号·政务"),  # no foreigner
        ("<div>2015-07-04 来源：本站</div>", None),
        ("<div>来源：未知 2015-07-04</div>", None),
        ("<div>2015-07-04 来源: 样例日报 网友评论 12 条</div>", "样例日报"),
        ("<div>发布人：办公室 发布时间：2015-07-04</div>", None),
        ("<div>2015-07-04 <span class='source'>样例一点</span></div>", "样例一点"),
        ("<div>2015-07-04 样例传媒集团</div>", "样例传媒集团"),
        ("<div>时　间：2015-07-04 来　源：样例日报 作　者：张三</div>", "样例日报"),
        ("<div>2015-07-04 <i class='source'>样例一点</i> <i class='source'>样例二点</i></div>", None),
    ],
)
def test_the_source_is_read_beside_the_headline(header: str, source: str | None) -> None:
    assert page(header=header).source_printed == source


@pytest.mark.parametrize(
    ("head", "header", "date"),
    [
        (
            '<meta name="PubDate" content="2016-11-22 09:53"><meta name="Maketime" content="2019-03-22">',
            "",
            "2016-11-22",
        ),
        ('<meta name="PubDate" content="2016-11-22">', "<div>发布时间：2016-11-20</div>", "2016-11-20"),
        ('<meta property="og:url" content="http://a.cn/2016/11/22/art_1.html">', "", "2016-11-22"),
        (
            '<script type="application/ld+json">{"headline": "x", "datePublished": "2016-11-22T10:00"}</script>',
            "",
            "2016-11-22",
        ),
        ("", "<time datetime='2016-11-22T10:00'>11月22日</time>", "2016-11-22"),
        ("", "<time datetime='2016-11-22'></time><time datetime='2016-11-23'></time>", None),  # a list of news
        ("<title>样例镇党员修水渠-样例日报-第5版：深读-2016年11月22日</title>", "", "2016-11-22"),
        ("<title>2016年11月22日样例镇党员修水渠</title>", "", None),  # what it reports on
        ("", "<p>发布时间：2016-11-24 来源：样例日报 2016年11月22日第2版</p>", "2016-11-22"),
        ("", "<p>发布时间：2016-11-22 来源：样例日报 2016年11月24日 08:09</p>", "2016-11-22"),
        ("", "<p>发布时间：2016-11-22 来源：样例局 2016年11月24日</p>", "2016-11-22"),
        ("", "", None),
    ],
)
def test_the_date_printed_goes_before_the_head_and_the_address(
    head: str, header: str, date: str | None
) -> None:
    found = page(head=head, header=header).date

    assert (found.value if found else None) == date


@pytest.mark.parametrize(
    ("above", "date"),
    [
        ("<p><a href='/'>2016年11月22日 查看往期</a></p>", "2016-11-22"),
        ("<p><a href='/'>2016-11-22</a></p><p><a href='/'>2016-11-21</a></p>", None),
        ("<p><a href='/'>今天是2016年11月22日</a></p>", None),
    ],
)
def test_a_day_above_the_headline_counts_where_it_is_the_only_one(above: str, date: str | None) -> None:
    html = f"<html><body>{above}<h1>样例镇党员修水渠</h1><div><p>{CUT_SENTENCE}</p><p>{CUT_SENTENCE}</p></div>"
    found = extract_html_page(html, load_gazetteer()).date

    assert (found.value if found else None) == date


@pytest.mark.parametrize(
    "below",
    [
        "<p>（责任编辑：张三）</p>",
        "<p>责编：张三</p><p>审核：李四</p>",
        "<p>【免责声明】本文仅代表作者观点，与样例网无关，请读者仅作参考。</p>",
        "<p>版权声明：凡注明来源为样例网的稿件，未经授权不得转载。</p><p>如有侵权，请联系我们删除。</p>",
        "<p>（原题为《样例镇修渠记》）</p><p>（本文来自样例新闻，更多资讯请下载客户端）</p>",
        "<div>扫一扫在手机打开当前页</div>",
        "<div>分享到：<a href='#'>微博</a> <a href='#'>微信</a></div>",
        "<div><b>相关阅读</b></div><ul><li><a href='/1'>另一条消息的标题</a></li></ul>",
        "<p>上一篇：<a href='/1'>另一条消息</a></p><p>下一篇：没有了</p>",
        "<p>新闻热线：0000-0000000</p>",
        "<p>【打印】【关闭】</p>",
        "<p>（完）</p>",
        "<p>暂无评论，快来抢沙发吧！</p>",
        "<p>Posted by 老风 at 09:12 | Comments (2)</p>",
        "<p>关注样例微信公众号</p>",
        "<p>更多精彩内容，请关注样例日报微信公众号。</p>",
        "<p>阅读(12)┊ 评论 (0)┊ 收藏(0) ┊转载(0) ┊打印┊举报 已投稿到：</p>",
        "<p>医院地址：样例市样例路1号 急救电话：0000-1234567</p>",
        "<p>（作者系样例市委党校教师）</p>",
        "<p>（本报评论员）</p>",
        "<h3>Trackback</h3><p>你可以使用这个链接引用该篇文章，欢迎引用。</p>",
        "<div class='share'>顶 踩</div>",
    ],
)
def test_the_body_ends_with_the_report(below: str) -> None:
    assert page(below=below).body_text.endswith("大家心里高兴。")


@pytest.mark.parametrize(
    "amid",
    [
        "<p><a href='/zt'>点击进入样例专题&gt;&gt;</a></p>",
        "<div class='ad'>样例牌化肥</div>",
        "<p>【1】【2】</p>",
        "<div style='display:none'>看不见的字，写给搜索引擎的，读者看不到。</div>",
    ],
)
def test_what_is_the_sites_amid_the_text_is_no_paragraph(amid: str) -> None:
    assert len(page(body=amid).blocks) == 2


def test_whom_only_the_head_names_as_author_is_not_believed() -> None:
    assert page(head='<meta name="author" content="张三">').credits == ()


def test_an_editor_is_credited_and_no_author() -> None:
    found = page(below="<div>编辑：张三</div>")

    assert found.credits == (SignedName("张三", "编辑"),)
    assert authors_of(found.credits) == ()


def test_a_writer_labelled_by_the_headline_is_an_author() -> None:
    assert authors_of(page(header="<div>2015-07-04 来源：样例日报 作者：张三</div>").credits) == ("张三",)


@pytest.mark.parametrize(
    ("head", "header", "below", "authors"),
    [
        ("", "<div>2015-07-04 <b>样例日报</b> <b>张 三</b></div>", "", ("张三",)),
        ("", "<div>2015-07-04 来源: 样例日报&nbsp;&nbsp;张 三</div>", "", ("张三",)),
        ("", "<div>文/张三 图/李四 2015-07-04</div>", "", ("张三",)),
        ("", "<center>张小三</center>", "", ("张小三",)),
        ("", "<center>纪实</center>", "", ()),
        ('<meta name="author" content="张三">', "<div>2015-07-04 <b>张三</b></div>", "", ("张三",)),
        ('<meta name="author" content="张三">', "<div>2015-07-04 <b>录入：</b> <b>张三</b></div>", "", ()),
        ("", "", "<p>（本文来源：样例日报 作者：张三）</p>", ("张三",)),
        ("", "", "<p>来源：样例日报 张 三</p>", ("张三",)),
        ("", "<p>【文/样例网专栏作者 张三】</p>", "", ("张三",)),
        ("", "", "<p>责编：李四</p><p>来源：样例日报 作者：记者 张三</p>", ("张三",)),
        ("", "", "<p>责编：李四</p><p>一</p><p>二</p><p>三</p><p>作者：张三</p>", ()),  # another report's
    ],
)
def test_a_writer_is_known_by_place_and_label(head: str, header: str, below: str, authors: tuple[str, ...]) -> None:
    found = page(head=head, header=header, below=below)

    assert authors_of(found.credits) == authors
    assert found.body_text.startswith(CUT_SENTENCE)


def test_an_issue_named_behind_the_text_is_the_reports() -> None:
    found = page(header="<div>2016年11月24日08:05</div>", below="<p>《 样例日报 》（ 2016年11月22日 04 版）</p>")

    assert found.date
    assert (found.date.value, found.source_printed) == ("2016-11-22", "样例日报")


def test_the_agency_that_a_report_was_filed_with_is_its_source() -> None:
    lead = "<div class='content'><p>据样例社样例市12月26日电 样例镇的水渠修好了，党员们很高兴。</p>"
    found = page(header=lead, body="</div>")

    assert found.source_printed == "样例社"


def test_a_label_behind_the_text_goes_before_the_site_by_the_date() -> None:
    header = "<div>样例网 2016-11-22 08:09</div>"

    assert page(header=header, below="<p>来源：样例日报</p>").source_printed == "样例日报"
    assert page(header=header).source_printed == "样例网"


def test_the_address_that_a_browser_wrote_down_tells_the_day() -> None:
    html = (
        "<!-- saved from url=(0040)http://www.example.cn/content/2006-06/30/content_1.htm --><html><body>"
        f"<h1>样例镇党员修水渠</h1><div><p>{CUT_SENTENCE}</p><p>{CUT_SENTENCE}</p></div></body></html>"
    )
    found = extract_html_page(html, load_gazetteer()).date

    assert found
    assert found.value == "2006-06-30"


@pytest.mark.parametrize(
    "last",
    [
        "共有三百名党员参与这次活动。",
        "一同参加走访的还有两名网友代表。",
        "村里人说这条路上从没有人掉过队。（记者 张三）",
        "群众办事如有问题可以随时联系网格员。",
    ],
)
def test_a_short_last_sentence_is_text_whatever_buttons_words_it_holds(last: str) -> None:
    assert page(below=f"<p>{last}</p>").body_text.endswith(last.removesuffix("（记者 张三）"))


@pytest.mark.parametrize("below", ["<p>点赞、分享让更多人看到。</p>", "<p>请点击参与投票。</p>", "<p>【关闭】</p>"])
def test_a_sentence_that_asks_the_reader_to_do_something_is_the_sites(below: str) -> None:
    assert page(below=below).body_text.endswith("大家心里高兴。")


def test_a_subheading_that_ends_in_a_buttons_word_ends_no_report() -> None:
    found = page(body="<p><b>新渠启用 旧渠关闭</b></p>")

    assert found.section_headings == ("新渠启用 旧渠关闭",)
    assert found.body_text.endswith("大家心里高兴。")


def test_a_dateline_behind_the_text_is_signed() -> None:
    found = page(below="<p>样例日报讯（记者张三）</p>")

    assert authors_of(found.credits) == ("张三",)
    assert found.body_text.endswith("大家心里高兴。")


def test_a_sentence_below_a_picture_is_text_unless_it_speaks_of_it() -> None:
    told, shown = "活动现场，党员们一起唱歌，村里人都来听。", "图为活动现场，党员们一起唱歌。"
    found = page(body=f"<p><img src='1.jpg'></p><p>{told}</p><p><img src='2.jpg'></p><p>{shown}</p>")

    assert [figure.caption for figure in found.figures] == [None, shown]
    assert told in found.body_text


@pytest.mark.parametrize(
    "header",
    [
        "<p>党员们在村口开会，商量了一夜。</p><p>张三 2018/07/01 08:00 浏览 12</p>",
        "<p>样例日报</p><p>发布时间：07-01</p>",
        "<p>7月1日</p>",
        "<img src='1.jpg'><p>党员们在修水渠。张三 摄</p><p>本报记者 李四</p>",
    ],
)
def test_what_stands_between_headline_and_text_is_no_text(header: str) -> None:
    assert page(header=f"<div class='content'>{header}", body="</div>").body_text.startswith(CUT_SENTENCE)


def test_a_table_of_which_one_cell_holds_the_report_lays_the_page_out() -> None:
    cell = "".join(f"<p>{CUT_SENTENCE}</p>" for _ in range(4))
    html = (
        "<html><body><table><tr><td>上一篇</td><td>下一篇</td></tr><tr><td><strong>样例镇党员修水渠</strong></td></tr>"
        f"<tr><td>{cell}</td></tr></table></body></html>"
    )

    assert [block.kind for block in extract_html_page(html, load_gazetteer()).blocks] == ["paragraph"] * 4


def test_an_imprint_above_the_headline_tells_the_source() -> None:
    html = (
        "<html><body><p>http://www.example.cn 2005年03月21日 11:21 样例晨报</p><h1>样例镇党员修水渠</h1>"
        f"<div><p>{CUT_SENTENCE}</p><p>{CUT_SENTENCE}</p></div></body></html>"
    )

    assert extract_html_page(html, load_gazetteer()).source_printed == "样例晨报"


def test_a_writer_labelled_with_one_character_is_an_author() -> None:
    assert authors_of(page(header="<div>2015-07-04　样例周刊　文/张三</div>").credits) == ("张三",)
    assert page(header="<div>2015-07-04　样例周刊　作文/张三</div>").credits == ()


def test_what_readers_wrote_is_no_report_however_much_it_is() -> None:
    said = "".join(f"<div class='cmt'><b>某人{n}</b><p>{CUT_SENTENCE}说得好，支持。</p></div>" for n in range(9))
    found = extract_html_page(
        f"<html><body><h1>样例镇党员修水渠</h1><div>2015-07-04</div><div><p>{CUT_SENTENCE}</p></div>"
        f"<div>{said}</div></body></html>",
        load_gazetteer(),
    )

    assert found.body_text == CUT_SENTENCE


def test_labels_alone_in_their_lines_speak_of_the_next() -> None:
    found = page(header="<dl><dt>作者</dt><dd>张三</dd><dt>编辑：</dt><dd>李四</dd></dl>")

    assert found.credits == (SignedName("张三", "作者"), SignedName("李四", "编辑"))


def test_an_end_mark_behind_the_last_sentence_is_no_text() -> None:
    found = page(body="<p>水渠修好以后，地里的庄稼长得比往年都好，大家心里高兴。（完）（记者 张三）</p>")

    assert found.blocks[-1].text.endswith("大家心里高兴。")


@pytest.mark.parametrize(
    ("title", "above", "headline"),
    [
        ("样例党建网", "<center><font size=6>样例镇党员修水渠</font></center>", "样例镇党员修水渠"),
        ("欢迎访问", "<p align=center style='font-size:24px'>样例镇党员修水渠</p>", "样例镇党员修水渠"),
        ("", "<p>样例镇党员修水渠</p><p>2016-11-22 来源：样例日报</p>", "样例镇党员修水渠"),
        ("", "<p>修水渠，样例镇党员走在前头</p><p>2016-11-22 来源：样例日报</p>", "修水渠，样例镇党员走在前头"),
        ("", "<p>修水渠，党员走在前头</p><p>来源：样例日报</p><p>时间：2016-11-22</p>", "修水渠，党员走在前头"),
        ("", "<p>样例镇党员修水渠</p><p><a href='/'>样例部落</a></p><p>2016-11-22</p>", "样例镇党员修水渠"),
        ("", "<p>样例网 www.example.cn</p><p>2016-11-22 来源：样例日报</p>", None),
        ("样例镇党员修水渠", "<p>样例网的口号一句</p><p>2016-11-22</p>", "样例镇党员修水渠"),
        ("新闻内容页", "<p>样例镇党员修水渠</p><p>2016-11-22 来源：样例日报</p>", "样例镇党员修水渠"),
        ("", "<p class='h1'>样例镇党员修水渠</p><div class='bt_content'><p>引子一段话。</p></div>", "样例镇党员修水渠"),
        ("", "<h1>样例镇党员<br>带头修好水渠</h1>", "样例镇党员带头修好水渠"),
        ("样例网---党建经纬", "<p align=center><font size=5>样例镇党员修水渠</font></p>", "样例镇党员修水渠"),
        ("样例镇修水渠 样例晚报 2016-11-22 第3版", "<h2>样例镇修水渠</h2>", "样例镇修水渠"),
        ("样例县政府门户网站 今日要闻 样例镇党员带头修渠", "<h1 class='logo'>样例县</h1><h2>样例镇党员带头修渠</h2>",
         "样例镇党员带头修渠"),
        ("样例县政府门户网站 今日要闻 样例镇党员带头修水渠", "<h1>样例县政府门户网站</h1><h2>样例镇党员带头修水渠</h2>",
         "样例镇党员带头修水渠"),
        ("样例随笔", "<h3 class=title>评论：阵地不是展览室</h3>", "评论：阵地不是展览室"),
        ("样例随笔", "<h1><a href='/'>样例随笔</a></h1><h3>修渠记事</h3>", "修渠记事"),
    ],
)
def test_a_title_that_no_heading_marks_is_found(title: str, above: str, headline: str | None) -> None:
    text = f"<p>{CUT_SENTENCE}</p>" * 2
    html = f"<html><head><title>{title}</title></head><body>{above}<div>{text}</div></body></html>"

    assert extract_html_page(html, load_gazetteer()).headline == headline


def test_a_page_without_text_says_so() -> None:
    found = extract_html_page("<html><body><a href='/'>首页</a></body></html>", load_gazetteer())

    assert found.doubts == ("没有找到正文。",)


PIECES: Final = [
    *"<p> </p> <table> <tr> <td> </table> <br> <ul> <li> <h1> </a> \x00 &nbsp;".split(),
    *("<!--enpcontent-->", "<!--/enpcontent-->"),
    *("<img src='a.jpg'>", "<a href=x>", "<!--enpproperty <title>甲</title>/enpproperty-->", "<title>样例"),
    *(
        "来源：样例日报 2019-01-01",
        "记者 张三",
        "（责任编辑：李四）",
        "<div style='display:none'>",
        CUT_SENTENCE,
    ),
]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=25))
def test_no_page_raises(pieces: list[str]) -> None:
    extract_html_page("".join(pieces), load_gazetteer())


def test_deep_nesting_costs_no_stack_and_little_time() -> None:
    extract_html_page("<div>" * 20_000 + CUT_SENTENCE, load_gazetteer())


ARTICLE: Final = (
    f"<h1>样例镇党员修水渠</h1><p>2019年5月6日 来源：样例日报</p><p>{CUT_SENTENCE}</p>"
    "<p>水渠修好以后，地里的庄稼长得比往年都好，大家心里高兴。</p>"
)


@pytest.mark.parametrize(
    ("wrapper", "depth"),
    [
        ("div", 300),  # deeper than libxml2 goes of itself
        ("div", 20_000),  # deeper than it goes when asked to
        ("font", 3_000),
        ("table><tr><td", 3_000),
    ],
)
def test_no_depth_of_markup_loses_the_report(wrapper: str, depth: int) -> None:
    closers = "".join(f"</{name}>" for name in reversed(wrapper.split("><")))
    found = extract_html_page(f"<{wrapper}>" * depth + ARTICLE + closers * depth, load_gazetteer())

    assert (found.headline, found.source_printed, found.body_text.split("\n")[0]) == (
        "样例镇党员修水渠", "样例日报", CUT_SENTENCE,
    )  # fmt: skip


def test_work_grows_with_the_lines_and_not_with_their_nesting() -> None:
    gazetteer = load_gazetteer()

    def work(levels: int) -> int:
        page = "<div>" * levels + f"<p>{CUT_SENTENCE}</p>" * 400
        return lines_run(lambda: extract_html_page(page, gazetteer))

    assert work(390) < 2 * work(20)


def test_a_page_without_running_text_gives_its_lines() -> None:
    html = "<h1>样例镇修渠歌</h1><div>渠水清清流过样例镇的田</div><div>党员带头挖渠大家都来干</div>"

    assert (
        extract_html_page(html, load_gazetteer()).body_text
        == "渠水清清流过样例镇的田\n党员带头挖渠大家都来干"
    )


def test_an_anchor_left_open_makes_no_link_of_the_text() -> None:
    html = ARTICLE.replace("<p>", "<a name='top'><p>", 1)

    assert extract_html_page(html, load_gazetteer()).body_text.startswith(CUT_SENTENCE)
