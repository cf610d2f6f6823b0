"""Settlement terms, and money that an organisation can be paid, posted as orders post it."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from factory.django import DjangoModelFactory

from marketplace.kernel.actor import Actor
from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.ledger.services.ledger_post import Line, NewEntry, ledger_post_many
from marketplace.payouts.models.debt import RecoveryTerm
from marketplace.payouts.models.term import SettlementTerm
from tests.factories.ground import rib_of

MACHINE = Actor.of_machine("test")
_numbers = count(1)


class SettlementTermFactory(DjangoModelFactory[SettlementTerm]):
    """The 1st and the 16th, from 20 MAD on, paid by an account of the bank that does not exist."""

    class Meta:
        model = SettlementTerm
        django_get_or_create = ("currency", "from_date")

    currency = "MAD"
    from_date = date(2024, 2, 1)
    days = [1, 16]
    minimum_minor = 2000
    payer_name = "Place de marché des coopératives"
    payer_rib = rib_of(999_999)


class RecoveryTermFactory(DjangoModelFactory[RecoveryTerm]):
    """Half of a settlement at most, and never below 200 MAD."""

    class Meta:
        model = RecoveryTerm
        django_get_or_create = ("currency", "from_date")

    currency = "MAD"
    from_date = date(2024, 2, 1)
    share = Decimal("0.5")
    floor_minor = 20_000


def sale_facts(gross: int, *, fee: int = 0, rate: str = "0.1000", number: str = "M-1") -> dict[str, Any]:
    """Facts of the sale of one article, as orders writes them."""
    commission = Money(gross).scaled(Decimal(rate)).minor
    return {
        "order_number": number,
        "sub_order_number": f"{number}-A",
        "placed_at": "2026-11-02T10:00:00+00:00",
        "payment_method": "cash_on_delivery",
        "lines": [
            {
                "product": {"fr": "Huile d'argan", "ar": "زيت أركان"},
                "variant": {"fr": "250 ml", "ar": "250 مل"},
                "sku": "ARG-250",
                "quantity": 1,
                "unit_price_minor": gross,
                "total_minor": gross,
                "commission_rate": rate,
                "commission_minor": commission,
                "tax_code": "R20",
            }
        ],
        "gross_minor": gross,
        "commission_minor": commission,
        "hub_fee_minor": fee,
        "net_minor": gross - commission - fee,
        "currency": "MAD",
        "rule": {"term_id": 1, "from_date": "2024-01-01", "rate": rate, "hub_fee_minor": fee},
    }


def sale_entries(
    organisation_id: int, facts: Mapping[str, Any], *, at: datetime, matured: bool = True, subject: str = ""
) -> list[NewEntry]:
    """The entries of one sub-order that was sold, earned and, if wanted, has matured."""
    name = subject or f"sub-order:{next(_numbers)}"
    gross, commission, fee, net = (
        Money(facts[key]) for key in ("gross_minor", "commission_minor", "hub_fee_minor", "net_minor")
    )
    maturing, available = chart.payable_maturing(organisation_id), chart.payable_available(organisation_id)
    steps = [
        ("paid", [Line(chart.bank(), gross), Line(chart.order_clearing(), -gross, name)]),
        (
            "earned",
            [
                Line(chart.order_clearing(), gross, name),
                Line(chart.commission(), -commission),
                Line(chart.hub_fees(), -fee),
                Line(maturing, -net, name),
            ],
        ),
        ("matured", [Line(maturing, net, name), Line(available, -net, name)]),
    ]
    return [
        NewEntry(
            key=f"{name}:{step}", reason=f"sale_{step}", happened_at=at, recorded_at=at, lines=lines, actor=MACHINE,
            reference=name, facts=facts,
        )
        for step, lines in (steps if matured else steps[:2])
    ]  # fmt: skip


def sold(organisation_id: int, gross: int, *, at: datetime, fee: int = 0, matured: bool = True) -> str:
    """Post a sale of one article; return its subject. It earns gross less ten per cent less the fee."""
    name = f"sub-order:{next(_numbers)}"
    facts = sale_facts(gross, fee=fee)
    ledger_post_many(entries=sale_entries(organisation_id, facts, at=at, matured=matured, subject=name))
    return name


def refunded(organisation_id: int, gross: int, *, at: datetime) -> None:
    """Post a refund of one article after it matured: gross to the customer, its commission given back."""
    name = f"refund:{next(_numbers)}"
    facts = sale_facts(gross)
    line = facts["lines"][0]
    line |= {"quantity": -1, "total_minor": -gross, "commission_minor": -line["commission_minor"]}
    facts |= {key: -facts[key] for key in ("gross_minor", "commission_minor", "net_minor")}
    ledger_post_many(
        entries=[
            NewEntry(
                key=f"{name}:granted", reason="refund", happened_at=at, recorded_at=at, actor=MACHINE,
                reference=name, facts=facts,
                lines=[
                    Line(chart.payable_available(organisation_id), Money(-facts["net_minor"]), name),
                    Line(chart.commission(), Money(-facts["commission_minor"])),
                    Line(chart.refunds_due(), Money(facts["gross_minor"]), name),
                ],
            ),
            NewEntry(
                key=f"{name}:paid", reason="refund_paid", happened_at=at, recorded_at=at, actor=MACHINE, reference=name,
                lines=[Line(chart.refunds_due(), Money(gross), name), Line(chart.bank(), Money(-gross))],
            ),
        ]
    )  # fmt: skip
