"""Variants: what is priced, counted and put into a basket."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

import graphene
from django.utils import timezone

from catalog.models.product import Variant
from catalog.selectors.assigned import Assigned
from catalog.selectors.gallery import Picture, pictures_of_variants
from catalog.selectors.product_rows import ProductRow
from marketplace.channels.selectors import channel_for_lists
from marketplace.graphql.catalog import loads
from marketplace.graphql.catalog.assigned import with_attributes
from marketplace.graphql.catalog.attributes import shown
from marketplace.graphql.catalog.pricing import VariantPricing
from marketplace.graphql.catalog.rows import VariantRow
from marketplace.graphql.catalog.translations import Translation, name_translation
from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.kit.batching import batched
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.late import declared
from marketplace.graphql.kit.scalars import Date, DateTime
from marketplace.graphql.shop.kept import kept_with
from marketplace.graphql.shop.languages import DEFAULT_LANGUAGE, language_of
from orders.models.checkout import MAX_QUANTITY

# Whether a scope keeps what customers choose by; a scope that is not here keeps everything
_SCOPES = {"VARIANT_SELECTION": True, "NOT_VARIANT_SELECTION": False}

WeightUnitsEnum = saleor_enum("WeightUnitsEnum", "Units of weight.")


@declared
class PreorderData(graphene.ObjectType):
    """A variant that is sold before it is harvested."""

    global_threshold = graphene.Int(description="The most that may be ordered before.")
    global_sold_units = graphene.Int(required=True, description="How many are ordered.")
    end_date = DateTime(description="The end of the last day to order.")
    arrives_on = Date(required=True, description="When the harvest is expected.")


@declared
class Weight(graphene.ObjectType):
    """Represents weight value in a specific weight unit."""

    unit = graphene.Field(WeightUnitsEnum, required=True, description="Weight unit.")
    value = graphene.Float(required=True, description="Weight value.")


def _assigned(parents: Sequence[VariantRow], info: Info) -> list[list[Assigned] | None]:
    return info.context.load(loads.variant_attributes, [each.id for each in parents])


class VariantResolvers(
    kept_with(loads.kept_with_variants, lambda row: row.id, *Variant.metadata_permissions),  # type: ignore[misc]
    with_attributes(_assigned),  # type: ignore[misc]
):
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
        keys: list[loads.Place] = [(each.channel, each.offer.product_id) for each in parents]
        return info.context.load(loads.products, keys)

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
    @batched
    def resolve_attributes(
        parents: Sequence[VariantRow], info: Info, variant_selection: Any = None
    ) -> list[list[Assigned]]:
        """Return their attributes: all, those that customers choose by, or the others."""
        scope = getattr(variant_selection, "value", variant_selection)
        return [
            [
                each
                for each in shown(rows, info)
                if scope not in _SCOPES or each.is_selection is _SCOPES[scope]
            ]
            for rows in _assigned(parents, info)
        ]

    @staticmethod
    @batched
    def resolve_media(parents: Sequence[VariantRow], info: Info) -> list[list[Picture]]:
        """Return the pictures that show them."""
        found = info.context.load(pictures_of_variants, [each.id for each in parents])
        return [each or [] for each in found]

    @staticmethod
    def resolve_translation(root: VariantRow, _info: Info, language_code: Any) -> Translation | None:
        """Return the name in just this language."""
        return name_translation(root.id, root.offer.names, language_of(language_code))

    @staticmethod
    def resolve_preorder(root: VariantRow, _info: Info) -> dict[str, Any] | None:
        """Return how it is sold before the harvest; null while it is sold from the stock."""
        terms = root.offer.preorder
        if terms is None:
            return None
        end = datetime.combine(terms.until_date + timedelta(days=1), time.min)
        return {
            "global_threshold": terms.most,
            "global_sold_units": terms.taken,
            "end_date": timezone.make_aware(end),
            "arrives_on": terms.arrives_date,
        }

    @staticmethod
    @batched
    def resolve_quantity_available(parents: Sequence[VariantRow], info: Info, **_where: object) -> list[int]:
        """Return what is left to sell; nothing of what cannot be bought."""
        left = info.context.load(loads.stock, [each.id for each in parents])
        return [
            min(max(each.offer.left(count or 0), 0), MAX_QUANTITY) if each.offer.is_buyable else 0
            for each, count in zip(parents, left, strict=True)
        ]


def variants_anywhere(info: Info, ids: Sequence[int]) -> list[VariantRow | None]:
    """Return variants as they stand in the default channel: for lists that belong to no channel."""
    channel = channel_for_lists()
    found = info.context.load(loads.offers_by_variant, [(channel, info.context.now, each) for each in ids])
    return [VariantRow.of(offer, channel) if offer is not None else None for offer in found]
