"""The ways to pay as the contract's payment gateways."""

from collections.abc import Sequence
from dataclasses import dataclass

import graphene

from marketplace.channels.models import Channel
from marketplace.channels.selectors import channels_listed
from marketplace.graphql.checkout.rows import gateways_in
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.late import answers, declared
from orders.basket import Basket
from orders.states import PaymentMethod


@dataclass(frozen=True, slots=True)
class GatewayRow:
    """A way to pay in a channel, with what a client should tell of it before it is chosen."""

    id: str
    name: str
    currencies: tuple[str, ...]
    config: tuple[dict[str, str], ...]


def gateway_rows(channel: Channel, basket: Basket | None = None) -> list[GatewayRow]:
    """Return the ways to pay in a channel; with a basket, on the terms that hold for it."""
    return [
        GatewayRow(gateway, str(PaymentMethod(method).label), (channel.currency,), _config(basket, method))
        for gateway, method in gateways_in(channel).items()
    ]


def _config(basket: Basket | None, method: str) -> tuple[dict[str, str], ...]:
    if method != PaymentMethod.CASH or basket is None:
        return ()
    terms = basket.cash_terms
    told = {"fee": terms.fee, "most": terms.cap}
    return tuple({"field": field, "value": str(money.amount)} for field, money in told.items())


class GatewayConfigLine(graphene.ObjectType):
    """Something that a client should know of a way to pay."""

    field = graphene.String(required=True, description="Gateway config key.")
    value = graphene.String(description="Gateway config value for key.")


@declared
class PaymentGateway(graphene.ObjectType):
    """Available payment gateway."""

    id = graphene.ID(required=True, description="Payment gateway ID.")
    name = graphene.String(required=True, description="Payment gateway name.")
    currencies = graphene.List(
        graphene.NonNull(graphene.String), required=True, description="Payment gateway supported currencies."
    )
    config = graphene.List(
        graphene.NonNull(GatewayConfigLine),
        required=True,
        description="Of paying at the door: its `fee`, and the `most` that can be paid so. Of others nothing.",
    )


@answers("Shop.availablePaymentGateways")
def _of_shop(
    parents: Sequence[object], _info: Info, *, currency: str | None = None, channel: str | None = None
) -> list[list[GatewayRow]]:
    """Return the ways to pay in a channel, or in any that is active, each once."""
    found: dict[str, GatewayRow] = {}
    for each in channels_listed():
        if each.is_active and channel in (None, each.slug) and currency in (None, each.currency):
            found |= {row.id: row for row in gateway_rows(each) if row.id not in found}
    return [list(found.values()) for _shop in parents]
