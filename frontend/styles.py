"""Joins the style sheets into one file per face, found by Django like any other static file: no bundler needed."""

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage
from django.templatetags.static import static
from django.utils.safestring import SafeString

SOURCE_DIR = Path(__file__).parent / "static" / "frontend" / "css"
LAYERS = "@layer reset, tokens, base, components, pages, utilities;"
SHOP = "frontend/css/shop.css"
# Which file of the shop's sheet a browser has kept (static/frontend/js/market.js writes it)
SHEET_COOKIE = "sheet"
# What a customer's phone loads, and what a desk (portal, hub, operator) loads.
SHEETS = {
    SHOP: ("reset", "tokens", "base", "components", "pages", "buying", "utilities"),
    "frontend/css/work.css": (
        "reset",
        "tokens",
        "base",
        "components",
        "pages",
        "desk",
        "stations",
        "portal",
        "utilities",
    ),
}


def squeezed(css: str) -> str:
    """Drop comments and the white space that means nothing."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r" ?([{};,]) ?", r"\1", css)
    return css.replace(";}", "}").strip()


def sheet(parts: Iterable[str]) -> str:
    """Join parts into one sheet, layers declared first."""
    return LAYERS + "".join(
        squeezed((SOURCE_DIR / f"{part}.css").read_text(encoding="utf-8")) for part in parts
    )


@lru_cache(maxsize=1)
def shop_sheet() -> SafeString:
    """Return the shop's sheet as it can stand in a page, with addresses that hold wherever the page is."""
    text = sheet(SHEETS[SHOP])
    return SafeString(
        re.sub(r'url\("\.\./([^"]+)"\)', lambda found: f'url("{static(f"frontend/{found[1]}")}")', text)
    )


def digest_of(style: str) -> str:
    """Return the name under which a policy of content security knows a style that stands in a page (CSP level 3)."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}'"


def sheet_brought(kept: str) -> SafeString:
    """
    Return the sheet for a page that brings it along, nothing for a browser that has the file already (decision 307).

    :param kept: the file's name as the browser knows it; it changes with what is in the file
    """
    is_kept = not settings.BRINGS_SHEET or kept == static(SHOP).rpartition("/")[2]
    return SafeString() if is_kept else shop_sheet()


class SheetFinder(BaseFinder):
    """Offers the joined sheets under `frontend/css/`, rebuilt when a part has changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.storage = FileSystemStorage(location=settings.DATA_DIR / "sheets")
        super().__init__(*args, **kwargs)

    def _built(self, name: str) -> str:
        target = Path(self.storage.path(name))
        text = sheet(SHEETS[name])
        if not target.exists() or target.read_text(encoding="utf-8") != text:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
        return str(target)

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """Find a sheet by its name, as Django asks for it."""
        wants_all = find_all or kwargs.get("all", False)
        if path not in SHEETS:
            return [] if wants_all else None
        return [self._built(path)] if wants_all else self._built(path)

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        """List the sheets for collectstatic."""
        for name in SHEETS:
            self._built(name)
            yield name, self.storage
