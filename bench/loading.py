"""Loading: how heavy is each page at 370 places by 20 years, and how soon does it stand still?

In: the 10,000 generated reports, as a state folder that is kept (`bench.states`). Out: `bench/results/pages.md`: of
each page the bytes of its HTML, plain and as sent, those of its style sheets and scripts as sent, the largest
contentful paint and the layout shift in Chromium at 150 ms and 1.6 Mbit/s, beside what they may be. `make bench-pages`
runs it.
"""

from __future__ import annotations

import gzip
import os
import statistics
import sys
import urllib.request
from typing import Any, Final, NamedTuple

import django
from django.core.management import call_command
from playwright.sync_api import Browser, sync_playwright

from bench.machine import facts
from bench.report import table
from bench.screenshots import ROOT, Shot, chromium, pages, site
from bench.states import indexed

CORPUS: Final = "10000"
ROUNDS: Final = 5
LATENCY_MS: Final = 150
BYTES_A_SECOND: Final = 1_600_000 // 8
WINDOW: Final = {"width": 375, "height": 760}
MOST_HTML: Final = 250_000
MOST_HTML_SENT: Final = 60_000
MOST_LCP_MS: Final = 1_200
MOST_SHIFT: Final = 0.05
TARGET: Final = ROOT / "bench" / "results" / "pages.md"
# Heard from before the page begins: the last of the largest paints, and the sum of what shifted.
LISTEN: Final = """
window.heard = { lcp: 0, shift: 0 };
new PerformanceObserver((list) => { for (const one of list.getEntries()) heard.lcp = one.startTime; })
  .observe({ type: "largest-contentful-paint", buffered: true });
new PerformanceObserver((list) => { for (const one of list.getEntries()) heard.shift += one.value; })
  .observe({ type: "layout-shift", buffered: true });
"""
SENT: Final = """(ending) => performance.getEntriesByType("resource")
  .filter((one) => new URL(one.name).pathname.endsWith(ending)).reduce((sum, one) => sum + one.encodedBodySize, 0)"""


class Load(NamedTuple):
    """One page, loaded: bytes and milliseconds."""

    html: int
    html_sent: int
    css: int
    js: int
    lcp: float
    shift: float


def main() -> int:
    """Measure every page that readers meet and write the table; exit 1 where one is over."""
    state, _cost = indexed(CORPUS, {"for": "pages"})
    os.environ["ARCHIVE_STATE_DIR"] = str(state)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    shots = [shot for shot in pages() if not shot.is_staffs and shot.status == 200]
    with site() as address, sync_playwright() as playwright:
        browser = chromium(playwright)
        if browser is None:
            return 1
        loads = {shot.name: load(browser, address, shot) for shot in shots}
        browser.close()
    over = [name for name, one in loads.items() if is_over(one)]
    TARGET.write_text(report(loads, over), encoding="utf-8")
    print(f"{TARGET}: {', '.join(over) or 'every page within its budget'}")
    return 1 if over else 0


def load(browser: Browser, address: str, shot: Shot) -> Load:
    """Load a page some times, each in a browser that has seen nothing yet; the median paint, the worst shift."""
    plain, sent = _bytes_of(address + shot.path, shot.language)
    rounds = [_round(browser, address, shot) for _ in range(ROUNDS)]
    return Load(
        plain, sent, rounds[0]["css"], rounds[0]["js"],
        statistics.median(one["lcp"] for one in rounds), max(one["shift"] for one in rounds),
    )  # fmt: skip


def _bytes_of(url: str, language: str) -> tuple[int, int]:
    asked = urllib.request.Request(url, headers={"Accept-Encoding": "gzip", "Accept-Language": language})
    with urllib.request.urlopen(asked) as answer:
        body = answer.read()
    return len(gzip.decompress(body)), len(body)


def _round(browser: Browser, address: str, shot: Shot) -> dict[str, Any]:
    window: Any = WINDOW
    context = browser.new_context(viewport=window, locale=shot.language)
    context.add_init_script(LISTEN)
    page = context.new_page()
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    rates = {"downloadThroughput": BYTES_A_SECOND, "uploadThroughput": BYTES_A_SECOND}
    line.send("Network.emulateNetworkConditions", {"offline": False, "latency": LATENCY_MS, **rates})
    page.goto(address + shot.path, wait_until="networkidle")
    heard = page.evaluate("heard") | {kind: page.evaluate(SENT, f".{kind}") for kind in ("css", "js")}
    context.close()
    return dict(heard)


def is_over(one: Load) -> bool:
    """Tell whether a page is over one of its budgets."""
    return (
        one.html > MOST_HTML or one.html_sent > MOST_HTML_SENT or one.lcp > MOST_LCP_MS or one.shift > MOST_SHIFT
    )


def report(loads: dict[str, Load], over: list[str]) -> str:
    """Return the results as Markdown."""
    rows = [
        [name, *(f"{size:,}" for size in one[:4]), f"{one.lcp:.0f}", f"{one.shift:.3f}", "**over**" * (name in over)]
        for name, one in loads.items()
    ]
    most = ["at most", f"{MOST_HTML:,}", f"{MOST_HTML_SENT:,}", "", "", f"{MOST_LCP_MS:,}", f"{MOST_SHIFT}", ""]
    on = "\n".join(f"- {name}: {value}" for name, value in facts())
    heads = ["page", "HTML, bytes", "sent", "CSS sent", "JS sent", "LCP, ms", "CLS", ""]
    return f"""# Pages, measured

`make bench-pages`: 10,000 generated reports, 370 places, 20 years, {len(loads)} pages at {WINDOW["width"]} px, each
loaded {ROUNDS} times by a browser that has nothing of it yet, at {LATENCY_MS} ms and 1.6 Mbit/s: the median of the
largest contentful paint (LCP), the worst layout shift (CLS). Chromium adds the latency to each answer, not to the
opening of a connection: on a real line two more of them go by before the first byte (three with TLS 1.2).

{on}

{table(heads, [most, *rows])}
"""


if __name__ == "__main__":
    sys.exit(main())
