"""The rest of a checkout: older names of its fields, and what fetching a parcel needs."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import graphene

from logistics.models.warehouse import Warehouse as WarehouseModel
from logistics.selectors.delivery import DeliveryOption
from logistics.selectors.warehouses import collection_points
from marketplace.graphql.checkout.rows import CheckoutRow, LineRow
from marketplace.graphql.kit.batching import batched
from marketplace.graphql.kit.errors import PermissionDenied
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.scalars import DateTime
from marketplace.graphql.orders.deliveries import DeliveryMethod, ShippingMethod, reached_by
from marketplace.graphql.shop.money import Money
from marketplace.graphql.warehouses.types import Warehouse
from marketplace.kernel.actor import Permission
from marketplace.kernel.money import Money as Amount


class CheckoutLineDetails:
    """Fields of CheckoutLine; its rows are `LineRow`s."""

    is_gift = graphene.Boolean(description="Whether it is given away; nothing is.")
    prior_unit_price = graphene.Field(Money, description="The price of one before it was lowered, if it was.")
    prior_total_price = graphene.Field(
        Money, description="The price of all before it was lowered, if it was."
    )
    price_override_reason = graphene.String(
        description="Why it costs something else than on the shelf; for who looks after checkouts."
    )

    @staticmethod
    def resolve_is_gift(_root: LineRow, _info: Info) -> bool:
        """Say no."""
        return False

    @staticmethod
    def resolve_prior_unit_price(root: LineRow, _info: Info) -> Amount | None:
        """Return the price that the customer saw, if it is lower now."""
        line = root.line
        return line.seen_price if line.unit_price < line.seen_price else None

    @staticmethod
    def resolve_prior_total_price(root: LineRow, _info: Info) -> Amount | None:
        """Return what all of them cost then."""
        line = root.line
        return line.seen_price * line.quantity if line.unit_price < line.seen_price else None

    @staticmethod
    def resolve_price_override_reason(root: LineRow, info: Info) -> str | None:
        """
        Return why, if a reason was given.

        :raises PermissionDenied: unless the actor looks after checkouts
        """
        permissions = (Permission.MANAGE_CHECKOUTS, Permission.HANDLE_CHECKOUTS)
        if not any(info.context.actor.may(each) for each in permissions):
            raise PermissionDenied.needing(each.name for each in permissions)
        return root.line.override_reason or None


class CheckoutDetails:
    """Fields of Checkout; its rows are `CheckoutRow`s."""

    last_change = graphene.Field(
        DateTime,
        required=True,
        description="When it was changed.",
        deprecation_reason="Use `updatedAt` instead.",
    )
    note = graphene.String(
        required=True,
        description="What the customer wrote.",
        deprecation_reason="Use `customerNote` instead.",
    )
    available_shipping_methods = graphene.List(
        graphene.NonNull(ShippingMethod),
        required=True,
        description="Ways in which the parcel can travel.",
        deprecation_reason="Use `shippingMethods` instead.",
    )
    available_collection_points = graphene.List(
        graphene.NonNull(Warehouse), required=True, description="Where customers may fetch parcels."
    )
    shipping_method = graphene.Field(
        ShippingMethod, description="How it travels.", deprecation_reason="Use `delivery` instead."
    )
    delivery_method = graphene.Field(
        DeliveryMethod, description="How it travels.", deprecation_reason="Use `delivery` instead."
    )
    tax_exemption = graphene.Boolean(required=True, description="Whether no tax is charged on it.")

    @staticmethod
    def resolve_last_change(root: CheckoutRow, _info: Info) -> datetime:
        """Return when it was changed."""
        return root.checkout.updated_at

    @staticmethod
    def resolve_note(root: CheckoutRow, _info: Info) -> str:
        """Return what the customer wrote."""
        return root.checkout.note

    @staticmethod
    def resolve_available_shipping_methods(root: CheckoutRow, _info: Info) -> list[DeliveryOption]:
        """Return how the parcel can travel."""
        return list(root.basket.options)

    @staticmethod
    @batched
    def resolve_available_collection_points(
        parents: Sequence[CheckoutRow], _info: Info
    ) -> list[list[WarehouseModel]]:
        """Return where parcels are fetched, once there is something to fetch: the same places for all."""
        places = collection_points()
        return [places if row.lines else [] for row in parents]

    @staticmethod
    def resolve_shipping_method(root: CheckoutRow, _info: Info) -> DeliveryOption | None:
        """Return what was chosen, if it is possible."""
        return root.basket.option

    @staticmethod
    @batched
    def resolve_delivery_method(parents: Sequence[CheckoutRow], info: Info) -> list[Any]:
        """Return what was chosen: a way, or the place where the parcel is fetched."""
        return reached_by([row.basket.option for row in parents], info)

    @staticmethod
    def resolve_tax_exemption(_root: CheckoutRow, _info: Info) -> bool:
        """Say no: an exemption is the product's, never the order's."""
        return False
