"""Ask payment apps what a page needs to let its customer pay."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import graphene

from marketplace.apps.selectors import payment_apps
from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation, error_type
from marketplace.graphql.kit.scalars import JSON, PositiveDecimal
from marketplace.graphql.payments.door import WebhookDoor
from marketplace.graphql.payments.frame import PaymentGatewayToInitialize, paid_key
from marketplace.kernel.errors import NotFound
from marketplace.kernel.money import Money
from orders.policies import may_use_checkout
from orders.selectors.checkouts import checkout_by_id

_EVENT = "payment_gateway_initialize_session"
PaymentGatewayInitializeError = error_type(
    "PaymentGatewayInitializeError",
    saleor_enum("PaymentGatewayInitializeErrorCode", "Why nobody was asked."),
    description="Why nobody was asked.",
)
PaymentGatewayConfigError = error_type(
    "PaymentGatewayConfigError",
    saleor_enum("PaymentGatewayConfigErrorCode", "Why a gateway says nothing."),
    description="Why a gateway says nothing.",
)


class PaymentGatewayConfig(graphene.ObjectType):
    """What a gateway says to the customer's page."""

    id = graphene.String(required=True, description="The app identifier.")
    data = graphene.Field(JSON, description="What the app says.")
    errors = graphene.List(graphene.NonNull(PaymentGatewayConfigError), description="Why it says nothing.")


class PaymentGatewayInitialize(ServiceMutation):
    """Ask payment apps what a page needs to let its customer pay: all of them, or those that are named."""

    class Arguments:
        id = graphene.ID(required=True, description="The ID of the checkout or order.")
        amount = PositiveDecimal(description="How much may be paid; by default all.")
        payment_gateways = graphene.List(
            graphene.NonNull(PaymentGatewayToInitialize), description="Which apps; by default all."
        )

    class Meta:
        error_type = PaymentGatewayInitializeError

    gateway_configs = graphene.List(graphene.NonNull(PaymentGatewayConfig), description="What the apps say.")

    @classmethod
    def perform(
        cls,
        info: Info,
        *,
        id: str,
        amount: Decimal | None = None,
        payment_gateways: Sequence[Mapping[str, Any]] | None = None,
    ) -> Any:
        """
        Ask them.

        :raises NotFound: if there is no such basket, or it is another person's
        """
        key = paid_key(id)
        checkout = checkout_by_id(key)
        if checkout is None or not may_use_checkout(info.context.actor, checkout.user_id):
            raise NotFound(f"Couldn't resolve to a node: {id}", field="id")
        sum_ = None if amount is None else Money.from_decimal(amount, checkout.channel.currency)
        asked = {each["id"]: each.get("data") for each in payment_gateways or ()}
        apps = {app.identifier: app for app in payment_apps(event=_EVENT, identifiers=list(asked))}
        door = WebhookDoor(info.context.now)
        configs = []
        for name in list(asked) or list(apps):
            said = door.gateway(apps[name], key, sum_, asked.get(name)) if name in apps else None
            configs.append(_config(name, said, is_known=name in apps))
        return cls(gateway_configs=configs)


def _config(name: str, said: Any, *, is_known: bool) -> dict[str, Any]:
    if said is not None:
        return {"id": name, "data": said.get("data"), "errors": []}
    message = "Unable to process the response." if is_known else "App with provided identifier not found."
    code = "INVALID" if is_known else "NOT_FOUND"
    return {"id": name, "data": None, "errors": [{"field": "id", "message": message, "code": code}]}
