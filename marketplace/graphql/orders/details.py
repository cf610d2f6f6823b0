"""The rest of an order: what the staff's screens show beside what a customer sees."""

import uuid
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import graphene

from logistics.models.delivery import DeliveryMethod as MethodModel
from logistics.models.warehouse import Warehouse as WarehouseModel
from logistics.selectors.delivery import DeliveryOption, rate_tables
from logistics.selectors.warehouses import collection_points
from logistics.states import DeliveryKind
from marketplace.graphql.catalog.variants import Weight
from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.kit.batching import batched
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.scalars import DateTime
from marketplace.graphql.orders.deliveries import DeliveryMethod, ShippingMethod, reached_by
from marketplace.graphql.orders.events import EventRow, OrderEvent, events_of
from marketplace.graphql.orders.frame import OrderError
from marketplace.graphql.orders.rows import OrderRow, standings, subtotal_of, views
from marketplace.graphql.shop.languages import DEFAULT_LANGUAGE, code_of
from marketplace.graphql.shop.money import Money, Taxed, TaxedMoney
from marketplace.graphql.warehouses.types import Warehouse
from marketplace.kernel.money import Money as Amount
from marketplace.kernel.texts import text_in
from orders.models.order import Order
from orders.models.payment import Payment
from orders.selectors.orders import OrderView
from orders.states import PaymentState

OrderAction = saleor_enum("OrderAction", "What can be done about the payment of an order.")


def actions_of(view: OrderView) -> list[str]:
    """Return what can be done about a payment: whatever the services behind it would not refuse."""
    payment = view.payment
    if view.is_draft:
        return []
    actions = []
    if payment.state == PaymentState.AUTHORISED:
        actions += ["CAPTURE", "VOID"]
    open_page = payment.session_reference and payment.state != PaymentState.FAILED
    if payment.state in (PaymentState.PENDING, PaymentState.FAILED, PaymentState.PLEDGED) and not open_page:
        actions.append("MARK_AS_PAID")
    if payment.captured_minor > payment.refunded_minor:
        actions.append("REFUND")
    return actions


def problems_of(view: OrderView) -> list[dict[str, Any]]:
    """Return what keeps a draft from being placed, all of it; a placed order has no errors."""
    if not view.is_draft:
        return []
    missing = (
        (not view.lines, "lines", "REQUIRED", "Could not create order without any products."),
        (
            not view.row.address,
            "order",
            "ORDER_NO_SHIPPING_ADDRESS",
            "Can't finalize draft with no shipping address.",
        ),
        (
            view.row.delivery_method_id is None,
            "shipping",
            "SHIPPING_METHOD_REQUIRED",
            "Shipping method is required.",
        ),
    )
    return [
        {"field": field, "code": code, "message": message} for is_so, field, code, message in missing if is_so
    ]


def _zero(row: OrderRow) -> Amount:
    return Amount.zero(row.order.currency)


class OrderDetails:
    """Fields of Order; its rows are `OrderRow`s."""

    updated_at = graphene.Field(DateTime, required=True, description="When the order was last changed.")
    tracking_client_id = graphene.String(required=True, description="Empty: we follow nobody.")
    collection_point_name = graphene.String(
        description="Where the customer fetches it, as it was called then."
    )
    actions = graphene.List(
        graphene.NonNull(OrderAction), required=True, description="What can be done about the payment."
    )
    available_shipping_methods = graphene.List(
        graphene.NonNull(ShippingMethod),
        description="Ways in which the parcel can travel.",
        deprecation_reason="Use `shippingMethods` instead.",
    )
    shipping_methods = graphene.List(
        graphene.NonNull(ShippingMethod), required=True, description="Ways in which the parcel can travel."
    )
    shipping_method = graphene.Field(
        ShippingMethod,
        description="How the parcel travels; null if the customer fetches it.",
        deprecation_reason="Use `deliveryMethod` instead.",
    )
    delivery_method = graphene.Field(DeliveryMethod, description="How the order reaches its customer.")
    available_collection_points = graphene.List(
        graphene.NonNull(Warehouse), required=True, description="Where customers may fetch parcels."
    )
    original = graphene.ID(description="The order in whose place it was sent; null for all others.")
    tax_exemption = graphene.Boolean(required=True, description="Whether no tax is charged on it.")
    undiscounted_shipping_price = graphene.Field(
        Money, required=True, description="What delivery costs before discounts."
    )
    shipping_tax_rate = graphene.Float(required=True, description="The tax in the price of delivery.")
    token = graphene.String(required=True, description="The order's key.")
    weight = graphene.Field(Weight, required=True, description="What its goods weigh.")
    redirect_url = graphene.String(description="Where the customer reads about it; null for our own page.")
    can_finalize = graphene.Boolean(required=True, description="Whether a draft lacks nothing.")
    total_canceled = graphene.Field(Money, required=True, description="What was promised and given up.")
    total_authorize_pending = graphene.Field(
        Money, required=True, description="What is about to be promised."
    )
    total_charge_pending = graphene.Field(Money, required=True, description="What is on its way.")
    total_cancel_pending = graphene.Field(Money, required=True, description="What is about to be given up.")
    events = graphene.List(
        graphene.NonNull(OrderEvent), required=True, description="Its history, oldest first; for staff."
    )
    language_code = graphene.String(
        required=True,
        description="The language of its messages.",
        deprecation_reason="Use `languageCodeEnum` instead.",
    )
    errors = graphene.List(
        graphene.NonNull(OrderError), required=True, description="What keeps a draft from being placed."
    )
    external_reference = graphene.String(description="What another system calls it.")

    @staticmethod
    def resolve_updated_at(root: OrderRow, _info: Info) -> Any:
        """Return when it was changed."""
        return root.order.updated_at

    @staticmethod
    def resolve_tracking_client_id(_root: OrderRow, _info: Info) -> str:
        """Return nothing: we follow nobody."""
        return ""

    @staticmethod
    @batched
    def resolve_collection_point_name(parents: Sequence[OrderRow], info: Info) -> list[str | None]:
        """Return the names of pickup points."""
        found = info.context.load(_methods, [row.order.delivery_method_id for row in parents])
        return [
            text_in(row.order.delivery_names, DEFAULT_LANGUAGE)
            if method is not None and method.kind == DeliveryKind.PICKUP
            else None
            for row, method in zip(parents, found, strict=True)
        ]

    @staticmethod
    @batched
    def resolve_actions(parents: Sequence[OrderRow], info: Info) -> list[list[str]]:
        """Return what can be done about the payments."""
        return [actions_of(view) for view in views(parents, info)]

    @staticmethod
    @batched
    def resolve_shipping_methods(parents: Sequence[OrderRow], info: Info) -> list[list[DeliveryOption]]:
        """Return how parcels of this weight could travel there today."""
        return options_of(parents, views(parents, info))

    resolve_available_shipping_methods = resolve_shipping_methods

    @staticmethod
    @batched
    def resolve_shipping_method(parents: Sequence[OrderRow], info: Info) -> list[DeliveryOption | None]:
        """Return how the parcels travel, at the price that was agreed to."""
        found = info.context.load(_methods, [row.order.delivery_method_id for row in parents])
        return [agreed_option(row.order, method) for row, method in zip(parents, found, strict=True)]

    @staticmethod
    @batched
    def resolve_delivery_method(parents: Sequence[OrderRow], info: Info) -> list[Any]:
        """Return how the parcels travel, or where they are fetched."""
        found = info.context.load(_methods, [row.order.delivery_method_id for row in parents])
        ways = [agreed_option(row.order, method) for row, method in zip(parents, found, strict=True)]
        return reached_by(ways, info)

    @staticmethod
    @batched
    def resolve_available_collection_points(
        parents: Sequence[OrderRow], _info: Info
    ) -> list[list[WarehouseModel]]:
        """Return where parcels are fetched: the same places for all."""
        places = collection_points()
        return [places for _row in parents]

    @staticmethod
    def resolve_original(_root: OrderRow, _info: Info) -> None:
        """Return nothing: what is sent again goes out under the first order."""

    @staticmethod
    def resolve_tax_exemption(_root: OrderRow, _info: Info) -> bool:
        """Say no: an exemption is the product's, never the order's."""
        return False

    @staticmethod
    def resolve_undiscounted_shipping_price(root: OrderRow, _info: Info) -> Amount:
        """Return what delivery costs before anything made it cheaper."""
        return root.order.delivery_full + root.order.cash_fee

    @staticmethod
    def resolve_shipping_tax_rate(_root: OrderRow, _info: Info) -> Decimal:
        """Return none: delivery is sold as one price."""
        return Decimal(0)

    @staticmethod
    def resolve_token(root: OrderRow, _info: Info) -> str:
        """Return the key."""
        return str(root.id)

    @staticmethod
    @batched
    def resolve_weight(parents: Sequence[OrderRow], info: Info) -> list[dict[str, Any]]:
        """Return what the goods weigh."""
        return [
            {"unit": "G", "value": Decimal(sum(line.weight_g * line.quantity for line in view.lines))}
            for view in views(parents, info)
        ]

    @staticmethod
    def resolve_redirect_url(_root: OrderRow, _info: Info) -> None:
        """Return nothing: the customer's link leads to our own page."""

    @staticmethod
    @batched
    def resolve_can_finalize(parents: Sequence[OrderRow], info: Info) -> list[bool]:
        """Say which lack nothing."""
        return [not problems_of(view) for view in views(parents, info)]

    @staticmethod
    @batched
    def resolve_errors(parents: Sequence[OrderRow], info: Info) -> list[list[dict[str, Any]]]:
        """Return what drafts lack."""
        return [problems_of(view) for view in views(parents, info)]

    @staticmethod
    @batched
    def resolve_total_canceled(parents: Sequence[OrderRow], info: Info) -> list[Amount]:
        """Return what was promised and given up."""
        return [_given_up(view.payment) for view in views(parents, info)]

    @staticmethod
    @batched
    def resolve_total_charge_pending(parents: Sequence[OrderRow], info: Info) -> list[Amount]:
        """Return what is on its way."""
        return [_on_its_way(view) for view in views(parents, info)]

    @staticmethod
    def resolve_total_authorize_pending(root: OrderRow, _info: Info) -> Amount:
        """Return nothing: a promise is made at once."""
        return _zero(root)

    @staticmethod
    def resolve_total_cancel_pending(root: OrderRow, _info: Info) -> Amount:
        """Return nothing: what is given up is given up at once."""
        return _zero(root)

    @staticmethod
    @batched
    def resolve_events(parents: Sequence[OrderRow], info: Info) -> list[list[EventRow] | Exception]:
        """Return the histories, to the staff."""
        return events_of(parents, info)

    @staticmethod
    def resolve_language_code(root: OrderRow, _info: Info) -> str:
        """Return the language of its messages."""
        return code_of(root.order.language).lower()

    @staticmethod
    def resolve_external_reference(root: OrderRow, _info: Info) -> str | None:
        """Return what another system calls it."""
        return root.order.external_reference


class OrderTotals:
    """Totals before discounts; what is sold for less says so line by line."""

    undiscounted_total = graphene.Field(TaxedMoney, required=True, description="Total before discounts.")

    @staticmethod
    @batched
    def resolve_undiscounted_total(parents: Sequence[OrderRow], info: Info) -> list[Taxed]:
        """Return what they would cost without discounts."""
        found = zip(parents, standings(parents, info), strict=True)
        return [subtotal_of(standing) + row.extras for row, standing in found]


def _given_up(payment: Payment) -> Amount:
    if payment.state != PaymentState.CANCELLED:
        return Amount.zero(payment.currency)
    return payment.amount - payment.captured


def _on_its_way(view: OrderView) -> Amount:
    payment = view.payment
    awaited = not view.is_draft and payment.state == PaymentState.PENDING
    return payment.amount if awaited else Amount.zero(view.row.currency)


def _methods(keys: list[uuid.UUID]) -> Mapping[uuid.UUID, MethodModel]:
    return MethodModel.objects.in_bulk(keys)


def agreed_option(order: Order, method: MethodModel | None) -> DeliveryOption | None:
    """Return how an order travels, as its customer agreed to it."""
    if method is None:
        return None
    return DeliveryOption(
        method_id=method.pk,
        code=method.code,
        names=order.delivery_names,
        kind=DeliveryKind(method.kind),
        # What a voucher takes off it is told by `shippingPrice`
        price=order.delivery_full,
        min_days=method.min_days,
        max_days=method.max_days,
        takes_cash=method.takes_cash,
        full_price=order.delivery_full,
        remote=Amount.zero(order.currency),
    )


def options_of(rows: Sequence[OrderRow], found: Sequence[OrderView]) -> list[list[DeliveryOption]]:
    """Return how each order could travel at today's prices: one statement for all of them."""
    tables = rate_tables({row.order.region for row in rows} - {""})
    return [
        tables.options(
            region=row.order.region, weight_g=sum(line.weight_g * line.quantity for line in view.lines)
        )
        if row.order.region
        else []
        for row, view in zip(rows, found, strict=True)
    ]
