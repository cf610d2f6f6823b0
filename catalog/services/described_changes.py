"""What may be said of collections, pages and menus, checked and cleaned before it is kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext as _

from marketplace.kernel.errors import Conflict, InvalidInput
from marketplace.kernel.input_texts import clean_line, clean_texts
from marketplace.kernel.metadata import metadata_with
from marketplace.kernel.rich_text import clean_document, plain_text_of
from marketplace.kernel.slugs import free_slug, slug_from

Texts = Mapping[str, str]
MAX_NAME = 200
MAX_SEO = (70, 300)


class Missing(InvalidInput):
    """Something that is needed was not said."""

    code = "REQUIRED"


class Taken(Conflict):
    """Something that must be its own is somebody else's."""

    code = "UNIQUE"


@dataclass(frozen=True, slots=True, kw_only=True)
class DescribedChanges:
    """
    What to write; None leaves a part as it is.

    Texts are language code -> text, written over those of the row language by language; an empty text takes a
    language away.
    """

    names: Texts | None = None
    slug: str | None = None
    slugs: Texts | None = None
    # language code -> EditorJS document
    documents: Mapping[str, object] | None = None
    seo_titles: Texts | None = None
    seo_descriptions: Texts | None = None
    metadata: Texts | None = None
    private_metadata: Texts | None = None

    def columns(self, row: Any = None, *, named: str = "names") -> dict[str, Any]:
        """
        Return the columns to write, cleaned.

        :param row: the row as it is, None for a new one
        :param named: the column of the names
        :raises InvalidInput: naming the part that cannot be used
        """
        columns: dict[str, Any] = {}
        if self.names is not None:
            names = clean_texts(_over(row, named, self.names), field=named.removesuffix("s"), most=MAX_NAME)
            if not any(names.values()):
                raise Missing(_("This must not be empty."), field=named.removesuffix("s"))
            columns[named] = names
        if self.slug is not None:
            columns["slug"] = clean_slug(self.slug)
        if self.slugs is not None:
            columns["slugs"] = {
                language: clean_slug(slug) if slug.isascii() else clean_line(slug, field="slug", most=100)
                for language, slug in clean_texts(
                    _over(row, "slugs", self.slugs), field="slug", most=100
                ).items()
            }
        for column, most in zip(("seo_titles", "seo_descriptions"), MAX_SEO, strict=True):
            texts = getattr(self, column)
            if texts is not None:
                columns[column] = clean_texts(_over(row, column, texts), field=column, most=most)
        for column in ("metadata", "private_metadata"):
            given = getattr(self, column)
            if given is not None:
                current = getattr(row, column) if row is not None else {}
                columns[column] = metadata_with(current, given, field=column)
        if self.documents is not None:
            columns["documents"] = self._documents(row)
        return columns

    def _documents(self, row: Any) -> dict[str, Any]:
        given = {
            language: clean_document(document or {}, field="description")
            for language, document in (self.documents or {}).items()
        }
        merged = {**(row.documents if row is not None else {}), **given}
        return {language: document for language, document in merged.items() if document}


def descriptions_of(documents: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Return the words of rich texts, for searching and for where no form can be shown."""
    return {language: plain_text_of(document) for language, document in documents.items()}


def clean_slug(slug: str) -> str:
    """
    Return a name for an address.

    :raises InvalidInput: if nothing of it can stand in an address
    """
    made = slug_from(slug, fallback="", most=100)
    if not made or made != slug.lower():
        raise InvalidInput(_("A slug consists of letters, digits and hyphens."), field="slug")
    return made


def slug_for(model: Any, names: Texts, *, fallback: str) -> str:
    """Return a free slug made of the names."""
    readable = names.get("fr") or names.get("en") or next(iter(names.values()), "")
    base = slug_from(readable, fallback=fallback, most=80)
    taken = set(model._default_manager.filter(slug__startswith=base).values_list("slug", flat=True))
    return free_slug(base, taken)


def taken(error: IntegrityError) -> Taken:
    """
    Return the refusal that a unique slug is taken.

    :raises IntegrityError: if it is about something else
    """
    if "slug" not in str(error):
        raise error
    return Taken(_("This slug is taken."), field="slug")


def _over(row: Any, column: str, given: Texts) -> dict[str, str]:
    current: Texts = getattr(row, column) if row is not None else {}
    return {**current, **given}
