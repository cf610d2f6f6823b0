"""What an address must hold, for clients that build a form from it."""

from typing import Any

import graphene

from marketplace.graphql.kit.errors import ApiError
from marketplace.graphql.shop.countries import HOME_COUNTRY

# Morocco, as Google's address data describe it (the source of the contract's own rules): five digits, the city in
# capitals, no list of areas. Our own form asks for more; what is missing is worked out (decision 62).
_MOROCCO = {
    "country_code": "MA",
    "country_name": "MOROCCO",
    "address_format": "%N%n%O%n%A%n%Z %C",
    "address_latin_format": "%N%n%O%n%A%n%Z %C",
    "allowed_fields": ["city", "streetAddress1", "streetAddress2", "companyName", "name", "postalCode"],
    "required_fields": ["streetAddress1", "city"],
    "upper_fields": ["city"],
    "country_area_type": "province",
    "country_area_choices": [],
    "city_type": "city",
    "city_choices": [],
    "city_area_type": "suburb",
    "city_area_choices": [],
    "postal_code_type": "postal",
    "postal_code_matchers": [r"^\d{5}$"],
    "postal_code_examples": ["53000", "10000", "20050", "16052"],
    "postal_code_prefix": "",
}


class ChoiceValue(graphene.ObjectType):
    """A value that can be chosen, and how it is shown."""

    raw = graphene.String(description="The raw name of the choice.")
    verbose = graphene.String(description="The verbose name of the choice.")


def _texts(description: str) -> Any:
    return graphene.List(graphene.NonNull(graphene.String), required=True, description=description)


def _choices(description: str) -> Any:
    return graphene.List(graphene.NonNull(ChoiceValue), required=True, description=description)


def _text(description: str) -> Any:
    return graphene.String(required=True, description=description)


class AddressValidationData(graphene.ObjectType):
    """Represents address validation rules for a country."""

    country_code = _text("The country code of the address validation rule.")
    country_name = _text("The country name of the address validation rule.")
    address_format = _text("The address format of the address validation rule.")
    address_latin_format = _text("The latin address format of the address validation rule.")
    allowed_fields = _texts("The allowed fields to use in address.")
    required_fields = _texts("The required fields to create a valid address.")
    upper_fields = _texts("The list of fields that should be in upper case.")
    country_area_type = _text("The formal name of the county area of the address validation rule.")
    country_area_choices = _choices("The available choices for the country area.")
    city_type = _text("The formal name of the city of the address validation rule.")
    city_choices = _choices("The available choices for the city.")
    city_area_type = _text("The formal name of the city area of the address validation rule.")
    city_area_choices = _choices("The available choices for the city area.")
    postal_code_type = _text("The formal name of the postal code of the address validation rule.")
    postal_code_matchers = _texts("The regular expression for postal code validation.")
    postal_code_examples = _texts("The example postal code of the address validation rule.")
    postal_code_prefix = _text("The postal code prefix of the address validation rule.")


def rules_of(country: Any) -> dict[str, Any]:
    """
    Return the rules of a country.

    :raises ApiError: for another country than ours: nothing is sent there
    """
    code = getattr(country, "value", country)
    if code != HOME_COUNTRY:
        raise ApiError("Parcels go to addresses in Morocco only.")
    return _MOROCCO
