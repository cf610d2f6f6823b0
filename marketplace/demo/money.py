"""The cash week of the demonstration, and its settlements: two people, a bank file, an answer of the bank."""

import random
from datetime import date, datetime, timedelta

from marketplace.accounts.models import User
from marketplace.cooperatives.selectors import actor_of
from marketplace.demo.organisations import MACHINE, Country
from marketplace.demo.people import APPROVER, PREPARER
from marketplace.kernel.money import Money
from marketplace.payouts.models.payout import Payout
from marketplace.payouts.services.payout_result_import import payout_result_import
from marketplace.payouts.services.settlement_approve import settlement_approve
from marketplace.payouts.services.settlement_export import settlement_export
from marketplace.payouts.services.settlement_lock import settlement_lock
from marketplace.payouts.services.settlement_prepare import settlement_prepare
from orders.models.cash import CashCollection
from orders.services.cash_deposit import cash_deposit_confirm, cash_deposit_make
from orders.services.cash_remit import cash_remittance_count, cash_remittance_open
from orders.services.earnings_mature import earnings_mature
from orders.states import CashState

# One bundle in so many is short, by 20 dirhams
SHORT_ONE_IN = 9
SHORT_BY = Money(2_000)


def bank_week(country: Country, people: dict[str, User], rng: random.Random, moment: datetime) -> None:
    """Each carrier brings what it collected until yesterday; the desk counts, deposits, and the bank confirms."""
    held = CashCollection.objects.filter(
        state=CashState.COLLECTED, remittance=None, collected_at__lt=moment - timedelta(days=1)
    )
    bundles: dict[int, list[int]] = {}
    for key, carrier in held.order_by("id").values_list("pk", "carrier_id"):
        bundles.setdefault(carrier, []).append(key)
    remittances = []
    for carrier, keys in bundles.items():
        remittance = cash_remittance_open(
            actor=MACHINE,
            desk_id=country.hub.pk,
            carrier_id=carrier,
            collection_ids=keys,
            number=f"BR-{carrier}-{moment:%y%m%d}",
            now=moment,
        )
        short = SHORT_BY if rng.randint(1, SHORT_ONE_IN) == 1 else Money(0)
        counted = max(remittance.declared - short, Money(0))
        cash_remittance_count(actor=MACHINE, remittance_id=remittance.pk, counted=counted, now=moment)
        if counted:
            remittances.append(remittance.pk)
    if remittances:
        _deposit(country, remittances, moment)


def _deposit(country: Country, remittances: list[int], moment: datetime) -> None:
    deposit = cash_deposit_make(
        actor=MACHINE,
        desk_id=country.hub.pk,
        remittance_ids=remittances,
        slip_number=f"BV-{moment:%y%m%d}",
        now=moment + timedelta(hours=2),
    )
    cash_deposit_confirm(
        actor=MACHINE,
        deposit_id=deposit.pk,
        credited=deposit.amount,
        bank_reference=f"RELEVE-{moment:%y%m%d}",
        now=moment + timedelta(hours=3),
    )
    earnings_mature(actor=MACHINE, now=moment + timedelta(hours=4), limit=10_000)


def pay_out(people: dict[str, User], due: date, moment: datetime) -> None:
    """Prepare, approve by a second person, lock, send, and read the bank's answer: all paid."""
    earnings_mature(actor=MACHINE, now=moment, limit=10_000)
    preparer, approver = actor_of(people[PREPARER.email]), actor_of(people[APPROVER.email])
    run = settlement_prepare(actor=preparer, due_date=due, now=moment)
    settlement_approve(actor=approver, run_id=run.pk, now=moment + timedelta(minutes=30))
    settlement_lock(actor=preparer, run_id=run.pk, now=moment + timedelta(minutes=40))
    payouts = list(Payout.objects.filter(statement__run=run).order_by("pk"))
    if not payouts:
        return
    settlement_export(actor=preparer, run_id=run.pk, file_format="csv", now=moment + timedelta(minutes=50))
    rows = [f"{row.end_to_end_id};paid;{due:%Y-%m-%d};{row.amount.amount};" for row in payouts]
    content = "\n".join(["end_to_end_id;status;date;amount;reason", *rows]).encode()
    payout_result_import(
        actor=preparer, content=content, name=f"retour-{due}.csv", now=moment + timedelta(hours=3)
    )
