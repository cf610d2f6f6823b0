"""Places in Morocco: a region, a province, a commune."""

from typing import Any

import graphene

from marketplace.graphql.kit.info import Info
from marketplace.graphql.shop.languages import DEFAULT_LANGUAGE, LanguageCodeEnum, language_of
from marketplace.kernel.geography import provinces, regions


class Place(graphene.ObjectType):
    """A place in Morocco; rows have `region`, `province` (ISO 3166-2 codes) and `commune`."""

    region = graphene.String(required=True, description="ISO 3166-2 code of the region.")
    region_name = graphene.String(
        required=True,
        language_code=graphene.Argument(LanguageCodeEnum, description="A language; French without one."),
        description="Name of the region.",
    )
    province = graphene.String(required=True, description="ISO 3166-2 code of the province or prefecture.")
    province_name = graphene.String(
        required=True,
        language_code=graphene.Argument(LanguageCodeEnum, description="A language; French without one."),
        description="Name of the province or prefecture.",
    )
    commune = graphene.String(required=True, description="Name of the commune; may be empty.")

    @staticmethod
    def resolve_region_name(root: Any, _info: Info, language_code: Any = None) -> str:
        """Return the name of the region."""
        language = language_of(language_code) if language_code is not None else DEFAULT_LANGUAGE
        return regions()[root.region].name(language)

    @staticmethod
    def resolve_province_name(root: Any, _info: Info, language_code: Any = None) -> str:
        """Return the name of the province."""
        language = language_of(language_code) if language_code is not None else DEFAULT_LANGUAGE
        return provinces()[root.province].name(language)
