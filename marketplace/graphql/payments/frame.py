"""What the mutations of transactions share."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import graphene

from marketplace.graphql.kit.ids import decoded, key_of
from marketplace.graphql.kit.scalars import JSON, PositiveDecimal
from marketplace.graphql.orders.transactions import TransactionActionEnum
from marketplace.graphql.shop.metadata import MetadataInput, metadata_given
from marketplace.kernel.errors import NotFound
from marketplace.kernel.money import Money
from orders.models.order import Order
from orders.services.transaction_report import Report
from orders.services.transaction_save import TransactionDetails


class PaymentGatewayToInitialize(graphene.InputObjectType):
    """A gateway and what it is told."""

    id = graphene.String(required=True, description="The identifier of the payment gateway.")
    data = JSON(description="What the gateway is told; cash and bank transfer need nothing.")


class MoneyInput(graphene.InputObjectType):
    """An amount."""

    currency = graphene.String(required=True, description="Currency code.")
    amount = PositiveDecimal(required=True, description="Amount of money.")


class CardPaymentMethodDetailsInput(graphene.InputObjectType):
    """A card."""

    name = graphene.String(required=True, description="Name of the payment method.")
    brand = graphene.String(description="Card brand.")
    first_digits = graphene.String(description="First digits of the card.")
    last_digits = graphene.String(description="Last digits of the card.")
    exp_month = graphene.Int(description="Month in which it expires.")
    exp_year = graphene.Int(description="Year in which it expires.")


class OtherPaymentMethodDetailsInput(graphene.InputObjectType):
    """Something else."""

    name = graphene.String(required=True, description="Name of the payment method.")


class GiftCardPaymentMethodDetailsInput(graphene.InputObjectType):
    """A gift card."""

    name = graphene.String(required=True, description="Name of the payment method.")
    brand = graphene.String(description="Gift card brand.")
    last_chars = graphene.String(description="Last characters of its code.")


class PaymentMethodDetailsInput(graphene.InputObjectType):
    """Which means was used: one of these."""

    card = graphene.Argument(CardPaymentMethodDetailsInput, description="A card.")
    other = graphene.Argument(OtherPaymentMethodDetailsInput, description="Something else.")
    gift_card = graphene.Argument(GiftCardPaymentMethodDetailsInput, description="A gift card.")


class TransactionUpdateInput(graphene.InputObjectType):
    """What is written of a transaction."""

    name = graphene.String(description="Payment name of the transaction.")
    message = graphene.String(description="What is said about it.")
    psp_reference = graphene.String(description="The processor's reference.")
    available_actions = graphene.List(
        graphene.NonNull(TransactionActionEnum), description="What can be asked."
    )
    amount_authorized = graphene.Argument(MoneyInput, description="What is promised now.")
    amount_charged = graphene.Argument(MoneyInput, description="What was taken.")
    amount_refunded = graphene.Argument(MoneyInput, description="What was given back.")
    amount_canceled = graphene.Argument(MoneyInput, description="What was given up.")
    external_url = graphene.String(description="A page of the processor about it.")
    metadata = graphene.List(graphene.NonNull(MetadataInput), description="Public metadata to keep with it.")
    private_metadata = graphene.List(graphene.NonNull(MetadataInput), description="Metadata for the staff.")
    payment_method_details = graphene.Argument(PaymentMethodDetailsInput, description="Which means was used.")


class TransactionEventInput(graphene.InputObjectType):
    """Something to note in the history of a transaction that moves no money."""

    psp_reference = graphene.String(description="The processor's reference.")
    message = graphene.String(description="What is said about it.")


class TransactionCreateInput(TransactionUpdateInput):
    """What is written of a new transaction."""


_NONE: dict[str, None] = {"brand": None, "first_digits": None, "last_digits": None, "exp_month": None}


def means_given(given: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Return which means was used; card numbers beyond what is printed on receipts are not kept."""
    for kind in ("card", "gift_card", "other"):
        found = (given or {}).get(kind)
        if found:
            means = {**_NONE, "exp_year": None, "last_chars": None, **found, "kind": kind}
            means["first_digits"] = (means["first_digits"] or "")[:6] or None
            means["last_digits"] = (means["last_digits"] or "")[-4:] or None
            return means
    return None


def details_given(given: Mapping[str, Any], event: Mapping[str, Any] | None = None) -> TransactionDetails:
    """Return what was written of a transaction, and what is to be noted in its history."""
    actions = given.get("available_actions")
    return TransactionDetails(
        name=given.get("name"),
        message=given.get("message"),
        psp_reference=given.get("psp_reference"),
        external_url=given.get("external_url"),
        actions=actions_given(actions),
        amounts={
            name: Money.from_decimal(money["amount"], money["currency"])
            for name in ("authorized", "charged", "refunded", "canceled")
            if (money := given.get(f"amount_{name}"))
        },
        means=means_given(given.get("payment_method_details")),
        metadata=metadata_given(given.get("metadata")),
        private_metadata=metadata_given(given.get("private_metadata")),
        remark=_remark(event),
    )


def _remark(event: Mapping[str, Any] | None) -> Report | None:
    if event is None:
        return None
    return Report(
        type="info",
        psp_reference=event.get("psp_reference") or "",
        message=event.get("message") or "",
    )


def actions_given(given: Sequence[Any] | None) -> list[str] | None:
    """Return our words for the contract's actions; nothing if none were named."""
    return None if given is None else [str(getattr(each, "value", each)).lower() for each in given]


def transaction_key(id: str | None, token: uuid.UUID | None) -> uuid.UUID:
    """
    Return the key of the transaction that a client means.

    :raises ApiError: if what was given is no ID
    :raises NotFound: if it can name none, or nothing was given
    """
    key = key_of(id, "TransactionItem", uuid.UUID) if id is not None else token
    if key is None:
        raise NotFound(f"Couldn't resolve to a node: {id}", field="id")
    return key


def paid_key(id: str) -> uuid.UUID:
    """
    Return the key of the basket that a client means by the ID of a checkout or an order.

    :raises NotFound: if there is no such order, or it is the ID of something else
    """
    parts = decoded(id)
    if parts is not None and parts[0] == "Order":
        key = key_of(id, "Order", uuid.UUID)
        orders = Order.objects.filter(pk=key) if key is not None else Order.objects.none()
        found = orders.values_list("checkout_id", flat=True).first()
        if found is not None:
            return found
    key = key_of(id, "Checkout", uuid.UUID)
    if key is None:
        raise NotFound(f"Couldn't resolve to a node: {id}", field="id")
    return key
