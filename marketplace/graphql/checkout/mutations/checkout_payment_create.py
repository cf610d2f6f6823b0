"""Say how a checkout will be paid, in the older way."""

from collections.abc import Mapping
from typing import Any, ClassVar

import graphene
from django.utils.translation import gettext as _

from marketplace.graphql.checkout.frame import CheckoutMutation, checkout_key, checkout_row, id_arguments
from marketplace.graphql.checkout.rows import gateways_of
from marketplace.graphql.checkout.types import Checkout
from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import error_type
from marketplace.graphql.kit.scalars import PositiveDecimal
from marketplace.graphql.orders.payments import Payment, payment_of_checkout
from marketplace.graphql.shop.metadata import MetadataInput
from marketplace.kernel.errors import InvalidInput
from marketplace.kernel.money import Money
from orders.services.checkout_payment_create import checkout_payment_create
from orders.states import PaymentMethod

StorePaymentMethodEnum = saleor_enum("StorePaymentMethodEnum", "Whether a way of paying is kept.")
PaymentError = error_type(
    "PaymentError",
    saleor_enum("PaymentErrorCode", "Why a payment could not be begun."),
    description="Why a payment could not be begun.",
    variants=graphene.List(graphene.NonNull(graphene.ID), description="Variants that caused the error."),
)


class NotSupported(InvalidInput):
    """No such gateway is offered here."""

    code: ClassVar[str] = "NOT_SUPPORTED_GATEWAY"


class TokenMissing(InvalidInput):
    """The gateway must be told something, and was not."""

    code: ClassVar[str] = "REQUIRED"


class PaymentInput(graphene.InputObjectType):
    """A gateway, and what it is told."""

    gateway = graphene.String(required=True, description="One of the checkout's available gateways.")
    token = graphene.String(description="What the gateway is told; cash and transfers need nothing.")
    amount = PositiveDecimal(description="The whole sum; without it, what it costs now.")
    return_url = graphene.String(description="Where to go back to; no gateway here leads away.")
    store_payment_method = graphene.Argument(
        StorePaymentMethodEnum,
        default_value=StorePaymentMethodEnum.NONE,
        description="Nothing is kept, whatever this says.",
    )
    metadata = graphene.List(graphene.NonNull(MetadataInput), description="Not kept with a payment.")


class CheckoutPaymentCreate(CheckoutMutation):
    """Say how a checkout will be paid; nothing is taken before it is completed."""

    class Arguments:
        vars().update(id_arguments())
        input = graphene.Argument(PaymentInput, required=True, description="The gateway.")

    class Meta:
        error_type = PaymentError
        error_fields = {"checkout": "id", "payment_method": "gateway"}
        errors_alias = "payment_errors"

    checkout = graphene.Field(Checkout, description="The checkout.")
    payment = graphene.Field(Payment, description="The payment that was agreed to.")

    @classmethod
    def perform(cls, info: Info, *, input: Mapping[str, Any], **given: Any) -> Any:
        """
        Agree to it.

        :raises NotSupported: if no such gateway is offered
        """
        key = checkout_key(given)
        checkout = checkout_row(info, key).checkout
        method = gateways_of(checkout).get(input["gateway"])
        if method is None:
            raise NotSupported(
                _("The gateway %(name)s is not available for this checkout.") % {"name": input["gateway"]},
                field="gateway",
            )
        if method == PaymentMethod.TEST and not input.get("token"):
            raise TokenMissing(
                _("Token is required for %(name)s.") % {"name": input["gateway"]}, field="token"
            )
        amount = input.get("amount")
        agreed = checkout_payment_create(
            actor=info.context.actor,
            checkout_id=key,
            method=method,
            token=input.get("token") or "",
            amount=None if amount is None else Money.from_decimal(amount, checkout.channel.currency),
            now=info.context.now,
        )
        return cls(checkout=checkout_row(info, key), payment=payment_of_checkout(agreed))
