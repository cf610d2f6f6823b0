"""What the staff say of refunds and returns."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import graphene
from django.utils.translation import gettext as _

from marketplace.graphql.kit.ids import key_of
from marketplace.graphql.kit.scalars import Decimal, PositiveDecimal
from marketplace.graphql.orders.frame import placed_line
from marketplace.graphql.orders.refunds import RefundCause
from marketplace.graphql.orders.returns import OrderReturnReason
from marketplace.kernel.errors import InvalidInput, NotFound
from marketplace.kernel.money import Money
from orders.refund_states import RefundCause as Cause
from orders.refund_states import ReturnReason
from orders.selectors.orders import currency_of_order
from orders.services.refund_ask import Asked
from orders.services.return_request import WantedBack

_CAUSE = "Why it goes back, from which follows who bears it; by default a gesture of the marketplace."


class OrderRefundLineInput(graphene.InputObjectType):
    """Units of a line to give back for."""

    order_line_id = graphene.ID(required=True, description="The ID of the order line to refund.")
    quantity = graphene.Int(required=True, description="The number of items to be refunded.")


class OrderRefundFulfillmentLineInput(graphene.InputObjectType):
    """Units of a parcel's line to give back for."""

    fulfillment_line_id = graphene.ID(required=True, description="The ID of the fulfillment line to refund.")
    quantity = graphene.Int(required=True, description="The number of items to be refunded.")


class OrderRefundProductsInput(graphene.InputObjectType):
    """What to give back for."""

    order_lines = graphene.List(graphene.NonNull(OrderRefundLineInput), description="Lines of the order.")
    fulfillment_lines = graphene.List(
        graphene.NonNull(OrderRefundFulfillmentLineInput), description="Lines of its parcel."
    )
    amount_to_refund = PositiveDecimal(description="The total amount, when it is not what the lines cost.")
    include_shipping_costs = graphene.Boolean(
        default_value=False,
        description="Whether what is left of the delivery goes back too; ignored beside an amount.",
    )
    reason = graphene.String(description="Why, in words.")
    cause = graphene.Argument(RefundCause, description=_CAUSE)


class OrderReturnLineInput(graphene.InputObjectType):
    """Units of a line that come back."""

    order_line_id = graphene.ID(required=True, description="The ID of the order line to return.")
    quantity = graphene.Int(required=True, description="The number of items to be returned.")
    replace = graphene.Boolean(default_value=False, description="Nothing is sent again in their place.")
    reason = graphene.String(description="Why, in words; told to the hub.")
    return_reason = graphene.Argument(
        OrderReturnReason, description="Why; by default the customer changed their mind."
    )


class OrderReturnFulfillmentLineInput(graphene.InputObjectType):
    """Units of a parcel's line that come back."""

    fulfillment_line_id = graphene.ID(required=True, description="The ID of the fulfillment line to return.")
    quantity = graphene.Int(required=True, description="The number of items to be returned.")
    replace = graphene.Boolean(default_value=False, description="Nothing is sent again in their place.")
    reason = graphene.String(description="Why, in words; told to the hub.")
    return_reason = graphene.Argument(
        OrderReturnReason, description="Why; by default the customer changed their mind."
    )


class OrderReturnProductsInput(graphene.InputObjectType):
    """What comes back."""

    order_lines = graphene.List(graphene.NonNull(OrderReturnLineInput), description="Lines of the order.")
    fulfillment_lines = graphene.List(
        graphene.NonNull(OrderReturnFulfillmentLineInput), description="Lines of its parcel."
    )
    amount_to_refund = PositiveDecimal(description="What came back is given back for, whatever this says.")
    include_shipping_costs = graphene.Boolean(
        default_value=False, description="The delivery goes back with the last unit of a cooperative's part."
    )
    refund = graphene.Boolean(
        default_value=False, description="What came back is given back for once the hub has seen it."
    )
    reason = graphene.String(description="Why, in words; told to the hub.")


class OrderGrantRefundCreateLineInput(graphene.InputObjectType):
    """Units of a line to give back for."""

    id = graphene.ID(required=True, description="The ID of the order line.")
    quantity = graphene.Int(required=True, description="The quantity of line items to be marked to refund.")
    reason = graphene.String(description="Why, in words; kept with the refund.")


class OrderGrantRefundCreateInput(graphene.InputObjectType):
    """What to give back for."""

    amount = Decimal(description="The amount, when it is not what the lines and the delivery cost.")
    reason = graphene.String(description="Reason of the refund.")
    lines = graphene.List(
        graphene.NonNull(OrderGrantRefundCreateLineInput), description="Lines of the order."
    )
    grant_refund_for_shipping = graphene.Boolean(description="Whether the delivery goes back too.")
    transaction_id = graphene.ID(required=True, description="The payment of which it is given back.")
    cause = graphene.Argument(RefundCause, description=_CAUSE)


class OrderGrantRefundUpdateLineAddInput(graphene.InputObjectType):
    """Units of a line to give back for."""

    id = graphene.ID(required=True, description="The ID of the order line.")
    quantity = graphene.Int(required=True, description="The quantity of line items to be marked to refund.")
    reason = graphene.String(description="Why, in words.")


class OrderGrantRefundUpdateInput(graphene.InputObjectType):
    """What to say anew of a refund: its reason. What was decided is booked, and another refund mends it."""

    amount = Decimal(description="Refused: what was decided is booked.")
    reason = graphene.String(description="Reason of the refund.")
    add_lines = graphene.List(
        graphene.NonNull(OrderGrantRefundUpdateLineAddInput), description="Refused: decide another refund."
    )
    remove_lines = graphene.List(
        graphene.NonNull(graphene.ID), description="Refused: what was decided is booked."
    )
    grant_refund_for_shipping = graphene.Boolean(description="Refused: what was decided is booked.")
    transaction_id = graphene.ID(description="Refused: the payment is the order's.")


def _packed_line(given: str, field: str) -> int:
    """
    Return the key of the line of which a parcel's line holds units.

    :raises ApiError: if what was given is no ID
    :raises NotFound: if it can name no line
    """
    key = key_of(given, "FulfillmentLine")
    if key is None:
        raise NotFound(f"Couldn't resolve to a node: {given}", field=field)
    return key


def _named(given: Mapping[str, Any]) -> list[tuple[int, Mapping[str, Any]]]:
    """Return the lines of an order and of its parcel with what is said of them."""
    found = [(placed_line(line["order_line_id"]), line) for line in given.get("order_lines") or ()]
    found += [
        (_packed_line(line["fulfillment_line_id"], "fulfillment_line_id"), line)
        for line in given.get("fulfillment_lines") or ()
    ]
    return found


def cause_given(given: Mapping[str, Any]) -> Cause:
    """Return the cause; by default a gesture of the marketplace: no cooperative bears what is not said to be its."""
    said = given.get("cause")
    return Cause.GOODWILL if said is None else Cause[getattr(said, "value", said)]


def asked_given(order_id: uuid.UUID, given: Mapping[str, Any]) -> Asked:
    """
    Return what is to be given back.

    :raises NotFound: if there is no such order, or an ID can name no line
    """
    units: dict[int, int] = {}
    for key, line in _named(given):
        units[key] = units.get(key, 0) + line["quantity"]
    return _asked(
        order_id, units, given.get("amount_to_refund"), given.get("include_shipping_costs") or False
    )


def granted_given(order_id: uuid.UUID, given: Mapping[str, Any]) -> Asked:
    """
    Return what is to be granted.

    :raises NotFound: if there is no such order, or an ID can name no line
    """
    units: dict[int, int] = {}
    for line in given.get("lines") or ():
        key = placed_line(line["id"], field="lines")
        units[key] = units.get(key, 0) + line["quantity"]
    return _asked(order_id, units, given.get("amount"), given.get("grant_refund_for_shipping") or False)


def _asked(order_id: uuid.UUID, units: Mapping[int, int], amount: Any, with_delivery: bool) -> Asked:
    currency = currency_of_order(order_id)
    money = None if amount is None else Money.from_decimal(amount, currency)
    return Asked(units=units, amount=money, with_delivery=with_delivery and amount is None)


def returned_given(given: Mapping[str, Any]) -> list[WantedBack]:
    """
    Return what comes back.

    :raises NotFound: if an ID can name no line
    :raises InvalidInput: if something is to be sent in its place
    """
    wanted = []
    for key, line in _named(given):
        if line.get("replace"):
            raise InvalidInput(_("Nothing is sent again in the place of what comes back."), field="replace")
        said = line.get("return_reason")
        reason = ReturnReason.CHANGED_MIND if said is None else ReturnReason[getattr(said, "value", said)]
        wanted.append(WantedBack(key, line["quantity"], reason))
    return wanted


def note_of(given: Mapping[str, Any], lines: Sequence[str] = ("order_lines", "fulfillment_lines")) -> str:
    """Return all that was said in words."""
    said = [given.get("reason"), *(line.get("reason") for name in lines for line in given.get(name) or ())]
    return "; ".join(text for text in said if text)
