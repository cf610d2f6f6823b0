"""Addresses that keep what was asked for."""

from typing import Any

from django.http import HttpRequest

from marketplace.kernel.pages import Page


def next_page_url(request: HttpRequest, page: Page[Any], name: str = "after") -> str:
    """Return the address of the page that follows, with the same questions; empty on the last. `name`: the cursor's."""
    if not page.has_next:
        return ""
    asked = request.GET.copy()
    asked[name] = page.cursor
    return f"?{asked.urlencode()}"
