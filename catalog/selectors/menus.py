"""Menus with all that stands in them: small, read whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import connection

from catalog.models.menu import MenuItem
from catalog.selectors.rows import texts
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


_MENUS = """
    SELECT id, slug, name FROM catalog_menu WHERE id = ANY(%s) OR slug = ANY(%s) OR name = ANY(%s) ORDER BY id
"""
_ITEMS = """
    SELECT id, menu_id, parent_id, names, category_id, collection_id, page_id, url
    FROM catalog_menuitem WHERE menu_id = ANY(%s) ORDER BY position, id
"""


def menus_of(
    *, keys: Sequence[int] = (), slugs: Sequence[str] = (), names: Sequence[str] = ()
) -> dict[int, MenuRow]:
    """Return menus by id, slug or name, each with its whole tree, in two queries."""
    named = [[text for text in texts if "\x00" not in text] for texts in (slugs, names)]
    with connection.cursor() as cursor:
        cursor.execute(_MENUS, [list(keys), *named])
        menus = {row[0]: MenuRow(*row) for row in cursor.fetchall()}
    return _with_items(menus)


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
    if not menus:
        return menus
    with connection.cursor() as cursor:
        cursor.execute(_ITEMS, [list(menus)])
        rows = cursor.fetchall()
    items: dict[int, MenuItemRow] = {}
    for key, menu_id, _parent, names, *targets in rows:
        items[key] = MenuItemRow(key, menus[menu_id], None, 0, texts(names), *targets)
    for key, menu_id, parent_id, *_columns in rows:
        if parent_id is None:
            menus[menu_id].items.append(items[key])
        else:
            items[key].parent = items[parent_id]
            items[parent_id].children.append(items[key])
    for menu in menus.values():
        _level(menu.items, 0)
    return menus


def _level(items: Sequence[MenuItemRow], level: int) -> None:
    for item in items:
        item.level = level
        _level(item.children, level + 1)
