"""The shop itself."""

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

import graphene
from django.conf import settings

from catalog.selectors.metadata import Kept
from logistics.selectors.zones import countries_of_zones
from marketplace.channels.selectors import channels_listed, shop_settings
from marketplace.graphql.guards import is_staff
from marketplace.graphql.kit.errors import PermissionDenied
from marketplace.graphql.kit.ids import global_id
from marketplace.graphql.kit.info import Info
from marketplace.graphql.shop.channels import ChannelQueries
from marketplace.graphql.shop.countries import HOME_COUNTRY, CountryCode, CountryDisplay, country_of
from marketplace.graphql.shop.kept import kept_with
from marketplace.graphql.shop.languages import LanguageCodeEnum, LanguageDisplay, all_languages, language_of
from marketplace.graphql.shop.metadata import ObjectWithMetadata
from marketplace.graphql.shop.shop_settings import ShopRow, ShopSettingsFields
from marketplace.graphql.shop.standing import ShopStanding
from marketplace.kernel.actor import Permission

PYPROJECT = Path(__file__).resolve().parents[3] / "pyproject.toml"
# Whose contract this API keeps: its clients compare it with the versions that they know.
CONTRACT_VERSION = "3.23.28"
NAME = "Marketplace of Morocco's cooperatives"


@lru_cache(maxsize=1)
def product_version() -> str:
    """Return the product's own version, as pyproject.toml states it."""
    stated: str = tomllib.loads(PYPROJECT.read_text())["project"]["version"]
    return stated


class CountryFilterInput(graphene.InputObjectType):
    """Which countries to keep."""

    attached_to_shipping_zones = graphene.Boolean(
        description="Only those that a shipping zone names, or only the others."
    )


class Domain(graphene.ObjectType):
    """Represents API domain."""

    host = graphene.String(required=True, description="The host name of the domain.")
    ssl_enabled = graphene.Boolean(required=True, description="Whether connections are encrypted.")
    url = graphene.String(required=True, description="Shop's absolute URL.")


def kept_with_shop(keys: list[int]) -> dict[int, Kept]:
    """Load the metadata of the shop."""
    row = shop_settings()
    return {key: Kept(row.metadata, row.private_metadata) for key in keys}


class Shop(
    kept_with(kept_with_shop, lambda row: row.pk, Permission.MANAGE_SETTINGS),  # type: ignore[misc]
    ShopSettingsFields,
    ShopStanding,
    graphene.ObjectType,
):
    """Represents a shop resource containing general shop data and configuration."""

    class Meta:
        interfaces = (ObjectWithMetadata,)

    id = graphene.ID(required=True, description="ID of the shop: there is one.")
    name = graphene.String(required=True, description="Shop's name.")
    version = graphene.String(
        required=True, description="The version of Saleor whose contract is kept (staff only)."
    )
    schema_version = graphene.String(
        required=True, description="Minor version of Saleor whose contract is kept."
    )
    product_version = graphene.String(required=True, description="Version of the marketplace (staff only).")
    domain = graphene.Field(Domain, required=True, description="Shop's domain data.")
    countries = graphene.List(
        graphene.NonNull(CountryDisplay),
        required=True,
        language_code=graphene.Argument(LanguageCodeEnum, description="In which language to name them."),
        filter=graphene.Argument(
            CountryFilterInput, description="Which countries; without it, those to which parcels go."
        ),
        description="List of countries to which parcels go.",
    )
    default_country = graphene.Field(CountryDisplay, description="Shop's default country.")
    languages = graphene.List(
        graphene.NonNull(LanguageDisplay), required=True, description="List of the shop's languages."
    )
    channel_currencies = graphene.List(
        graphene.NonNull(graphene.String),
        required=True,
        description="List of all currencies supported by shop's channels (staff only).",
    )

    @staticmethod
    def resolve_name(root: ShopRow, _info: Info) -> str:
        """Return the name that the back office gave it, or ours."""
        return root.values.get("name") or NAME

    @staticmethod
    def resolve_id(_root: object, _info: Info) -> str:
        """Return the one ID."""
        return global_id("Shop", 1)

    @staticmethod
    def resolve_version(_root: object, info: Info) -> str:
        """Return the contract's version, which is nobody's business but the staff's."""
        _for_staff(info)
        return CONTRACT_VERSION

    @staticmethod
    def resolve_schema_version(_root: object, _info: Info) -> str:
        """Return the contract's minor version."""
        return CONTRACT_VERSION.rpartition(".")[0]

    @staticmethod
    def resolve_product_version(_root: object, info: Info) -> str:
        """Return our version, for staff."""
        _for_staff(info)
        return product_version()

    @staticmethod
    def resolve_domain(_root: object, _info: Info) -> dict[str, Any]:
        """Return where the shop is."""
        scheme, _colon, rest = settings.PUBLIC_URL.partition("://")
        return {
            "host": rest.partition("/")[0],
            "ssl_enabled": scheme == "https",
            "url": f"{settings.PUBLIC_URL}/",
        }

    @staticmethod
    def resolve_countries(
        _root: object, _info: Info, language_code: Any = None, filter: dict[str, Any] | None = None
    ) -> list[dict[str, str]]:
        """Return where parcels go, or as the zones of the back office divide the world."""
        language = language_of(language_code) if language_code is not None else "en"
        attached = (filter or {}).get("attached_to_shipping_zones")
        if attached is None:
            return [country_of(HOME_COUNTRY, language)]
        zoned = countries_of_zones()
        codes = [each.name for each in CountryCode._meta.enum if (each.name in zoned) is attached]
        return [country_of(code, language) for code in codes]

    @staticmethod
    def resolve_default_country(_root: object, _info: Info) -> dict[str, str]:
        """Return the home country."""
        return country_of(HOME_COUNTRY)

    @staticmethod
    def resolve_languages(_root: object, _info: Info) -> list[dict[str, str]]:
        """Return what the shop is written in."""
        return all_languages()

    @staticmethod
    def resolve_channel_currencies(_root: object, info: Info) -> list[str]:
        """Return the currencies, for staff."""
        _for_staff(info)
        return sorted({channel.currency for channel in channels_listed()})


def _for_staff(info: Info) -> None:
    if not is_staff(info.context.actor):
        raise PermissionDenied.needing(("AUTHENTICATED_STAFF_USER", "AUTHENTICATED_APP"))


class ShopQueries(ChannelQueries):
    """What can be asked of the shop."""

    shop = graphene.Field(Shop, required=True, description="Return information about the shop.")

    @staticmethod
    def resolve_shop(_root: object, _info: Info) -> ShopRow:
        """Return the shop's own data."""
        return ShopRow()
