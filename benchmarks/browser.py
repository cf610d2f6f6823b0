"""
What a page costs a cheap phone: bytes over the wire, and how long until it is there, in real Chromium.

A phone's screen, a slow 4G line (1.6 Mbit/s and 150 ms there and back, as Lighthouse's mobile preset applies them) and
a processor four times slower than this one. Bytes are what came over the wire, compressed; pictures are counted apart.
Times are the median of some first visits with an empty cache. The shop must run:

    make demo
    python -m benchmarks.browser --base http://localhost:8000 "" catalogue/ product/SLUG/ basket/
"""

import argparse
import gzip
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from tests.journeys.screenshots import ARGUMENTS, browser_path

# Chrome's own "applied" figures for a line of 1.6 Mbit/s and 150 ms (Lighthouse, docs/throttling.md)
LATENCY_MS, BYTES_PER_SECOND = 562.5, 1_474_560 / 8
SLOWDOWN = 4
PHONE = {"width": 412, "height": 823}
# The largest thing that was painted, what moved by itself, and how long the page could not answer a finger
OBSERVED = """
  window.seen = {lcp: 0, cls: 0, tbt: 0};
  const watch = (type, note) =>
    new PerformanceObserver(list => list.getEntries().forEach(note)).observe({type, buffered: true});
  watch('largest-contentful-paint', entry => { seen.lcp = entry.startTime; });
  watch('layout-shift', entry => { if (!entry.hadRecentInput) seen.cls += entry.value; });
  watch('longtask', entry => { seen.tbt += Math.max(0, entry.duration - 50); });
"""


@dataclass(frozen=True, slots=True)
class Visit:
    """One first visit: bytes by kind, and milliseconds."""

    bytes_of: Counter[str]
    lcp_ms: float
    cls: float
    tbt_ms: float


def visited(browser: Browser, url: str) -> Visit:
    """Visit a page as somebody does who was never here."""
    context = browser.new_context(viewport=PHONE, device_scale_factor=1.75, is_mobile=True, has_touch=True)  # type: ignore[arg-type]
    page = context.new_page()
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    line.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": LATENCY_MS,
            "downloadThroughput": BYTES_PER_SECOND,
            "uploadThroughput": BYTES_PER_SECOND,
        },
    )
    line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
    kinds: dict[str, str] = {}
    bytes_of: Counter[str] = Counter()

    def answered(event: dict[str, Any]) -> None:
        kinds[event["requestId"]] = event["type"]

    def loaded(event: dict[str, Any]) -> None:
        bytes_of[kinds.get(event["requestId"], "Other")] += int(event["encodedDataLength"])

    line.on("Network.responseReceived", answered)
    line.on("Network.loadingFinished", loaded)
    page.add_init_script(OBSERVED)
    answer = page.goto(url, wait_until="load", timeout=120_000)
    page.wait_for_timeout(1_500)
    seen = page.evaluate("window.seen")
    if answer is not None and "content-encoding" not in answer.headers:
        # The proxy in front of the shop compresses its pages; where there is none, count them as it would send them.
        bytes_of["Document"] = len(gzip.compress(answer.body(), 6))
    context.close()
    return Visit(bytes_of, seen["lcp"], seen["cls"], seen["tbt"])


def main(given: Sequence[str] | None = None) -> None:
    """Print a row for each page."""
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("pages", nargs="+")
    arguments.add_argument("--base", default="http://localhost:8000")
    arguments.add_argument("--language", default="ar")
    arguments.add_argument("--times", type=int, default=5)
    asked = arguments.parse_args(given)
    print("| page | HTML + CSS + JS, kB | of it JS, kB | pictures, kB | fonts, kB | LCP, s | CLS | TBT, ms |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=ARGUMENTS)
        for name in asked.pages:
            visits = [
                visited(browser, f"{asked.base}/{asked.language}/{name}") for _time in range(asked.times)
            ]
            kilobytes = {kind: count / 1000 for kind, count in visits[0].bytes_of.items()}
            text = sum(kilobytes.get(kind, 0) for kind in ("Document", "Stylesheet", "Script"))
            print(
                f"| /{name} | {text:.1f} | {kilobytes.get('Script', 0):.1f} | {kilobytes.get('Image', 0):.1f}"
                f" | {kilobytes.get('Font', 0):.1f} | {median(each.lcp_ms for each in visits) / 1000:.2f}"
                f" | {max(each.cls for each in visits):.3f} | {median(each.tbt_ms for each in visits):.0f} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
