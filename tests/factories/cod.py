"""Rules about paying at the door, and orders that wait for a deposit or a call."""

from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from marketplace.channels.models import Channel
from orders.cod_states import RuleKind, Standing
from orders.models.cod import CodAgreement, CodRule, ConfirmationCall
from orders.models.order import Order
from tests.factories.ground import NOON


class Sells(Protocol):
    """Whatever sells in a channel."""

    channel: Channel


BECAUSE = {"fr": "un colis refusé coûte deux voyages", "ar": "الطرد المرفوض يكلف رحلتين"}


def cod_rule(shop: Sells, kind: RuleKind, **values: Any) -> CodRule:
    """Put a rule of a kind into force since the beginning of the year."""
    given = {"from_date": date(2026, 1, 1), "created_at": NOON, "because": BECAUSE, **values}
    return CodRule.objects.create(channel=shop.channel, kind=kind, **given)


def deposit_rule(shop: Sells, **values: Any) -> CodRule:
    """A fifth of a first order above 80 MAD; half of it is kept if the parcel is refused."""
    usual = {
        "standing": Standing.NEW,
        "above_minor": 8_000,
        "rate": Decimal("0.2"),
        "kept_rate": Decimal("0.5"),
        "hours": 72,
    }
    return cod_rule(shop, RuleKind.DEPOSIT, **{**usual, **values})


def call_rule(shop: Sells, **values: Any) -> CodRule:
    """Everybody is called, or confirms by the link."""
    usual = {"confirmation": "link", "hours": 48, "attempts": 3}
    return cod_rule(shop, RuleKind.CONFIRMATION, **{**usual, **values})


def agreement_of(order: Order) -> CodAgreement:
    """Read what was agreed about an order."""
    return CodAgreement.objects.get(order=order)


def call_of(order: Order) -> ConfirmationCall:
    """Read how the confirmation of an order stands."""
    return ConfirmationCall.objects.get(order=order)
