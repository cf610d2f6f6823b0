"""The tax classes of what was sold; delivery is sold as one price and has none."""

from collections.abc import Sequence

import graphene

from catalog.models.tax import TaxClass as TaxClassModel
from catalog.selectors.tax_classes import tax_classes_by_code
from marketplace.graphql.guards import require_staff
from marketplace.graphql.kit.batching import batched
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.late import late
from marketplace.graphql.orders.rows import LineRow, OrderRow
from marketplace.graphql.shop.languages import DEFAULT_LANGUAGE
from marketplace.graphql.shop.metadata import MetadataItem, items_of

Items = list[dict[str, str]]


def _items(description: str) -> graphene.List:
    return graphene.List(graphene.NonNull(MetadataItem), required=True, description=description)


def _classes(lines: Sequence[LineRow], info: Info) -> list[TaxClassModel | None]:
    """Return the class whose code each line bears since it was sold: one statement for all."""
    return info.context.load(tax_classes_by_code, [each.line.tax_code for each in lines])


class LineTaxation:
    """As what a line was taxed; its rows are `LineRow`s."""

    tax_class = graphene.Field(late("TaxClass"), description="As what it was taxed; for the staff and apps.")
    tax_class_name = graphene.String(description="The name of the class as which it was taxed.")
    tax_class_metadata = _items("Public metadata of that class.")
    tax_class_private_metadata = _items("Private metadata of that class; for the staff and apps.")

    @staticmethod
    @batched
    def resolve_tax_class(parents: Sequence[LineRow], info: Info) -> list[TaxClassModel | None]:
        """Return the classes."""
        require_staff(info)
        return _classes(parents, info)

    @staticmethod
    @batched
    def resolve_tax_class_name(parents: Sequence[LineRow], info: Info) -> list[str]:
        """Return their names; a class that is gone leaves its code."""
        return [
            found.name(DEFAULT_LANGUAGE) if found is not None else line.line.tax_code
            for line, found in zip(parents, _classes(parents, info), strict=True)
        ]

    @staticmethod
    @batched
    def resolve_tax_class_metadata(parents: Sequence[LineRow], info: Info) -> list[Items]:
        """Return what everybody may read of them."""
        return [items_of(found.metadata if found is not None else {}) for found in _classes(parents, info)]

    @staticmethod
    @batched
    def resolve_tax_class_private_metadata(parents: Sequence[LineRow], info: Info) -> list[Items]:
        """Return what is kept for the staff."""
        require_staff(info)
        return [
            items_of(found.private_metadata if found is not None else {}) for found in _classes(parents, info)
        ]


class DeliveryTaxation:
    """As what the delivery of an order was taxed: as nothing by itself. Its rows are `OrderRow`s."""

    shipping_tax_class = graphene.Field(
        late("TaxClass"), description="None: delivery is sold as one price, without a class of its own."
    )
    shipping_tax_class_name = graphene.String(description="None, as there is no class.")
    shipping_tax_class_metadata = _items("Empty, as there is no class.")
    shipping_tax_class_private_metadata = _items("Empty, as there is no class; for the staff and apps.")

    @staticmethod
    def resolve_shipping_tax_class(_root: OrderRow, info: Info) -> None:
        """Return nothing, to the staff."""
        require_staff(info)

    @staticmethod
    def resolve_shipping_tax_class_name(_root: OrderRow, _info: Info) -> None:
        """Return nothing."""

    @staticmethod
    def resolve_shipping_tax_class_metadata(_root: OrderRow, _info: Info) -> Items:
        """Return nothing."""
        return []

    @staticmethod
    def resolve_shipping_tax_class_private_metadata(_root: OrderRow, info: Info) -> Items:
        """Return nothing, to the staff."""
        require_staff(info)
        return []
