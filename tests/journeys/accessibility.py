"""
Walks through every page that a person can reach and asks axe-core and the screen what is wrong with it.

    python -m tests.journeys.accessibility --base http://localhost:8000 --login admin@demo.ma demo-demo-1

One page of each address of the site is looked at (the first product stands for all products), in Arabic on a phone in
the dark and in French on a desk in the light, or in all combinations with `--all`.
"""

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from urllib.parse import urlsplit

import django
from axe_playwright_python.sync_playwright import Axe
from django.urls import Resolver404, resolve
from django.utils import translation
from playwright.sync_api import Error, Page, sync_playwright

from tests.journeys.screenshots import ARGUMENTS, SIZES, browser_path

# WCAG 2.2 at level AA, and what axe-core calls best practice
RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    # What passes is not gathered: it is most of the work.
    "resultTypes": ["violations"],
}
# What is no page: leaving, and the administration, which is Django's own.
NOT_WALKED = ("sign-out", "account_logout", "admin:", "playground")


@dataclass(frozen=True)
class Look:
    """How somebody looks at the site."""

    language: str
    size: str
    theme: str

    def __str__(self) -> str:
        return f"{self.language}/{self.size}/{self.theme}"


USUAL = (Look("ar", "phone", "dark"), Look("fr", "desktop", "light"))


@dataclass
class Walk:
    """What was seen, by the name of its address, and what was wrong."""

    seen: dict[str, str] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    # How many pages were seen in each look
    counts: dict[Look, int] = field(default_factory=dict)


def walk(
    page: Page, base: str, look: Look, starts: Sequence[str], *, contrast: Callable[[str], bool] = bool
) -> Walk:
    """
    Look at one page of each name that links lead to from `starts`, and note what is wrong.

    :param contrast: says by its name whether the colours of a page are measured, which is most of the work
    """
    done, waiting = Walk(), [f"/{look.language}/{start}" for start in starts]
    page.on("pageerror", lambda error: done.wrong.append(f"{look} {page.url}: {error}"))
    while waiting:
        path = waiting.pop(0)
        name = _name(path, look.language)
        if name is None or name in done.seen or name.startswith(NOT_WALKED):
            continue
        done.seen[name] = path
        if _opened(page, base + path, done, look):
            done.wrong += [
                f"{look} {path} ({name}): {what}" for what in complaints(page, contrast=contrast(name))
            ]
            waiting += _links(page, base, look.language)
    return done


def complaints(page: Page, *, contrast: bool = True) -> Iterator[str]:
    """Say what axe-core finds on the page that is open, and whether it runs over the side of the screen."""
    rules = RULES if contrast else RULES | {"rules": {"color-contrast": {"enabled": False}}}
    for violation in Axe().run(page, options=rules).response["violations"]:
        nodes = violation["nodes"]
        yield f"{violation['id']} ({len(nodes)}): {nodes[0]['html'][:160]}"
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        yield "runs over the side of the screen"


def _opened(page: Page, url: str, done: Walk, look: Look) -> bool:
    """Open an address; a file that is saved is no page."""
    try:
        answer = page.goto(url, wait_until="load")
    except Error as error:
        if "Download is starting" in error.message or "ERR_ABORTED" in error.message:
            return False
        raise
    if answer is None or "text/html" not in answer.headers.get("content-type", ""):
        return False
    if answer.status != 200:
        done.wrong.append(f"{look} {url}: answered {answer.status}")
    return answer.status == 200


def _name(path: str, language: str) -> str | None:
    try:
        # An address is known in the language that it begins with.
        with translation.override(language):
            return resolve(urlsplit(path).path).view_name
    except Resolver404:
        return None


def _links(page: Page, base: str, language: str) -> list[str]:
    hrefs: list[str] = page.eval_on_selector_all(
        "a[href]",
        "links => links.map(link => link.href.baseVal ? new URL(link.href.baseVal, location).href : link.href)",
    )
    inside = [href.removeprefix(base) for href in hrefs if href.startswith(f"{base}/{language}/")]
    return [href.partition("#")[0] for href in inside]


def walk_as(
    open_page: Callable[[Look], Page],
    base: str,
    looks: Sequence[Look],
    starts: Sequence[str],
    *,
    contrast: Callable[[str], bool] = bool,
) -> Walk:
    """Walk once for each look; the last walk's pages and all complaints are returned together."""
    whole = Walk()
    for look in looks:
        page = open_page(look)
        each = walk(page, base, look, starts, contrast=contrast)
        whole.seen |= each.seen
        whole.wrong += each.wrong
        whole.counts[look] = len(each.seen)
        page.context.close()
    return whole


def main(given: Sequence[str]) -> int:
    """Walk through a running site; answer 1 if anything is wrong."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--base", default="http://localhost:8000")
    parser.add_argument("--login", nargs=2, action="append", default=[], metavar=("EMAIL", "PASSWORD"))
    parser.add_argument("--start", action="append", default=[""])
    parser.add_argument(
        "--all", action="store_true", help="both languages, sizes and themes in every combination"
    )
    options = parser.parse_args(given)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.config.settings.dev")
    django.setup()
    looks = (
        [Look(*each) for each in product(("ar", "fr"), ("phone", "desktop"), ("light", "dark"))]
        if options.all
        else USUAL
    )
    found = Walk()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=ARGUMENTS)
        for login in options.login or [None]:

            def open_page(look: Look, login: Sequence[str] | None = login) -> Page:
                width, height = SIZES[look.size]
                context = browser.new_context(
                    viewport={"width": width, "height": height}, reduced_motion="reduce", bypass_csp=True
                )
                context.add_cookies([{"name": "theme", "value": look.theme, "url": options.base}])
                page = context.new_page()
                if login is not None:
                    sign_in(page, options.base, look.language, *login)
                return page

            starts = options.start if login is None else [*options.start, "account/desks/", "account/"]
            each = walk_as(open_page, options.base, looks, starts)
            found.seen |= each.seen
            found.wrong += each.wrong
    for line in found.wrong:
        sys.stdout.write(f"{line}\n")
    sys.stdout.write(f"{len(found.seen)} pages, {len(found.wrong)} complaints\n")
    return 1 if found.wrong else 0


def sign_in(page: Page, base: str, language: str, email: str, password: str) -> None:
    """Come in by the door, with a password."""
    page.goto(f"{base}/{language}/account/login/")
    page.fill("[name=login]", email)
    page.fill("[name=password]", password)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(lambda url: "/login/" not in url)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
