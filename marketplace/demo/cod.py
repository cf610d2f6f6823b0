"""Paying at the door in the demonstration: today's rules, and orders that wait for a deposit or a call."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from catalog.models.product import Variant
from logistics.models.delivery import DeliveryMethod
from marketplace.accounts.models import User
from marketplace.channels.models import Channel
from marketplace.demo.people import APPROVER
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import DomainError
from marketplace.outbox.delivery import deliver
from marketplace.payouts.calendar import local_date
from orders.address import address_read
from orders.cod_states import CallOutcome, Confirmation, RuleKind, Standing
from orders.models.cod import CodRule
from orders.models.order import Order
from orders.services.call_claim import call_claim
from orders.services.call_record import CallResult, call_record
from orders.services.checkout_edit import (
    checkout_address_set,
    checkout_create,
    checkout_delivery_set,
    checkout_line_add,
    checkout_payment_set,
)
from orders.services.checkout_place import checkout_place

VISITOR = Actor.anonymous()
_TWO_WAYS = {
    "fr": "un colis refusé fait deux voyages que la coopérative ne doit pas payer",
    "ar": "الطرد المرفوض يقطع الطريق مرتين ولا يجب أن تؤدي التعاونية ثمنه",
    "en": "a refused parcel makes two journeys that its cooperative must not pay",
    "es": "un paquete rechazado hace dos viajes que la cooperativa no debe pagar",
}
_FAR = {
    "fr": "le transporteur compte cette région à part",
    "ar": "الناقل يحتسب هذه الجهة على حدة",
    "en": "the carrier charges this region apart",
    "es": "el transportista cobra esta región aparte",
}
_ASK = {
    "fr": "nous préparons ce que quelqu'un attend vraiment",
    "ar": "نحضّر ما ينتظره شخص ما فعلا",
    "en": "we prepare what somebody really waits for",
    "es": "preparamos lo que alguien espera de verdad",
}
# Invented: each house sets its own. In force from the day of the demonstration, so that its history stays as it was.
RULES: tuple[dict[str, Any], ...] = (
    {"kind": RuleKind.CAP, "standing": Standing.NEW, "amount_minor": 300_000, "because": _TWO_WAYS},
    {"kind": RuleKind.FEE, "place": "MA-11", "amount_minor": 2_000, "because": _FAR},
    {"kind": RuleKind.FEE, "place": "MA-12", "amount_minor": 2_500, "because": _FAR},
    {
        "kind": RuleKind.DEPOSIT,
        "standing": Standing.NEW,
        "above_minor": 80_000,
        "rate": Decimal("0.2"),
        "kept_rate": Decimal("0.5"),
        "hours": 72,
        "because": _TWO_WAYS,
    },
    {
        "kind": RuleKind.DEPOSIT,
        "standing": Standing.REFUSED,
        "at_least": 3,
        "rate": Decimal("0.3"),
        "kept_rate": Decimal(1),
        "hours": 72,
        "because": _TWO_WAYS,
    },
    {"kind": RuleKind.CONFIRMATION, "confirmation": Confirmation.LINK, "attempts": 4, "because": _ASK},
    {
        "kind": RuleKind.CONFIRMATION,
        "standing": Standing.REFUSED,
        "confirmation": Confirmation.CALL,
        "attempts": 4,
        "because": _ASK,
    },
    {
        "kind": RuleKind.CONFIRMATION,
        "standing": Standing.KNOWN,
        "at_least": 2,
        "confirmation": Confirmation.NONE,
    },
)
# Who orders what today: name, phone, city, province, language, pieces of the dearest or the cheapest goods
CUSTOMERS = (
    ("Salma Nouvelle (démo)", "0600000001", "Casablanca", "MA-CAS", "fr", 6),
    ("Omar Nouveau (démo)", "0600000002", "Rabat", "MA-RAB", "ar", 1),
    ("Hind Nouvelle (démo)", "0600000003", "Marrakech", "MA-MAR", "ar", 2),
    ("Karim Nouveau (démo)", "0600000004", "Laâyoune", "MA-LAA", "fr", 1),
    ("Nadia Nouvelle (démo)", "0600000005", "Fès", "MA-FES", "fr", 1),
)


def cod_make(channel: Channel, people: dict[str, User], *, now: datetime) -> int:
    """Put the rules into force and let five new customers order; return how many orders wait."""
    began = now - timedelta(minutes=40)
    rules = [
        CodRule(channel=channel, from_date=local_date(began), created_at=now, **values) for values in RULES
    ]
    CodRule.objects.bulk_create(rules)
    goods = list(
        Variant.objects.filter(stocks__quantity__gte=20).order_by("id").values_list("pk", flat=True)[:40]
    )
    orders = [
        order
        for number, customer in enumerate(CUSTOMERS)
        if (order := _order(channel, customer, goods[number * 3 : number * 3 + 3], began)) is not None
    ]
    _called(people, now)
    while deliver(now=now):
        pass
    return len(orders)


def _order(
    channel: Channel, customer: tuple[str, str, str, str, str, int], goods: list[int], moment: datetime
) -> Order | None:
    recipient, phone, city, province, language, pieces = customer
    checkout = checkout_create(actor=VISITOR, channel=channel, language=language, now=moment)
    known: dict[str, Any] = {"actor": VISITOR, "checkout_id": checkout.pk, "now": moment}
    address = {
        "recipient": recipient,
        "phone": phone,
        "street": "12, rue des Oliviers",
        "quarter": "",
        "landmark": "près de la pharmacie",
        "city": city,
        "province": province,
    }
    method = DeliveryMethod.objects.filter(is_active=True, kind="home").order_by("position")[0]
    try:
        for variant_id in goods:
            checkout_line_add(**known, variant_id=variant_id, quantity=pieces)
        checkout_address_set(**known, address=address_read(address), email="", note="")
        checkout_delivery_set(**known, method_id=method.pk)
        checkout_payment_set(**known, method="cash")
        return checkout_place(actor=VISITOR, checkout_id=checkout.pk, expected_total=None, now=moment)
    except DomainError:
        # Sold out, or too dear for the door, in this draw of the demonstration
        return None


def _called(people: dict[str, User], now: datetime) -> None:
    """One of them was called in vain."""
    caller = Actor(user_id=people[APPROVER.email].pk, permissions=frozenset({Permission.MANAGE_ORDERS}))
    call = call_claim(actor=caller, now=now - timedelta(minutes=20))
    if call is not None:
        result = CallResult(outcome=CallOutcome.NO_ANSWER, note="sonne, personne ne décroche")
        call_record(actor=caller, call_id=call.pk, result=result, now=now - timedelta(minutes=18))
