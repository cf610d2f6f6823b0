"""Who else sells what a product is: the offers of other cooperatives on the same article."""

from collections.abc import Sequence

import graphene

from catalog.selectors.product_rows import ProductRow
from marketplace.graphql.catalog import loads
from marketplace.graphql.catalog.rows import VariantRow
from marketplace.graphql.kit.batching import batched
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.late import late


class ProductOffers:
    """The offers of others; its rows are `ProductRow`s."""

    other_offers = graphene.List(
        graphene.NonNull(late("ProductVariant")),
        required=True,
        description=(
            "What other cooperatives offer of the same article in the channel, each in its turn: who was shown least"
            " of late comes first. Empty without a channel."
        ),
    )

    @staticmethod
    @batched
    def resolve_other_offers(parents: Sequence[ProductRow], info: Info) -> list[list[VariantRow]]:
        """Return the variants of the products of others; those of nobody cost no statement but one for all."""
        keys = [None if each.channel is None else (each.channel, each.id) for each in parents]
        twins = info.context.load(loads.twins_by_product, keys)
        wanted = [
            (each.channel, info.context.now, twin)
            for each, ids in zip(parents, twins, strict=True)
            if each.channel is not None
            for twin in ids or ()
        ]
        offers = dict(zip(wanted, info.context.load(loads.offers_by_product, wanted), strict=True))
        return [
            [
                VariantRow.of(offer, each.channel)
                for twin in ids or ()
                for offer in offers[each.channel, info.context.now, twin] or ()
            ]
            if each.channel is not None
            else []
            for each, ids in zip(parents, twins, strict=True)
        ]
