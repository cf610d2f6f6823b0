"""The staff for menus makes menus and says what leads where."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from catalog.models.collection import Collection
from catalog.models.menu import Menu, MenuItem
from catalog.models.page import Page
from catalog.models.taxonomy import Category
from catalog.policies import may_write_menus
from catalog.services.described_changes import DescribedChanges, Missing, clean_slug, slug_for, taken
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import InvalidInput, NotFound
from marketplace.kernel.input_texts import clean_line
from marketplace.kernel.policy import require
from marketplace.kernel.rich_text import harmless_address

MOST_LEVELS = 3


class TooManyTargets(InvalidInput):
    """An entry leads to one thing."""

    code = "TOO_MANY_MENU_ITEMS"


class WrongPlace(InvalidInput):
    """An entry cannot stand below another menu's, below itself, or too deep."""

    code = "CANNOT_ASSIGN_NODE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where an entry leads: to one of these, or nowhere."""

    category_id: int | None = None
    collection_id: int | None = None
    page_id: int | None = None
    url: str | None = None

    def columns(self) -> dict[str, Any]:
        """
        Return all four columns, of which at most one is filled.

        :raises TooManyTargets: if it leads to several things
        :raises NotFound: if there is no such thing
        :raises InvalidInput: if the address is not one that may be followed
        """
        given = [each for each in (self.category_id, self.collection_id, self.page_id, self.url) if each]
        if len(given) > 1:
            raise TooManyTargets(_("An entry of a menu leads to one thing."))
        models: tuple[tuple[str, Any, int | None], ...] = (
            ("category", Category, self.category_id),
            ("collection", Collection, self.collection_id),
            ("page", Page, self.page_id),
        )
        for name, model, key in models:
            if key is not None and not model.objects.filter(pk=key).exists():
                raise NotFound(_("There is no such thing."), field=name)
        url = clean_line(self.url or "", field="url", most=256, required=False)
        if url and (not harmless_address(url) or not (urlsplit(url).scheme or url.startswith("/"))):
            raise InvalidInput(_("This is no address that can be followed."), field="url")
        return {
            "category_id": self.category_id,
            "collection_id": self.collection_id,
            "page_id": self.page_id,
            "url": url,
        }


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a new menu; names are language code -> text."""

    names: Mapping[str, str]
    target: Target


@dataclass(frozen=True, slots=True)
class Move:
    """Put an entry below another one (or at the root), and move it by so many places there."""

    item_id: int
    parent_id: int | None
    offset: int


@transaction.atomic
def menu_create(*, actor: Actor, name: str, slug: str | None = None, entries: Sequence[Entry] = ()) -> Menu:
    """
    Make a menu with entries at its root.

    :raises NotAllowed: if the actor does not look after menus
    :raises InvalidInput: if the name or the slug cannot be used
    :raises Taken: if the slug is another menu's
    """
    require(may_write_menus(actor), _("Only the staff for menus may write menus."))
    cleaned = clean_line(name, field="name", most=100)
    address = clean_slug(slug) if slug else slug_for(Menu, {"fr": cleaned}, fallback="menu")
    try:
        with transaction.atomic():
            menu = Menu.objects.create(name=cleaned, slug=address)
    except IntegrityError as error:
        raise taken(error) from None
    for entry in entries:
        menu_item_create(actor=actor, menu_id=menu.pk, names=entry.names, target=entry.target)
    return menu


@transaction.atomic
def menu_update(*, actor: Actor, menu_id: int, name: str | None = None, slug: str | None = None) -> Menu:
    """
    Call a menu otherwise.

    :raises NotAllowed: if the actor does not look after menus
    :raises NotFound: if there is no such menu
    :raises InvalidInput: if the name or the slug cannot be used
    :raises Taken: if the slug is another menu's
    """
    menu = _menu(actor, menu_id)
    if name is not None:
        menu.name = clean_line(name, field="name", most=100)
    if slug is not None:
        menu.slug = clean_slug(slug)
    try:
        with transaction.atomic():
            menu.save(update_fields=["name", "slug"])
    except IntegrityError as error:
        raise taken(error) from None
    return menu


@transaction.atomic
def menus_delete(*, actor: Actor, menu_ids: Sequence[int]) -> int:
    """
    Delete menus with all that stands in them; return how many there were.

    :raises NotAllowed: if the actor does not look after menus
    """
    require(may_write_menus(actor), _("Only the staff for menus may write menus."))
    rows = Menu.objects.filter(pk__in=list(menu_ids))
    count = rows.count()
    rows.delete()
    return count


@transaction.atomic
def menu_item_create(
    *, actor: Actor, menu_id: int, names: Mapping[str, str], target: Target, parent_id: int | None = None
) -> MenuItem:
    """
    Put an entry at the end of a menu, or of what stands below another entry.

    :raises NotAllowed: if the actor does not look after menus
    :raises NotFound: if there is no such menu, entry or target
    :raises InvalidInput: if the names, the target or the place cannot be used
    """
    menu = _menu(actor, menu_id)
    columns = DescribedChanges(names=names).columns()
    if "names" not in columns:
        raise Missing(_("This must not be empty."), field="name")
    items = {item.pk: item for item in menu.items.all()}
    if parent_id is not None and parent_id not in items:
        raise NotFound(_("There is no such entry in this menu."), field="parent")
    if parent_id is not None and _level(items, parent_id) + 1 >= MOST_LEVELS:
        raise WrongPlace(_("A menu has at most %(most)s levels.") % {"most": MOST_LEVELS}, field="parent")
    last = menu.items.filter(parent_id=parent_id).aggregate(last=Max("position"))["last"]
    return MenuItem.objects.create(
        menu=menu,
        parent_id=parent_id,
        position=0 if last is None else last + 1,
        **columns,
        **target.columns(),
    )


@transaction.atomic
def menu_item_update(
    *, actor: Actor, item_id: int, names: Mapping[str, str] | None = None, target: Target | None = None
) -> MenuItem:
    """
    Call an entry otherwise, or let it lead elsewhere.

    :raises NotAllowed: if the actor does not look after menus
    :raises NotFound: if there is no such entry or target
    :raises InvalidInput: if the names or the target cannot be used
    """
    require(may_write_menus(actor), _("Only the staff for menus may write menus."))
    item = MenuItem.objects.select_for_update().filter(pk=item_id).first()
    if item is None:
        raise NotFound(_("There is no such entry in this menu."), field="id")
    columns = DescribedChanges(names=names).columns(item)
    columns |= target.columns() if target is not None else {}
    for column, value in columns.items():
        setattr(item, column, value)
    item.save(update_fields=[column.removesuffix("_id") for column in columns])
    return item


@transaction.atomic
def menu_items_delete(*, actor: Actor, item_ids: Sequence[int]) -> int:
    """
    Delete entries with what stands below them; return how many of those named there were.

    :raises NotAllowed: if the actor does not look after menus
    """
    require(may_write_menus(actor), _("Only the staff for menus may write menus."))
    rows = MenuItem.objects.filter(pk__in=list(item_ids))
    count = rows.count()
    rows.delete()
    return count


@transaction.atomic
def menu_items_move(*, actor: Actor, menu_id: int, moves: Sequence[Move]) -> Menu:
    """
    Move entries of a menu, one after the other.

    :raises NotAllowed: if the actor does not look after menus
    :raises NotFound: if there is no such menu, or an entry is not its own
    :raises WrongPlace: if an entry would stand below itself, or too deep
    """
    menu = _menu(actor, menu_id)
    items = {item.pk: item for item in menu.items.order_by("position", "pk")}
    for move in moves:
        if move.item_id not in items or (move.parent_id is not None and move.parent_id not in items):
            raise NotFound(_("There is no such entry in this menu."), field="item_id")
        _move(items, move)
    MenuItem.objects.bulk_update(items.values(), ["parent", "position"])
    return menu


def _move(items: dict[int, MenuItem], move: Move) -> None:
    item = items[move.item_id]
    above = move.parent_id
    while above is not None:
        if above == item.pk:
            raise WrongPlace(_("An entry cannot stand below itself."), field="parent_id")
        above = items[above].parent_id
    stays = item.parent_id == move.parent_id
    beside = sorted(
        (each for each in items.values() if each.parent_id == move.parent_id and each.pk != item.pk),
        key=lambda each: (each.position, each.pk),
    )
    before = sum((each.position, each.pk) < (item.position, item.pk) for each in beside)
    place = (before if stays else len(beside)) + move.offset
    item.parent_id = move.parent_id
    beside.insert(min(max(place, 0), len(beside)), item)
    for number, each in enumerate(beside):
        each.position = number
    if max(_level(items, key) for key in items) >= MOST_LEVELS:
        raise WrongPlace(_("A menu has at most %(most)s levels.") % {"most": MOST_LEVELS}, field="parent_id")


def _level(items: Mapping[int, MenuItem], key: int) -> int:
    level, above = 0, items[key].parent_id
    while above is not None:
        level, above = level + 1, items[above].parent_id
    return level


def _menu(actor: Actor, menu_id: int) -> Menu:
    require(may_write_menus(actor), _("Only the staff for menus may write menus."))
    menu = Menu.objects.select_for_update().filter(pk=menu_id).first()
    if menu is None:
        raise NotFound(_("There is no such menu."), field="menu")
    return menu
