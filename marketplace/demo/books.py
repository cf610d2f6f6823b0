"""What the demonstration's books hold to look at: a bank statement, a break, a hold with its objection, members."""

import io
import random
from datetime import datetime, timedelta
from decimal import Decimal

from marketplace.accounts.models import User
from marketplace.cooperatives.models.identity import BankAccount
from marketplace.cooperatives.selectors import actor_of
from marketplace.demo.organisations import MACHINE, Country
from marketplace.demo.people import MEMBER, PREPARER
from marketplace.demo.words import names
from marketplace.kernel.money import Money
from marketplace.payouts.models.payout import Payout
from marketplace.payouts.models.term import SettlementTerm
from marketplace.payouts.services.hold_appeal import hold_appeal
from marketplace.payouts.services.hold_place import hold_place
from marketplace.payouts.services.member_share import (
    advance_add,
    delivery_add,
    member_add,
    share_sheet_close,
)
from marketplace.payouts.states import PayoutState
from orders.models.cash import BankDeposit
from orders.models.payment import Payment
from orders.services.bank_entries_match import bank_entries_match
from orders.services.bank_statement_import import bank_statement_import

MEMBERS = 6


def books_make(country: Country, people: dict[str, User], rng: random.Random, *, now: datetime) -> None:
    """Let the bank speak, and give the cooperative that can be looked at a hold and its members' accounts."""
    statement_make(people, now)
    own = actor_of(people[MEMBER.email])
    organisation_id = min(own.roles)
    hold = hold_place(
        actor=actor_of(people[PREPARER.email]),
        key="demo:hold",
        organisation_id=organisation_id,
        amount=Money(15_000),
        reason="Réclamation d'un client : deux pots cassés à l'arrivée",
        release_date=(now + timedelta(days=20)).date(),
        now=now - timedelta(days=1),
    )
    hold_appeal(
        actor=own, hold_id=hold.pk, words="Les pots étaient entiers : voyez la photo de l'emballage.", now=now
    )
    members_make(people[MEMBER.email], organisation_id, rng, now)
    connected_make(organisation_id, now)


def connected_make(but: int, now: datetime) -> None:
    """One cooperative that was paid by its bank so far has an account at the card processor from now on."""
    payout = Payout.objects.exclude(organisation_id=but).order_by("-pk").first()
    if payout is None:
        return
    known = BankAccount.objects.filter(organisation=payout.organisation_id, is_active=True)
    known.update(is_active=False)
    BankAccount.objects.create(
        organisation_id=payout.organisation_id,
        connected_id=f"acct_demo{payout.organisation_id:012}",
        holder=payout.holder,
        is_active=True,
        usable_from=now - timedelta(days=1),
        created_at=now - timedelta(days=4),
    )


def statement_make(people: dict[str, User], now: datetime) -> None:
    """One statement: deposits and transfers that are known, a fee, and a transfer that names nothing."""
    term = SettlementTerm.objects.exclude(payer_rib="").order_by("-from_date").first()
    if term is None:
        return
    deposits = BankDeposit.objects.filter(confirmed_at__isnull=False).order_by("-confirmed_at", "-pk")[:3]
    paid = Payment.objects.filter(method="transfer", state="paid").select_related("order")
    movements = [(row.amount.amount, f"VERSEMENT {row.slip_number}") for row in deposits]
    movements += [
        (row.amount.amount, f"VIR RECU {row.transfer_reference}") for row in paid.order_by("-paid_at")[:5]
    ]
    movements += [(Decimal("-45.00"), "FRAIS DE TENUE DE COMPTE"), (Decimal("350.00"), "VIR RECU MERCI")]
    day, account = now.date(), term.payer_rib
    opening = Decimal("25000.00")
    closing = opening + sum(amount for amount, _text in movements)
    rows = [
        "record;account;date;amount;currency;reference;counterparty;text",
        f"opening;{account};{day - timedelta(days=7)};{opening};MAD;{day:%G-%V};;",
        *[f"entry;{account};{day};{amount};MAD;;;{text}" for amount, text in movements],
        f"closing;{account};{day};{closing};MAD;;;",
    ]
    content = io.BytesIO("\r\n".join(rows).encode())
    preparer = actor_of(people[PREPARER.email])
    bank_statement_import(actor=preparer, file=content, form="csv", name=f"releve-{day}.csv", now=now)
    bank_entries_match(actor=MACHINE, now=now)


def members_make(president: User, organisation_id: int, rng: random.Random, now: datetime) -> None:
    """Members who deliver by weight, an advance, and a sheet of what the bank has paid so far."""
    actor = actor_of(president)
    today = now.date()
    rows = []
    for number in range(1, MEMBERS + 1):
        name = f"{rng.choice(names()['people'])} (démo)"
        rows.append(
            member_add(
                actor=actor, organisation_id=organisation_id, number=f"{number:03}", name=name, now=now
            )
        )
    for index, member in enumerate(rows * 3):
        delivery_add(
            actor=actor,
            key=f"demo:delivery:{index}",
            member_id=member.pk,
            delivered_date=today - timedelta(days=60 - 3 * index),
            weight_g=rng.randint(4, 40) * 500,
            grade_price=Money(rng.choice([3_000, 3_500, 4_000])),
            product="Amandes",
            now=now,
        )
    advance_add(
        actor=actor,
        key="demo:advance",
        member_id=rows[0].pk,
        amount=Money(20_000),
        paid_date=today - timedelta(days=50),
        note="Avance de récolte",
        now=now,
    )
    paid = Payout.objects.filter(organisation_id=organisation_id, state=PayoutState.PAID)
    if paid.filter(booked_date__lte=today - timedelta(days=15)).exists():
        share_sheet_close(
            actor=actor,
            organisation_id=organisation_id,
            to_date=today - timedelta(days=15),
            kept=Money(0),
            now=now,
        )
