"""Addresses of lists: the chosen filters survive turning a page, and nothing else does."""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.http import HttpRequest

from marketplace.kernel.pages import Page


def address(path: str, values: Mapping[str, object]) -> str:
    """Write a path with those values that say something; a list stands as often as it has values."""
    given = {
        key: value if isinstance(value, list) else str(value)
        for key, value in values.items()
        if value not in (None, "", [])
    }
    query = urlencode(given, doseq=True)
    return f"{path}?{query}" if query else path


def page_links(request: HttpRequest, page: Page[object], values: Mapping[str, object]) -> tuple[str, str]:
    """
    Return the addresses of the next and the previous page of a keyset list; empty where there is none.

    The list was read towards its beginning when `before` was asked for, else towards its end.
    """
    backwards = bool(request.GET.get("before"))
    has_next = backwards or page.has_next
    has_previous = page.has_next if backwards else bool(request.GET.get("after"))
    if not page.cursors:
        return "", ""
    following = address(request.path, {**values, "after": page.cursors[-1]}) if has_next else ""
    previous = address(request.path, {**values, "before": page.cursors[0]}) if has_previous else ""
    return following, previous
