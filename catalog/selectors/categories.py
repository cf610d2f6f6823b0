"""The tree of shelves and the families of products: small, read whole in one query, passed along in a request."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from catalog.models.taxonomy import Category, ProductType
from marketplace.kernel.errors import NotFound
from marketplace.kernel.texts import text_in


@dataclass(frozen=True, slots=True)
class Shelf:
    """A category with its place in the tree (level 0 at the root); texts are language code -> text."""

    category_id: int
    slug: str
    names: Mapping[str, str]
    descriptions: Mapping[str, str]
    pictogram: str
    parent_id: int | None
    level: int
    children: tuple[int, ...]
    updated_at: datetime
    documents: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    seo_titles: Mapping[str, str] = field(default_factory=dict)
    seo_descriptions: Mapping[str, str] = field(default_factory=dict)
    slugs: Mapping[str, str] = field(default_factory=dict)
    background: str = ""
    background_alts: Mapping[str, str] = field(default_factory=dict)

    def name(self, language: str) -> str:
        """The name in a language, or in the nearest that has one."""
        return text_in(self.names, language)


@dataclass(frozen=True, slots=True)
class CategoryTree:
    """All shelves by id, in the order of the tree (each before its children)."""

    shelves: Mapping[int, Shelf]
    by_slug: Mapping[str, int]

    def roots(self) -> list[Shelf]:
        """The shelves that stand at the root."""
        return [shelf for shelf in self.shelves.values() if shelf.parent_id is None]

    def children(self, category_id: int) -> list[Shelf]:
        """The shelves directly below one."""
        return [self.shelves[child] for child in self.shelves[category_id].children]

    def find(self, slug: str) -> Shelf:
        """
        Return the shelf of that name.

        :raises NotFound: if there is none
        """
        try:
            return self.shelves[self.by_slug[slug]]
        except KeyError:
            raise NotFound(_("There is no such category."), field="category") from None

    def translated(self, slug: str, language: str) -> Shelf | None:
        """Return the shelf that has this address in a language."""
        return next((each for each in self.shelves.values() if each.slugs.get(language) == slug), None)

    def path(self, category_id: int) -> list[Shelf]:
        """The way from the root down to a shelf, itself included."""
        way = [self.shelves[category_id]]
        while (parent_id := way[0].parent_id) is not None:
            way.insert(0, self.shelves[parent_id])
        return way

    def ids_under(self, category_id: int) -> list[int]:
        """A shelf and all below it."""
        found = [category_id]
        for each in found:
            found.extend(self.shelves[each].children)
        return found


@dataclass(frozen=True, slots=True)
class Family:
    """A product type as lists and filters show it."""

    product_type_id: int
    key: str
    names: Mapping[str, str]
    pictogram: str
    is_food: bool

    def name(self, language: str) -> str:
        """The name in a language, or in the nearest that has one."""
        return text_in(self.names, language)


def category_tree() -> CategoryTree:
    """Read the whole tree, in one query."""
    rows = list(Category.objects.order_by("position", "id"))
    below: dict[int | None, list[Category]] = {}
    for row in rows:
        below.setdefault(row.parent_id, []).append(row)
    shelves: dict[int, Shelf] = {}

    def add(row: Category, level: int) -> None:
        under = below.get(row.pk, [])
        shelves[row.pk] = Shelf(
            category_id=row.pk,
            slug=row.slug,
            names=row.names,
            descriptions=row.descriptions,
            pictogram=row.pictogram,
            parent_id=row.parent_id,
            level=level,
            children=tuple(child.pk for child in under),
            updated_at=row.updated_at,
            documents=row.documents,
            seo_titles=row.seo_titles,
            seo_descriptions=row.seo_descriptions,
            slugs=row.slugs,
            background=row.background.name or "",
            background_alts=row.background_alts,
        )
        for child in under:
            add(child, level + 1)

    for root in below.get(None, []):
        add(root, 0)
    return CategoryTree(shelves, {shelf.slug: key for key, shelf in shelves.items()})


def weights_of_families(keys: Sequence[int]) -> dict[int, int]:
    """Return what one product of each family weighs if nobody says otherwise, in grams; those that are known."""
    rows = ProductType.objects.filter(pk__in=list(keys)).values_list("id", "facts")
    return {key: int(facts["weight_g"]) for key, facts in rows if facts.get("weight_g")}


def families() -> list[Family]:
    """Return all product types in their order, in one query."""
    rows = ProductType.objects.order_by("position", "id").values_list(
        "id", "key", "names", "pictogram", "is_food"
    )
    return [Family(*row) for row in rows]
