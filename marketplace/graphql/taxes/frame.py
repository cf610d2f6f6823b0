"""What the mutations of taxes have in common."""

import graphene

from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.kit.ids import key_of
from marketplace.graphql.kit.mutation import error_type
from marketplace.kernel.errors import InvalidInput, NotFound


def _countries() -> graphene.List:
    return graphene.List(
        graphene.NonNull(graphene.String),
        required=True,
        default_value=(),
        description="Countries that caused the error.",
    )


_CLASS, _CHANNEL, _COUNTRY = (
    f"Why nothing was done with {thing}."
    for thing in ("a tax class", "a channel's taxes", "a country's rates")
)
TaxClassCreateError = error_type(
    "TaxClassCreateError",
    saleor_enum("TaxClassCreateErrorCode", _CLASS),
    description=_CLASS,
    country_codes=_countries(),
)
TaxClassUpdateError = error_type(
    "TaxClassUpdateError",
    saleor_enum("TaxClassUpdateErrorCode", _CLASS),
    description=_CLASS,
    country_codes=_countries(),
)
TaxClassDeleteError = error_type(
    "TaxClassDeleteError", saleor_enum("TaxClassDeleteErrorCode", _CLASS), description=_CLASS
)
TaxConfigurationUpdateError = error_type(
    "TaxConfigurationUpdateError",
    saleor_enum("TaxConfigurationUpdateErrorCode", _CHANNEL),
    description=_CHANNEL,
    country_codes=_countries(),
)
TaxCountryConfigurationUpdateError = error_type(
    "TaxCountryConfigurationUpdateError",
    saleor_enum("TaxCountryConfigurationUpdateErrorCode", _COUNTRY),
    description=_COUNTRY,
    tax_class_ids=graphene.List(
        graphene.NonNull(graphene.String),
        required=True,
        default_value=(),
        description="Tax classes that caused the error.",
    ),
)
TaxCountryConfigurationDeleteError = error_type(
    "TaxCountryConfigurationDeleteError",
    saleor_enum("TaxCountryConfigurationDeleteErrorCode", _COUNTRY),
    description=_COUNTRY,
)


class SecondDefault(InvalidInput):
    """The rate of what has no class was given twice for a country."""

    code = "ONLY_ONE_DEFAULT_COUNTRY_RATE_ALLOWED"


def tax_class_key(id_: str, *, field: str = "id") -> int:
    """
    Return the key of the tax class that a client means.

    :raises ApiError: if what was given is no ID
    :raises NotFound: if it can name no tax class
    """
    key = key_of(id_, "TaxClass")
    if key is None:
        raise NotFound(f"Couldn't resolve to a node: {id_}", field=field)
    return key
