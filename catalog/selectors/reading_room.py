"""What the shop's own pages lead to beside products: collections and pages that everybody may see, by name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from catalog.selectors.collections import (
    CollectionRow,
    collection_translated,
    collections_in,
    collections_of,
)
from catalog.selectors.written_pages import WrittenPage, page_translated, pages_of, pages_shown
from marketplace.channels.models import Channel
from marketplace.kernel.errors import NotFound
from marketplace.kernel.texts import text_in

MOST_LINKS = 30


@dataclass(frozen=True, slots=True)
class Named:
    """Something with an address and a name; names are language code -> text."""

    slug: str
    names: Mapping[str, str]

    def name(self, language: str) -> str:
        """The name in a language, or in the nearest that has one."""
        return text_in(self.names, language)


def collections_named(*, channel: Channel, now: datetime) -> list[Named]:
    """Return the collections that are shown in a channel, in their order, in one query."""
    rows = collections_in(channel, now).filter(is_visible=True).order_by("position", "pk")
    return [Named(*row) for row in rows.values_list("slug", "names")[:MOST_LINKS]]


def pages_named(*, now: datetime) -> list[Named]:
    """Return the pages that are shown, in one query."""
    return [Named(*row) for row in pages_shown(now).order_by("pk").values_list("slug", "titles")[:MOST_LINKS]]


def collection_shown(*, slug: str, language: str, channel: Channel, now: datetime) -> CollectionRow:
    """
    Return a collection by its address in a language, or by its plain one, in at most two queries.

    :raises NotFound: if it is not shown
    """
    row = collection_translated(slug=slug, language=language, channel=channel, now=now)
    row = row or next(iter(collections_of(slugs=[slug], channel=channel, now=now).values()), None)
    if row is None or not row.is_visible:
        raise NotFound(_("There is no such collection."), field="slug")
    return row


def page_shown(*, slug: str, language: str, now: datetime) -> WrittenPage:
    """
    Return a page by its address in a language, or by its plain one, in at most two queries.

    :raises NotFound: if it is not shown
    """
    row = page_translated(slug=slug, language=language) or next(iter(pages_of(slugs=[slug]).values()), None)
    if row is None or not row.is_shown(now):
        raise NotFound(_("There is no such page."), field="slug")
    return row
