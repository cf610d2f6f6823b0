"""A change that is asked for, as people read it: part by part, what is there and what is wanted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.allergens import allergen_name
from catalog.models.change_request import ChangeRequest
from catalog.services.change_request import PRICE
from catalog.states import ChangeState
from frontend.cards import Chip
from frontend.context import LANGUAGE_NAMES
from frontend.shop_cards import place_name
from frontend.wording import money_text, month_text
from marketplace.kernel.money import BASE_CURRENCY, Money

NAMES: dict[str, Promise] = {
    "names": gettext_lazy("Name"),
    "descriptions": gettext_lazy("Description"),
    "ingredients": gettext_lazy("Ingredients"),
    "storage": gettext_lazy("Storage"),
    "allergens": gettext_lazy("Allergens"),
    "province": gettext_lazy("Province"),
    "commune": gettext_lazy("Commune"),
    "season_months": gettext_lazy("Season"),
    "product_type_id": gettext_lazy("Kind of product"),
    "category_id": gettext_lazy("Shelf"),
}
_LOOKS = {
    ChangeState.WAITING: ("info", "clock"),
    ChangeState.APPROVED: ("success", "check"),
    ChangeState.REFUSED: ("danger", "close"),
    ChangeState.WITHDRAWN: ("", "undo"),
}


@dataclass(frozen=True, slots=True)
class DiffRow:
    """One part: its name, what is there and what is wanted; `language` where it is a text."""

    name: str
    before: str
    after: str
    language: str = ""


def change_chip(request: ChangeRequest) -> Chip:
    """Say where a request stands."""
    state = ChangeState(request.state)
    return Chip(str(state.label), *_LOOKS[state])


def diff_rows(request: ChangeRequest, sizes: Mapping[int, str], language: str) -> list[DiffRow]:
    """Return the parts that differ; `sizes` names variants."""
    rows: list[DiffRow] = []
    for part, wanted in request.after.items():
        there = request.before.get(part)
        if part.startswith(PRICE):
            size = sizes.get(int(part.removeprefix(PRICE)), "")
            name = _("Price of %(size)s") % {"size": size}
            rows.append(DiffRow(name, _price(there, language), _price(wanted, language)))
        elif isinstance(wanted, dict):
            rows += _texts(str(NAMES[part]), there or {}, wanted)
        else:
            said = _SAID.get(part, _plain)
            rows.append(DiffRow(str(NAMES[part]), said(there, language), said(wanted, language)))
    return rows


def _texts(name: str, there: Mapping[str, str], wanted: Mapping[str, str]) -> list[DiffRow]:
    return [
        DiffRow(f"{name} ({LANGUAGE_NAMES[each]})", there.get(each, ""), wanted.get(each, ""), each)
        for each in LANGUAGE_NAMES
        if there.get(each) != wanted.get(each)
    ]


def _plain(value: Any, _language: str) -> str:
    return "" if value is None else str(value)


def _price(minor: Any, language: str) -> str:
    return "" if minor is None else money_text(Money(int(minor), BASE_CURRENCY), language)


_SAID: Mapping[str, Callable[[Any, str], str]] = {
    "allergens": lambda keys, _language: ", ".join(allergen_name(key) for key in keys or ()),
    "season_months": lambda months, language: ", ".join(month_text(each, language) for each in months or ()),
    "province": lambda code, language: place_name(code or "", language),
}
