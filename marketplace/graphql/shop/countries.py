"""Countries: parcels go to one of them; addresses name all that the contract knows."""

import graphene

from marketplace.graphql.contract import saleor_enum
from marketplace.kernel.places import HOME, country_name

CountryCode = saleor_enum("CountryCode", "Countries by their ISO 3166-1 alpha-2 code.")
HOME_COUNTRY = HOME


class CountryDisplay(graphene.ObjectType):
    """A country and its name."""

    code = graphene.String(required=True, description="Country code.")
    country = graphene.String(required=True, description="Country name.")


def country_of(code: str, language: str = "en") -> dict[str, str]:
    """Return the row of CountryDisplay for a country, named in a language (in English where CLDR has no name)."""
    return {"code": code, "country": country_name(code, language)}
