"""Pages that people of the marketplace write, as faces read them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from catalog.models.page import Page, PageType
from marketplace.kernel.texts import text_in


@dataclass(frozen=True, slots=True)
class WrittenPage:
    """A page; texts are language code -> text, `documents` its content."""

    id: int
    page_type_id: int
    slug: str
    titles: Mapping[str, str]
    documents: Mapping[str, Mapping[str, Any]]
    seo_titles: Mapping[str, str]
    seo_descriptions: Mapping[str, str]
    slugs: Mapping[str, str]
    is_published: bool
    published_at: datetime | None
    created_at: datetime
    updated_at: datetime

    def title(self, language: str) -> str:
        """The title in a language, or in the nearest that has one."""
        return text_in(self.titles, language)

    def is_shown(self, now: datetime) -> bool:
        """Whether everybody may read it."""
        return self.is_published and self.published_at is not None and self.published_at <= now


@dataclass(frozen=True, slots=True)
class PageTypeRow:
    """What kind of page it is."""

    id: int
    slug: str
    names: Mapping[str, str]


def pages_shown(now: datetime) -> QuerySet[Page]:
    """Return the pages that everybody may read."""
    return Page.objects.filter(is_published=True, published_at__lte=now)


def page_rows(queryset: "QuerySet[Page]") -> list[WrittenPage]:
    """Read pages, in one query."""
    return [WrittenPage(*row) for row in queryset.values_list(*_COLUMNS)]


def pages_of(*, keys: Sequence[int] = (), slugs: Sequence[str] = ()) -> dict[int, WrittenPage]:
    """Return pages by id or slug, published or not, in one query; the caller asks who may read which."""
    named = [slug for slug in slugs if "\x00" not in slug]
    return {row.id: row for row in page_rows(Page.objects.filter(Q(pk__in=list(keys)) | Q(slug__in=named)))}


def page_translated(*, slug: str, language: str) -> WrittenPage | None:
    """Return the page that has this address in a language, in one query."""
    if "\x00" in slug:
        return None
    return next(iter(page_rows(Page.objects.filter(slugs__contains={language: slug}))), None)


def page_types_of(keys: Sequence[int]) -> dict[int, PageTypeRow]:
    """Return types of pages by id, in one query."""
    rows = PageType.objects.filter(pk__in=list(keys)).values_list("id", "slug", "names")
    return {row[0]: PageTypeRow(*row) for row in rows}


_COLUMNS = tuple(WrittenPage.__slots__)


def types_with_pages(keys: Sequence[int]) -> set[int]:
    """Return which types of pages have any, in one query."""
    return set(Page.objects.filter(page_type_id__in=list(keys)).values_list("page_type_id", flat=True))
