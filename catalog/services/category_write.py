"""The staff keeps the tree of shelves."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Max, ProtectedError
from django.utils.translation import gettext as _

from catalog.models.taxonomy import Category
from catalog.policies import may_write_categories
from catalog.services.attribute_write import LANGUAGE
from catalog.services.background_keep import Background, background_kept
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove, Missing, NotFound, Taken
from marketplace.kernel.input_texts import clean_line, clean_paragraphs
from marketplace.kernel.metadata import metadata_with
from marketplace.kernel.policy import require
from marketplace.kernel.rich_text import clean_document, plain_text_of
from marketplace.kernel.slugs import free_slug, slug_from


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryChanges:
    """What to write; None leaves a part as it is. `description` is a rich text (EditorJS)."""

    name: str | None = None
    slug: str | None = None
    description: Mapping[str, Any] | None = None
    seo_title: str | None = None
    seo_description: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)
    private_metadata: Mapping[str, str] = field(default_factory=dict)

    def columns(self, *, of: Category | None) -> dict[str, Any]:
        """
        Return the columns to write, cleaned.

        :raises InvalidInput: naming the part that cannot be used (Missing: that is empty; Taken: that is another's)
        """
        columns: dict[str, Any] = {}
        if self.name is not None:
            if not self.name.strip():
                raise Missing(_("This must not be empty."), field="name")
            name = clean_line(self.name, field="name", most=100)
            columns["names"] = {**(of.names if of else {}), LANGUAGE: name}
        if self.slug is not None:
            columns["slug"] = clean_line(self.slug, field="slug", most=80)
            others = Category.objects.filter(slug=columns["slug"]).exclude(pk__in=[of.pk] if of else [])
            if others.exists():
                raise Taken(_("Another category has this slug."), field="slug")
        return columns | self._texts(of)

    def _texts(self, of: Category | None) -> dict[str, Any]:
        columns: dict[str, Any] = {}
        if self.description is not None:
            document = clean_document(self.description, field="description")
            columns["documents"] = {**(of.documents if of else {}), LANGUAGE: document}
            columns["descriptions"] = {
                **(of.descriptions if of else {}),
                LANGUAGE: clean_paragraphs(plain_text_of(document), field="description", most=100_000),
            }
        for name, most in (("seo_title", 70), ("seo_description", 300)):
            text = getattr(self, name)
            if text is not None:
                cleaned = clean_line(text, field=name, most=most, required=False)
                columns[f"{name}s"] = {**(getattr(of, f"{name}s") if of else {}), LANGUAGE: cleaned}
        for name in ("metadata", "private_metadata"):
            if changes := getattr(self, name):
                columns[name] = metadata_with(getattr(of, name) if of else {}, changes, field=name)
        return columns


def category_create(
    *, actor: Actor, parent_id: int | None, changes: CategoryChanges, background: Background | None = None
) -> Category:
    """
    Write a shelf, the last below its parent (None: at the root).

    :raises NotAllowed: if the actor may not keep shelves
    :raises NotFound: if there is no such parent
    :raises InvalidInput: naming the part that is missing, cannot be used or is another's
    """
    require(may_write_categories(actor), _("Only staff may keep the categories."))
    if changes.name is None:
        raise Missing(_("This must not be empty."), field="name")
    columns = changes.columns(of=None) | background_kept(background)
    with transaction.atomic():
        return _created(parent_id, changes.name, columns)


def _created(parent_id: int | None, name: str, columns: dict[str, Any]) -> Category:
    if parent_id is not None and not Category.objects.filter(pk=parent_id).exists():
        raise NotFound(_("There is no such category."), field="parent")
    if "slug" not in columns:
        base = slug_from(name, fallback="category", most=74)
        taken = set(Category.objects.filter(slug__startswith=base).values_list("slug", flat=True))
        columns["slug"] = free_slug(base, taken)
    last = Category.objects.filter(parent=parent_id).aggregate(last=Max("position"))["last"]
    position = 0 if last is None else last + 1
    return Category.objects.create(**columns, parent_id=parent_id, position=position)


def category_update(
    *, actor: Actor, category_id: int, changes: CategoryChanges, background: Background | None = None
) -> Category:
    """
    Change a shelf.

    :raises NotAllowed: if the actor may not keep shelves
    :raises NotFound: if there is no such shelf
    :raises InvalidInput: naming the part that cannot be used or is another's
    """
    require(may_write_categories(actor), _("Only staff may keep the categories."))
    stored = background_kept(background)
    with transaction.atomic():
        category = Category.objects.select_for_update().filter(pk=category_id).first()
        if category is None:
            raise NotFound(_("There is no such category."), field="id")
        columns = changes.columns(of=category) | stored
        for column, value in columns.items():
            setattr(category, column, value)
        category.save(update_fields=[*columns, "updated_at"])
    return category


@transaction.atomic
def categories_delete(*, actor: Actor, category_ids: Collection[int]) -> list[Category]:
    """
    Delete shelves on which nothing stands.

    :raises NotAllowed: if the actor may not keep shelves
    :raises NotFound: if there is no such shelf
    :raises IllegalMove: if products or other shelves stand on one
    """
    require(may_write_categories(actor), _("Only staff may keep the categories."))
    rows = list(Category.objects.select_for_update().filter(pk__in=category_ids).order_by("pk"))
    if len(rows) != len(set(category_ids)):
        raise NotFound(_("There is no such category."), field="id")
    for row in rows:
        key = row.pk
        try:
            with transaction.atomic():
                row.delete()
        except ProtectedError:
            raise IllegalMove(_("Products or other categories stand in this category."), field="id") from None
        row.pk = key
    return rows
