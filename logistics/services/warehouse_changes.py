"""What may be said of a warehouse, checked and cleaned before it is kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from logistics.models.warehouse import Warehouse
from logistics.states import ClickAndCollect
from marketplace.kernel.errors import InvalidInput, Missing, Taken
from marketplace.kernel.geography import provinces, region_of
from marketplace.kernel.input_texts import clean_line

_MOST: Final = {"recipient": 150, "street": 200, "landmark": 200, "quarter": 100, "city": 100, "company": 150}


@dataclass(frozen=True, slots=True, kw_only=True)
class WarehouseChanges:
    """What to write; None leaves a part as it is. `contact` has the keys of an order's address, and `country`."""

    name: str | None = None
    slug: str | None = None
    email: str | None = None
    contact: Mapping[str, str] | None = None
    is_private: bool | None = None
    click_and_collect: str | None = None
    external_reference: str | None = None

    def columns(self, *, of: Warehouse | None) -> dict[str, Any]:
        """
        Return the columns to write, cleaned.

        :param of: the warehouse that is changed; None for a new one
        :raises InvalidInput: naming the part that cannot be used (Missing: that is empty; Taken: that is another's)
        """
        columns: dict[str, Any] = {}
        if self.name is not None:
            columns["names"] = {"fr": _needed(self.name, field="name", most=100)}
        if self.slug is not None:
            columns["slug"] = _needed(self.slug, field="slug", most=80)
            _demand_free("slug", columns["slug"], of=of)
        if self.email is not None:
            columns["email"] = _email(self.email)
        if self.external_reference is not None:
            columns["external_reference"] = self.external_reference[:250] or None
            _demand_free("external_reference", columns["external_reference"], of=of)
        if self.contact is not None:
            columns |= _place(self.contact)
        return columns | self._choices()

    def _choices(self) -> dict[str, Any]:
        columns: dict[str, Any] = {}
        if self.is_private is not None:
            columns["is_private"] = self.is_private
        if self.click_and_collect is not None:
            if self.click_and_collect not in ClickAndCollect.values:
                raise InvalidInput(_("This is not one of the choices."), field="click_and_collect_option")
            columns["click_and_collect"] = self.click_and_collect
        return columns


def _needed(text: str, *, field: str, most: int) -> str:
    if not text.strip():
        raise Missing(_("This must not be empty."), field=field)
    return clean_line(text, field=field, most=most)


def _email(text: str) -> str:
    email = clean_line(text, field="email", most=254, required=False)
    try:
        if email:
            validate_email(email)
    except ValidationError:
        raise InvalidInput(_("This is no e-mail address."), field="email") from None
    return email


def _demand_free(column: str, value: str | None, *, of: Warehouse | None) -> None:
    others = Warehouse.objects.filter(**{column: value})
    if of is not None:
        others = others.exclude(pk=of.pk)
    if value is not None and others.exists():
        raise Taken(_("Another warehouse has this already."), field=column)


def _place(contact: Mapping[str, str]) -> dict[str, Any]:
    """Keep an address; one outside Morocco says nothing of our provinces."""
    kept = {
        key: clean_line(text, field=key, most=_MOST.get(key, 50), required=False)
        for key, text in contact.items()
    }
    columns: dict[str, Any] = {
        "contact": {key: text for key, text in kept.items() if text},
        "commune": kept.get("city", ""),
        "address": kept.get("street", ""),
        "phone": kept.get("phone", "")[:16],
    }
    if (province := kept.get("province", "")) in provinces():
        columns |= {"province": province, "region": region_of(province).code}
    return columns
