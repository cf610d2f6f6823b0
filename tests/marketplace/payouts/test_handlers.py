"""Who is told what."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings

from marketplace.cooperatives.models.organisation import Organisation
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.money import Money
from marketplace.notifications.models import Message
from marketplace.outbox.delivery import deliver
from marketplace.outbox.models import Receipt
from marketplace.payouts.models.term import SettlementTerm
from marketplace.payouts.services.hold_place import hold_place
from marketplace.payouts.services.payout_result_import import payout_result_import
from marketplace.payouts.services.settlement_watch import settlements_watch
from marketplace.payouts.services.statement_render import statements_render
from tests.factories.ground import MembershipFactory, OrganisationFactory, UserFactory
from tests.factories.payouts import MACHINE, SettlementTermFactory, sold
from tests.marketplace.payouts.conftest import LATER, NOW, SOLD, Settle, answer, payee

pytestmark = pytest.mark.django_db
NBSP = "\u00a0"


def _officer(organisation: Organisation, role: str = "president", **more: Any) -> int:
    return MembershipFactory.create(
        organisation=organisation, role=role, user=UserFactory.create(**more)
    ).user_id


def _told(template: str) -> list[tuple[str, str, str, dict[str, str]]]:
    """Deliver the outbox, and return (channel, to, language, context) of the messages of a template."""
    while deliver(now=LATER + timedelta(days=60)):
        pass
    assert not Receipt.objects.exclude(state="done").exists()
    rows = Message.objects.filter(template=template).order_by("pk")
    return [(row.channel, row.to, row.language, row.context) for row in rows]


def test_officers_read_that_a_statement_is_ready_in_their_language(settle: Settle) -> None:
    one = payee(names={"fr": "Amal", "ar": "أمل"})
    president = _officer(one, language="ar", email="p@example.com")
    treasurer = _officer(one, "treasurer", language="fr", email=None, phone="+212612345678")
    _officer(one, "production", email="q@example.com")
    sold(one.pk, 30000, at=SOLD)
    settle.locked()
    statements_render(actor=MACHINE, now=NOW)
    [payout] = one.payouts.all()

    told = _told("statement_ready")

    assert [(channel, to, language) for channel, to, language, _context in told] == [
        ("inbox", f"user:{president}", "ar"),
        ("email", "p@example.com", "ar"),
        ("inbox", f"user:{treasurer}", "fr"),
        ("sms", "+212612345678", "fr"),
    ]
    assert told[0][3]["cooperative"] == "أمل"
    assert told[2][3] == {
        "cooperative": "Amal",
        "period": "16 novembre 2026",
        "amount": f"270,00{NBSP}DH",
        "url": f"{settings.PUBLIC_URL}/fr/portal/earnings/{payout.statement_id}/",
    }


def test_officers_read_that_they_were_paid_or_not(settle: Settle, preparer: Actor) -> None:
    one, two = payee(), payee()
    for organisation in (one, two):
        _officer(organisation, language="en")
        sold(organisation.pk, 30000, at=SOLD)
    first, second = settle.exported()
    content = answer((first, "paid"), (second, "returned", "account closed"))
    payout_result_import(actor=preparer, content=content, name="a", now=LATER)

    paid, returned = _told("payout_sent"), _told("payout_returned")

    assert [context["account"] for *_rest, context in paid] == [first.rib[-4:]] * 2
    assert [(context["amount"], context["reason"]) for *_rest, context in returned] == [
        (f"270.00{NBSP}MAD", "account closed")
    ] * 2


def test_officers_read_that_their_money_waits_for_an_account(settle: Settle) -> None:
    lost = OrganisationFactory.create(active=True)
    _officer(lost, language="en")
    sold(lost.pk, 30000, at=SOLD)
    settle.locked()

    assert [context["amount"] for *_rest, context in _told("payout_blocked")] == [f"270.00{NBSP}MAD"] * 2


def test_officers_read_what_is_held_and_why(term: SettlementTerm, preparer: Actor) -> None:
    one = payee()
    _officer(one, language="en")
    hold_place(
        actor=preparer, key="h", organisation_id=one.pk, amount=Money(500), reason="A dispute",
        release_date=date(2026, 12, 10), now=NOW,
    )  # fmt: skip

    [(*_way, context), _mail] = _told("hold_placed")

    assert (context["reason"], context["until"], context["amount"]) == (
        "A dispute", "10 December 2026", f"5.00{NBSP}MAD",
    )  # fmt: skip


def _staff(*permissions: Permission, **more: Any) -> int:
    return UserFactory.create(is_staff=True, staff_permissions=list(permissions), language="en", **more).pk


def test_who_may_approve_is_asked_and_not_the_one_who_prepared(settle: Settle) -> None:
    other = _staff(Permission.APPROVE_SETTLEMENTS)
    _staff(Permission.MANAGE_HUB)
    settle.drafted()

    asked = {to for channel, to, *_rest in _told("settlement_to_approve") if channel == "inbox"}

    assert asked == {f"user:{other}", f"user:{settle.approver.user_id}"}


def test_staff_hear_of_a_missed_settlement(db: None) -> None:
    SettlementTerm.objects.all().delete()
    SettlementTermFactory.create(from_date=date(2026, 11, 10))
    heard = {
        _staff(Permission.APPROVE_SETTLEMENTS),
        _staff(Permission.PREPARE_SETTLEMENTS, Permission.APPROVE_SETTLEMENTS),
        _staff(is_superuser=True),
    }
    _staff(Permission.MANAGE_HUB)
    _staff(Permission.APPROVE_SETTLEMENTS, is_active=False)
    settlements_watch(actor=MACHINE, now=LATER)

    told = _told("settlement_missed")

    assert {to for channel, to, *_rest in told if channel == "inbox"} == {f"user:{pk}" for pk in heard}
    assert {context["date"] for *_rest, context in told} == {"16 November 2026"}
