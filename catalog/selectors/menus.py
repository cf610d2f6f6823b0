"""Menus with all that stands in them: small, read whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from catalog.models.menu import Menu, MenuItem
from marketplace.kernel.texts import text_in


@dataclass(slots=True)
class MenuRow:
    """A menu; `items` are the entries at its root, in their order."""

    id: int
    slug: str
    name: str
    items: "list[MenuItemRow]" = field(default_factory=list)


@dataclass(slots=True)
class MenuItemRow:
    """An entry of a menu (level 0 at the root); texts are language code -> text. At most one target is there."""

    id: int
    menu: MenuRow
    parent: "MenuItemRow | None"
    level: int
    names: Mapping[str, str]
    category_id: int | None
    collection_id: int | None
    page_id: int | None
    url: str
    children: "list[MenuItemRow]" = field(default_factory=list)

    def name(self, language: str) -> str:
        """The name in a language, or in the nearest that has one."""
        return text_in(self.names, language)


def menus_of(
    *, keys: Sequence[int] = (), slugs: Sequence[str] = (), names: Sequence[str] = ()
) -> dict[int, MenuRow]:
    """Return menus by id, slug or name, each with its whole tree, in two queries."""
    named = [[text for text in texts if "\x00" not in text] for texts in (slugs, names)]
    wanted = Q(pk__in=list(keys)) | Q(slug__in=named[0]) | Q(name__in=named[1])
    return _with_items(
        {menu.pk: MenuRow(menu.pk, menu.slug, menu.name) for menu in Menu.objects.filter(wanted)}
    )


def menu_items_of(keys: Sequence[int]) -> dict[int, MenuItemRow]:
    """Return entries by id, each within its whole menu, in three queries."""
    menus = MenuItem.objects.filter(pk__in=list(keys)).values_list("menu_id", flat=True)
    found = menus_of(keys=list(set(menus)))
    wanted = set(keys)
    return {item.id: item for menu in found.values() for item in _all_below(menu.items) if item.id in wanted}


def _all_below(items: Sequence[MenuItemRow]) -> list[MenuItemRow]:
    found = list(items)
    for item in found:
        found.extend(item.children)
    return found


def _with_items(menus: dict[int, MenuRow]) -> dict[int, MenuRow]:
    below: dict[int | None, list[MenuItem]] = {}
    roots: dict[int, list[MenuItem]] = {}
    for item in MenuItem.objects.filter(menu_id__in=list(menus)).order_by("position", "id"):
        if item.parent_id is None:
            roots.setdefault(item.menu_id, []).append(item)
        else:
            below.setdefault(item.parent_id, []).append(item)

    def rows(items: Sequence[MenuItem], menu: MenuRow, parent: MenuItemRow | None) -> list[MenuItemRow]:
        made = []
        for item in items:
            row = MenuItemRow(
                id=item.pk,
                menu=menu,
                parent=parent,
                level=0 if parent is None else parent.level + 1,
                names=item.names,
                category_id=item.category_id,
                collection_id=item.collection_id,
                page_id=item.page_id,
                url=item.url,
            )
            row.children = rows(below.get(item.pk, []), menu, row)
            made.append(row)
        return made

    for key, menu in menus.items():
        menu.items = rows(roots.get(key, []), menu, None)
    return menus
