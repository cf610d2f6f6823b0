"""Addresses in the contract's fields, and how they stand for a Moroccan one."""

import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import graphene

from marketplace.graphql.kit.ids import Node, global_id
from marketplace.graphql.shop.countries import HOME_COUNTRY, CountryCode, CountryDisplay, country_of
from marketplace.graphql.shop.metadata import MetadataInput, ObjectWithMetadata
from marketplace.kernel.actor import Permission
from marketplace.kernel.geography import provinces

_POSTCODE_LENGTH = 5
# A field of ours that is refused, as the contract calls it.
ADDRESS_FIELDS = {
    "recipient": "firstName",
    "street": "streetAddress1",
    "landmark": "streetAddress2",
    "quarter": "cityArea",
    "province": "countryArea",
    "postcode": "postalCode",
}


class AddressInput(graphene.InputObjectType):
    """
    An address.

    The quarter goes into `cityArea`, the landmark into `streetAddress2`, the province (its name or ISO 3166-2 code)
    into `countryArea`; without one it is worked out from the city.
    """

    first_name = graphene.String(description="Given name.")
    last_name = graphene.String(description="Family name.")
    company_name = graphene.String(description="Company or organization.")
    street_address_1 = graphene.String(description="Address.")
    street_address_2 = graphene.String(description="Landmark.")
    city = graphene.String(description="City or commune.")
    city_area = graphene.String(description="Quarter.")
    postal_code = graphene.String(description="Postal code.")
    country = graphene.Argument(CountryCode, description="Country.")
    country_area = graphene.String(description="Province or prefecture.")
    phone = graphene.String(description="Phone number.")
    metadata = graphene.List(graphene.NonNull(MetadataInput), description="Address public metadata.")
    skip_validation = graphene.Boolean(
        default_value=False, description="Taken for compatibility; an order's address is always checked."
    )


class Address(graphene.ObjectType):
    """Represents user address data."""

    class Meta:
        interfaces = (Node, ObjectWithMetadata)

    id = graphene.ID(required=True, description="The ID of the address.")
    first_name = graphene.String(required=True, description="The given name of the address.")
    last_name = graphene.String(required=True, description="The family name of the address.")
    company_name = graphene.String(required=True, description="Company or organization name.")
    street_address_1 = graphene.String(required=True, description="Street and number.")
    street_address_2 = graphene.String(required=True, description="Landmark.")
    city = graphene.String(required=True, description="The city of the address.")
    city_area = graphene.String(required=True, description="The quarter of the address.")
    postal_code = graphene.String(required=True, description="The postal code of the address.")
    country = graphene.Field(CountryDisplay, required=True, description="The country of the address.")
    country_area = graphene.String(required=True, description="The province or prefecture of the address.")
    phone = graphene.String(description="The phone number assigned the address.")
    is_default_shipping_address = graphene.Boolean(
        description="Whether the address is the user's default shipping address."
    )
    is_default_billing_address = graphene.Boolean(
        description="Whether the address is the user's default billing address."
    )


class AddressRow(dict[str, Any]):
    """An address in the contract's fields."""

    api_type = "Address"
    private_permissions = (Permission.MANAGE_USERS,)
    metadata_private: Mapping[str, str] = MappingProxyType({})

    @property
    def metadata_public(self) -> Mapping[str, str]:
        """What a client kept with it."""
        found: Mapping[str, str] = self["metadata"]
        return found


def address_row(key: str, values: Mapping[str, Any]) -> AddressRow | None:
    """
    Return an address of ours (recipient, phone, street, quarter, landmark, city, province, postcode) as a row.

    The first word of the recipient is the given name: the contract has two fields where we have one.
    """
    if not values:
        return None
    first, last = _names(str(values.get("recipient", "")), str(values.get("given", "")))
    province = provinces().get(values.get("province", ""))
    return AddressRow(
        id=global_id("Address", key),
        first_name=first,
        last_name=last,
        company_name=values.get("company", ""),
        street_address_1=values.get("street", ""),
        street_address_2=values.get("landmark", ""),
        city=str(values.get("city", "")).upper(),
        city_area=values.get("quarter", ""),
        postal_code=values.get("postcode", ""),
        country=country_of(values.get("country") or HOME_COUNTRY),
        country_area=province.name("fr") if province else values.get("area", ""),
        phone=values.get("phone", ""),
        is_default_shipping_address=False,
        is_default_billing_address=False,
        metadata={},
    )


def _names(recipient: str, given: str) -> tuple[str, str]:
    """Return given and family names: the first word and the rest, unless more given names are known."""
    if given and recipient.startswith(given):
        return given, recipient.removeprefix(given).strip()
    first, _space, last = recipient.partition(" ")
    return first, last


def hidden(row: AddressRow | None) -> AddressRow | None:
    """Return an address for somebody who only knows an order's id: where about, but neither who nor which door."""
    if row is None:
        return None
    secret = [
        "first_name", "last_name", "company_name", "street_address_1", "street_address_2", "city_area", "phone",
    ]  # fmt: skip
    if row["country"] != country_of(HOME_COUNTRY):
        # At home a postcode is a quarter's or a town's; elsewhere it may be a single house's
        secret.append("postal_code")
    return AddressRow({**row, **{name: veiled(row[name]) for name in secret}})


def veiled(text: str) -> str:
    """Return the first letter of a text and dots."""
    return f"{text[0]}..." if text else ""


def values_of(given: Mapping[str, Any]) -> dict[str, str]:
    """Return what was given in the contract's fields as our own fields; nothing is checked here."""
    text = {name: given.get(name) or "" for name in given if isinstance(given.get(name) or "", str)}
    city, postcode = text.get("city", ""), text.get("postal_code", "")
    names = (text.get("first_name", "").strip(), text.get("last_name", "").strip())
    country, area = given.get("country"), text.get("country_area", "")
    code = str(getattr(country, "value", country) or HOME_COUNTRY)
    is_home = code == HOME_COUNTRY
    if is_home:
        postcode = postcode.replace(" ", "")
    return {
        "country": code,
        "area": "" if is_home else area,
        "company": text.get("company_name", ""),
        "given": names[0] if " " in names[0] else "",
        "recipient": " ".join(name for name in names if name) or text.get("company_name", ""),
        "phone": text.get("phone", ""),
        "street": text.get("street_address_1", ""),
        "quarter": text.get("city_area", ""),
        "landmark": text.get("street_address_2", ""),
        "city": city,
        "province": (province_of(area) or province_of(city) or _by_postcode(postcode)) if is_home else "",
        "postcode": postcode,
    }


def contact_of(given: Mapping[str, Any]) -> dict[str, str]:
    """Return the address of a place of ours, which may lie in any country; nothing is checked here."""
    return {**values_of(given), "area": given.get("country_area") or ""}


def province_of(name: str) -> str:
    """Return the code of the province that goes by this code or name, or whose seat does; empty if none is known."""
    return _provinces_by_name().get(_plain(name), "")


def _by_postcode(postcode: str) -> str:
    """Return the first province whose postcodes begin so; a hint for shop fronts that do not ask for a province."""
    if len(postcode) != _POSTCODE_LENGTH:
        return ""
    return next((place.code for place in provinces().values() if postcode[:2] in place.postal_prefixes), "")


@lru_cache(maxsize=1)
def _provinces_by_name() -> dict[str, str]:
    found: dict[str, str] = {}
    for place in provinces().values():
        for name in (place.code, *place.names.values(), place.seat):
            for spelling in {name, *name.replace("–", "-").split(" - ")}:
                found.setdefault(_plain(spelling), place.code)
    found.pop("", None)
    return found


def _plain(name: str) -> str:
    """Leave out case, accents and signs, so that FES is Fès."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in letters if letter.isalnum())
