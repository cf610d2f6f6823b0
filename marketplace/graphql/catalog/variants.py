"""Variants: what is priced, counted and put into a basket."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import graphene
from django.utils.text import slugify

from catalog.selectors.gallery import Picture
from catalog.selectors.offers import Offer
from catalog.selectors.product_rows import ProductRow
from marketplace.channels.models import Channel
from marketplace.channels.selectors import default_channel
from marketplace.graphql.catalog import loads
from marketplace.graphql.catalog.attributes import SIZE, selected
from marketplace.graphql.catalog.pricing import VariantPricing
from marketplace.graphql.catalog.translations import Translation
from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.kit.batching import batched
from marketplace.graphql.kit.info import Info
from marketplace.graphql.shop.languages import DEFAULT_LANGUAGE, language_of
from marketplace.kernel.texts import text_in
from orders.models.checkout import MAX_QUANTITY

WeightUnitsEnum = saleor_enum("WeightUnitsEnum", "Units of weight.")


@dataclass(slots=True)
class VariantRow:
    """A variant as it stands in a channel now."""

    id: int
    offer: Offer
    channel: Channel

    @classmethod
    def of(cls, offer: Offer, channel: Channel) -> "VariantRow":
        """Return the row of an offer."""
        return cls(offer.variant_id, offer, channel)

    @property
    def sku(self) -> str:
        """The number that its maker gave it."""
        return self.offer.sku

    def name_in(self, language: str) -> str:
        """Its own name, or how much is in it: "500 g"."""
        return (
            text_in(self.offer.names, language)
            or f"{self.offer.net_quantity.normalize():f} {self.offer.unit}"
        )


class Weight(graphene.ObjectType):
    """Represents weight value in a specific weight unit."""

    unit = graphene.Field(WeightUnitsEnum, required=True, description="Weight unit.")
    value = graphene.Float(required=True, description="Weight value.")


class VariantResolvers:
    """How the fields of ProductVariant are answered; its rows are `VariantRow`s."""

    @staticmethod
    @batched
    def resolve_name(parents: Sequence[VariantRow], _info: Info) -> list[str]:
        """Return the names in the shop's first language."""
        return [each.name_in(DEFAULT_LANGUAGE) for each in parents]

    @staticmethod
    @batched
    def resolve_product(parents: Sequence[VariantRow], info: Info) -> list[ProductRow | None]:
        """Return the products."""
        return info.context.load(loads.products, [(each.channel, each.offer.product_id) for each in parents])

    @staticmethod
    def resolve_channel(root: VariantRow, _info: Info) -> str:
        """Return the channel's slug."""
        return root.channel.slug

    @staticmethod
    def resolve_track_inventory(_root: VariantRow, _info: Info) -> bool:
        """Say yes: nothing is sold that no lot stands for."""
        return True

    @staticmethod
    def resolve_quantity_limit_per_customer(_root: VariantRow, _info: Info) -> int:
        """Return the limit of a basket's line."""
        return MAX_QUANTITY

    @staticmethod
    def resolve_weight(root: VariantRow, _info: Info) -> dict[str, Any]:
        """Return the gross weight."""
        return {"unit": "G", "value": float(root.offer.weight_g)}

    @staticmethod
    def resolve_pricing(root: VariantRow, _info: Info, **_address: object) -> VariantPricing | None:
        """Return the price."""
        return VariantPricing(root.offer) if root.offer.price is not None else None

    @staticmethod
    def resolve_attributes(
        root: VariantRow, _info: Info, variant_selection: Any = None
    ) -> list[dict[str, Any]]:
        """Return the size: what tells the variants of a product apart, and what customers choose by."""
        if getattr(variant_selection, "value", variant_selection) == "NOT_VARIANT_SELECTION":
            return []
        name = root.name_in(DEFAULT_LANGUAGE)
        return [selected(SIZE, key=str(root.id), slug=slugify(name) or str(root.id), names=_size_names(root))]

    @staticmethod
    @batched
    def resolve_media(parents: Sequence[VariantRow], info: Info) -> list[list[Picture]]:
        """Return the pictures of the products."""
        found = info.context.load(loads.galleries, [each.offer.product_id for each in parents])
        return [each or [] for each in found]

    @staticmethod
    def resolve_translation(root: VariantRow, _info: Info, language_code: Any) -> Translation | None:
        """Return the name in just this language."""
        language = language_of(language_code)
        name = root.offer.names.get(language)
        return Translation(root.id, name, None, None, language) if name else None

    @staticmethod
    @batched
    def resolve_quantity_available(parents: Sequence[VariantRow], info: Info, **_where: object) -> list[int]:
        """Return what is left to sell; nothing of what cannot be bought."""
        left = info.context.load(loads.stock, [each.id for each in parents])
        return [
            min(max(count or 0, 0), MAX_QUANTITY) if each.offer.is_buyable else 0
            for each, count in zip(parents, left, strict=True)
        ]


def variants_anywhere(info: Info, ids: Sequence[int]) -> list[VariantRow | None]:
    """Return variants as they stand in the default channel: for lists that belong to no channel."""
    channel = default_channel()
    found = info.context.load(loads.offers_by_variant, [(channel, info.context.now, each) for each in ids])
    return [VariantRow.of(offer, channel) if offer is not None else None for offer in found]


def _size_names(row: VariantRow) -> dict[str, str]:
    names = {language: text for language, text in row.offer.names.items() if text}
    return names or {DEFAULT_LANGUAGE: row.name_in(DEFAULT_LANGUAGE)}
