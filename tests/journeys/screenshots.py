"""
Photographs pages of a running shop into build/screenshots/, in ar and fr, phone and desktop, light and dark.

    python -m tests.journeys.screenshots --base http://localhost:8000 design/ "" basket/

A page is an address without its language; `--cookie name=value` (repeatable) signs in.
"""

import argparse
import os
import re
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

SIZES = {"phone": (390, 844), "desktop": (1280, 900), "tiny": (320, 640)}
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def arguments(given: Sequence[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("pages", nargs="+")
    parser.add_argument("--base", default="http://localhost:8000")
    parser.add_argument("--languages", default="ar,fr")
    parser.add_argument("--sizes", default="phone,desktop")
    parser.add_argument("--themes", default="light,dark")
    parser.add_argument("--cookie", action="append", default=[])
    parser.add_argument("--output", type=Path, default=Path("build/screenshots"))
    parser.add_argument("--first-view", action="store_true", help="only what is seen before scrolling")
    return parser.parse_args(given)


def browser_path() -> str | None:
    """Find an installed Chromium; None means the one that Playwright keeps."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = [os.environ.get("CHROMIUM_PATH")] + [shutil.which(name) for name in names]
    return next((path for path in found if path), None)


def photograph(
    browser: Browser, options: argparse.Namespace, *, language: str, size: str, theme: str
) -> list[str]:
    """Take every page once in one language, size and theme; list those that run over the side of the screen."""
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce")
    pairs = [cookie.partition("=") for cookie in [*options.cookie, f"theme={theme}"]]
    context.add_cookies([{"name": name, "value": value, "url": options.base} for name, _, value in pairs])
    page, too_wide = context.new_page(), []
    for address in options.pages:
        page.goto(f"{options.base}/{language}/{address}", wait_until="networkidle")
        name = re.sub(r"[^\w-]+", "-", address.strip("/")) or "home"
        target = options.output / f"{name}.{language}.{size}.{theme}.png"
        page.screenshot(path=target, full_page=not options.first_view)
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            too_wide.append(target.name)
    context.close()
    return too_wide


def main(given: Sequence[str]) -> int:
    """Take all photographs; answer 1 if a page is wider than its screen."""
    options = arguments(given)
    options.output.mkdir(parents=True, exist_ok=True)
    too_wide = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=ARGUMENTS)
        for language in options.languages.split(","):
            for size in options.sizes.split(","):
                for theme in options.themes.split(","):
                    too_wide += photograph(browser, options, language=language, size=size, theme=theme)
        browser.close()
    for name in too_wide:
        sys.stderr.write(f"wider than the screen: {name}\n")
    return 1 if too_wide else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
