"""Cooperatives that can be paid, people who pay them, and orders to look up."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from marketplace.cooperatives.models.organisation import Organisation
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.money import Money
from marketplace.notifications.models import ConsoleDelivery
from marketplace.payouts.models.hold import Hold
from marketplace.payouts.models.payout import Payout
from marketplace.payouts.models.settlement import SettlementRun, Statement
from marketplace.payouts.services.hold_place import hold_place
from marketplace.payouts.services.settlement_approve import settlement_approve
from marketplace.payouts.services.settlement_export import settlement_export
from marketplace.payouts.services.settlement_lock import settlement_lock
from marketplace.payouts.services.settlement_prepare import settlement_prepare
from orders.models.order import Order
from tests.factories.ground import BankAccountFactory, OrganisationFactory, staff_actor
from tests.factories.orders import Market, market
from tests.factories.payouts import SettlementTermFactory, sold

DUE = date(2026, 11, 16)
# Before the cut-off, which is the 16th at 0:00 in Morocco (UTC+1)
SOLD = datetime(2026, 11, 14, 9, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)


@dataclass
class OperatorWorld:
    """Payees with money that matured, staff, and a market."""

    payees: list[Organisation]
    preparer: Actor
    approver: Actor
    shop: Market

    def drafted(self) -> SettlementRun:
        """A draft of the 16th."""
        return settlement_prepare(actor=self.preparer, due_date=DUE, now=NOW)

    def approved(self) -> SettlementRun:
        """A draft that a second person approved."""
        return settlement_approve(actor=self.approver, run_id=self.drafted().pk, now=NOW)

    def locked(self) -> SettlementRun:
        """A run whose payouts exist."""
        return settlement_lock(actor=self.preparer, run_id=self.approved().pk, now=NOW)

    def exported(self) -> list[Payout]:
        """The payouts of a run that was sent as CSV."""
        run = self.locked()
        settlement_export(actor=self.preparer, run_id=run.pk, file_format="csv", now=NOW)
        return list(Payout.objects.filter(statement__run=run).order_by("pk"))

    def hold(self, key: str = "h") -> Hold:
        """Fifty dirhams of the first payee, held for a fortnight."""
        return hold_place(
            actor=self.preparer,
            key=key,
            organisation_id=self.payees[0].pk,
            amount=Money(5_000),
            reason="pot cassé",
            release_date=date(2026, 12, 2),
            now=NOW,
        )


def operator_world(count: int = 1) -> OperatorWorld:
    """Make `count` payees, each with `count` sales of 100 MAD or more."""
    SettlementTermFactory.create()
    payees = []
    for index in range(count):
        payee = OrganisationFactory.create(active=True, names={"fr": f"Coopérative P{index}"})
        BankAccountFactory.create(organisation=payee, holder=f"P{index}")
        for number in range(count):
            sold(payee.pk, 10_000 + number * 1_000, at=SOLD, fee=500)
        payees.append(payee)
    return OperatorWorld(
        payees=payees,
        preparer=staff_actor(Permission.PREPARE_SETTLEMENTS),
        approver=staff_actor(Permission.APPROVE_SETTLEMENTS),
        shop=market(prices=(10_000,), stock=10 * count),
    )


def orders_placed(world: OperatorWorld, count: int, *, pay: str = "cash") -> list[Order]:
    """Some orders."""
    return [world.shop.order({0: 1}, pay=pay, now=NOW) for _ in range(count)]


def messages_written(count: int) -> None:
    """Some messages that nobody really sent."""
    for number in range(count):
        ConsoleDelivery.objects.create(
            key=f"m-{number}", channel="sms", to="+212612345678", language="fr", text=f"Code {number:06d}"
        )


def first_statement(run: SettlementRun) -> Statement:
    """The statement of the first payee."""
    return Statement.objects.filter(run=run).order_by("pk")[0]
