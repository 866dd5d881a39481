"""Batches for the tests of the desk: files taken in and written down as a batch, in words of our own."""

from __future__ import annotations

from archive.ingest.intake import ingest, keep_capture
from archive.ingest.recording import Given
from archive.models import BatchFile, BatchItem, IngestBatch

PAGE = """<html><head><title>{headline}_样例网</title></head><body>
<div class="nav"><a href="/">首页</a></div><div class="nav"><a href="/a">新闻</a></div><div><a href="/b">专题</a></div>
<div><a href="/c">视频</a></div><div><a href="/d">评论</a></div><div><a href="/e">图集</a></div>
<h1>{headline}</h1><p class="info">2022年06月16日 08:30　来源：样例日报</p>
<div id="content"><p>{body}南阳市的党员们在村口开会，商量怎样把水渠修好，让大家都用上水。</p>
<p>水渠修好以后，地里的庄稼长得比往年都好，南阳市的村民心里高兴，说党支部办了实事。</p>
<p>镇里的负责人说，今后还要接着修路，把好事一件一件办到群众的心坎上。</p><p>本报记者 张三 通讯员 李四</p>
<p>相关新闻：水渠边的另一条路</p></div><div>分享到：微信 微博</div></body></html>"""


def page(headline: str, body: str = "") -> bytes:
    """Return a saved page with everything that a page usually has."""
    return PAGE.format(headline=headline, body=body).encode()


def make_batch(files: dict[str, bytes], label: str = "样例批次", sureness: tuple[int | None, ...] = ()) -> IngestBatch:
    """Take files in as a batch; `sureness` gives the confidence of its pages in order."""
    batch = IngestBatch.objects.create(label=label)
    number = 0
    for order, (name, payload) in enumerate(files.items(), start=1):
        capture = keep_capture(name, payload)
        file = BatchFile.objects.create(batch=batch, order=order, file_name=name, size=len(payload), capture=capture)
        for place, result in enumerate(ingest(capture, Given()), start=1):
            BatchItem.objects.create(
                batch=batch, file=file, order=place, outcome=result.status, reason=result.reason or "",
                encoding=result.encoding or "", capture=capture, article=result.article,
                confidence=sureness[number] if number < len(sureness) else None,
            )  # fmt: skip
            number += 1
    return batch
