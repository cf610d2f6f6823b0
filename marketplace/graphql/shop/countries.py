"""Countries: parcels go to one of them; addresses name all that the contract knows."""

import graphene
from babel import Locale

from marketplace.graphql.contract import saleor_enum

CountryCode = saleor_enum("CountryCode", "Countries by their ISO 3166-1 alpha-2 code.")
HOME_COUNTRY = "MA"


class CountryDisplay(graphene.ObjectType):
    """A country and its name."""

    code = graphene.String(required=True, description="Country code.")
    country = graphene.String(required=True, description="Country name.")


def country_of(code: str, language: str = "en") -> dict[str, str]:
    """Return the row of CountryDisplay for a country, named in a language (in English where CLDR has no name)."""
    names = Locale.parse(language if language != "zgh" else "zgh").territories
    return {"code": code, "country": names.get(code) or Locale.parse("en").territories.get(code, code)}
