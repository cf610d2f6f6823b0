"""Translators say of a thing of the catalogue in one language what is said of it in another."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, models, transaction
from django.utils.translation import gettext as _

from catalog.models.attribute import Attribute, AttributeValue
from catalog.models.collection import Collection
from catalog.models.menu import MenuItem
from catalog.models.page import Page
from catalog.models.product import Product, Variant
from catalog.models.taxonomy import Category
from catalog.policies import may_translate
from catalog.services.described_changes import clean_slug
from catalog.services.listing_refresh import listing_names_refresh, listing_refresh
from catalog.services.search_document import search_document_write
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import InvalidInput, Missing, NotFound, Taken
from marketplace.kernel.input_texts import clean_line, clean_paragraphs
from marketplace.kernel.policy import require
from marketplace.kernel.rich_text import clean_document, plain_text_of
from marketplace.kernel.texts import LANGUAGES, text_over

_MAX_DESCRIPTION = 100_000


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of what is said of a thing: in which column, how long at most."""

    column: str
    most: int
    # Something must be said of it in Arabic or in French
    is_needed: bool = False
    has_lines: bool = False


_DESCRIBED = {
    "slug": _Part("slugs", 100),
    "seo_title": _Part("seo_titles", 70),
    "seo_description": _Part("seo_descriptions", 300),
    "description": _Part("documents", _MAX_DESCRIPTION),
}
# What can be translated of each kind of thing, by the name of the part
PARTS: Mapping[type[models.Model], Mapping[str, _Part]] = {
    Product: {"name": _Part("names", 150, is_needed=True), **_DESCRIBED},
    Category: {"name": _Part("names", 100, is_needed=True), **_DESCRIBED},
    Collection: {"name": _Part("names", 200, is_needed=True), **_DESCRIBED},
    Page: {"name": _Part("titles", 200, is_needed=True), **_DESCRIBED},
    Variant: {"name": _Part("names", 150)},
    MenuItem: {"name": _Part("names", 200, is_needed=True)},
    Attribute: {"name": _Part("names", 100, is_needed=True)},
    AttributeValue: {
        "name": _Part("names", 150),
        "plain_text": _Part("plain_texts", 10_000, has_lines=True),
        "rich_text": _Part("documents", _MAX_DESCRIPTION),
    },
}


@transaction.atomic
def texts_translate(
    *,
    actor: Actor,
    model: type[models.Model],
    key: int,
    language: str,
    wording: Mapping[str, Any],
    now: datetime,
) -> Any:
    """
    Write what is said of a thing in a language, and return its row; an empty part is taken away.

    :param wording: the parts (see `PARTS`) to write; what is not named stays as it is
    :raises NotAllowed: if the actor is no translator
    :raises NotFound: if there is no such thing
    :raises InvalidInput: naming the part that cannot be used, or a language that we do not write in
    :raises Missing: if a name would be left neither in Arabic nor in French
    :raises Taken: if the slug is another thing's in this language
    """
    require(may_translate(actor), _("Only translators may do this."))
    if language not in LANGUAGES:
        raise InvalidInput(_("This language is not one of ours."), field="language_code")
    row: Any = model._default_manager.select_for_update(of=("self",)).filter(pk=key).first()
    if row is None:
        raise NotFound(_("There is no such thing."), field="id")
    columns: set[str] = set()
    for name, part in PARTS[model].items():
        if name in wording:
            columns |= _written(row, name, part, language, wording[name])
    if columns:
        if hasattr(row, "updated_at"):
            row.updated_at = now
            columns.add("updated_at")
        row.save(update_fields=sorted(columns))
        _follow(row)
    return row


def _written(row: Any, name: str, part: _Part, language: str, said: Any) -> set[str]:
    """Write one part onto the row and return the columns that changed."""
    if part.column == "documents":
        return _document_written(row, name, language, said)
    text = said or ""
    clean = clean_paragraphs if part.has_lines else _clean_line
    text = clean(text, field=name, most=part.most)
    if name == "slug" and text:
        text = clean_slug(text) if text.isascii() else text
        _demand_free(row, language, text)
    texts = text_over(getattr(row, part.column), language, text)
    if part.is_needed and not (texts.get("ar") or texts.get("fr")):
        raise Missing(_("Please write this in Arabic or in French."), field=name)
    setattr(row, part.column, texts)
    return {part.column}


def _clean_line(text: str, *, field: str, most: int) -> str:
    return clean_line(text, field=field, most=most, required=False)


def _document_written(row: Any, name: str, language: str, said: Any) -> set[str]:
    document = clean_document(said or {}, field=name)
    row.documents = text_over(row.documents, language, document)
    if not hasattr(row, "descriptions"):
        return {"documents"}
    # The same words for searching, and for where no form can be shown
    plain = clean_paragraphs(plain_text_of(document), field=name, most=_MAX_DESCRIPTION)
    row.descriptions = text_over(row.descriptions, language, plain)
    return {"documents", "descriptions"}


def _demand_free(row: Any, language: str, slug: str) -> None:
    """Demand that no other thing of the kind has the slug in the language; who writes the same one meanwhile waits."""
    kind = type(row)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{kind._meta.db_table}:{slug}"]
        )
    others = kind._default_manager.filter(**{f"slugs__{language}": slug}).exclude(pk=row.pk)
    if others.exists():
        raise Taken(_("This slug is taken."), field="slug")


def _follow(row: Any) -> None:
    """Let what repeats the texts of a product say the same."""
    if isinstance(row, Product):
        search_document_write(product_ids=[row.pk])
        listing_names_refresh(product_ids=[row.pk])
    elif isinstance(row, Variant):
        listing_refresh(product_ids=[row.product_id])
