"""A calendar, two people of staff and two cooperatives that can be paid."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from django.utils.translation import override

from marketplace.cooperatives.models.organisation import Organisation
from marketplace.kernel.actor import Actor, Permission
from marketplace.payouts.models.payout import Payout
from marketplace.payouts.models.settlement import SettlementRun
from marketplace.payouts.models.term import SettlementTerm
from marketplace.payouts.services.settlement_approve import settlement_approve
from marketplace.payouts.services.settlement_export import settlement_export
from marketplace.payouts.services.settlement_lock import settlement_lock
from marketplace.payouts.services.settlement_prepare import settlement_prepare
from tests.factories.ground import BankAccountFactory, OrganisationFactory, staff_actor
from tests.factories.payouts import SettlementTermFactory

DUE = date(2026, 11, 16)
# Before the cut-off, which is the 16th at 0:00 in Morocco (UTC+1)
SOLD = datetime(2026, 11, 14, 9, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Words are asserted in the language of the source."""
    with override("en"):
        yield


@pytest.fixture
def term(db: None) -> SettlementTerm:
    """The 1st and the 16th, from 20 MAD on."""
    return SettlementTermFactory.create()


@pytest.fixture
def preparer(db: None) -> Actor:
    """Who prepares, sends and reads answers."""
    return staff_actor(Permission.PREPARE_SETTLEMENTS)


@pytest.fixture
def approver(db: None) -> Actor:
    """Who approves."""
    return staff_actor(Permission.APPROVE_SETTLEMENTS)


def payee(**more: object) -> Organisation:
    """An active cooperative with a usable account."""
    organisation = OrganisationFactory.create(active=True, **more)
    BankAccountFactory.create(organisation=organisation, holder=f"Coop {organisation.pk}")
    return organisation


@dataclass(frozen=True)
class Settle:
    """Take a run of the 16th as far as wanted."""

    preparer: Actor
    approver: Actor

    def drafted(self, *, now: datetime = NOW, due: date = DUE) -> SettlementRun:
        """A draft."""
        return settlement_prepare(actor=self.preparer, due_date=due, now=now)

    def approved(self, *, now: datetime = NOW, due: date = DUE) -> SettlementRun:
        """A draft that a second person approved."""
        return settlement_approve(actor=self.approver, run_id=self.drafted(now=now, due=due).pk, now=now)

    def locked(self, *, now: datetime = NOW, due: date = DUE) -> SettlementRun:
        """A run whose payouts exist."""
        return settlement_lock(actor=self.preparer, run_id=self.approved(now=now, due=due).pk, now=now)

    def exported(self, *, now: datetime = NOW, due: date = DUE) -> list[Payout]:
        """The payouts of a run that was sent as CSV."""
        run = self.locked(now=now, due=due)
        settlement_export(actor=self.preparer, run_id=run.pk, file_format="csv", now=now)
        return list(Payout.objects.filter(statement__run=run).order_by("pk"))


@pytest.fixture
def settle(term: SettlementTerm, preparer: Actor, approver: Actor) -> Settle:
    """Take a run as far as wanted."""
    return Settle(preparer, approver)


def answer(*rows: tuple[Payout, str] | tuple[Payout, str, str], day: str = "2026-11-17") -> bytes:
    """The bank's file: (payout, status[, reason])."""
    lines = ["end_to_end_id;status;date;amount;reason"]
    lines += [
        f"{payout.end_to_end_id};{status};{day};{payout.amount.amount};{reason[0] if reason else ''}"
        for payout, status, *reason in rows
    ]
    return "\n".join(lines).encode()
