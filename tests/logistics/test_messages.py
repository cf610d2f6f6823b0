from datetime import timedelta

from logistics.services.lot_release import lot_release
from logistics.states import LotState
from marketplace.cooperatives.states import Role
from marketplace.notifications.models import Message
from marketplace.outbox.delivery import deliver
from marketplace.outbox.models import Receipt, ReceiptState
from tests.factories.ground import NOON, MembershipFactory
from tests.factories.logistics import MACHINE, quarantined_lot

LATER = NOON + timedelta(days=1)


def test_makers_are_told_once_that_their_lot_may_be_sold(db):
    lot = quarantined_lot()
    president = MembershipFactory.create(organisation=lot.organisation).user
    maker = MembershipFactory.create(
        organisation=lot.organisation, role=Role.PRODUCTION, user__language="ar"
    ).user
    MembershipFactory.create(organisation=lot.organisation, role=Role.SALES)
    MembershipFactory.create()
    lot_release(actor=MACHINE, lot_id=lot.pk, now=NOON)
    deliver(now=LATER)
    Receipt.objects.update(state=ReceiptState.PENDING, attempts=0, due_at=NOON)
    deliver(now=LATER)

    told = Message.objects.filter(template="quality_result")
    assert {(row.channel, row.to) for row in told} == {
        ("inbox", f"user:{president.pk}"), ("sms", president.phone),
        ("inbox", f"user:{maker.pk}"), ("sms", maker.phone),
    }  # fmt: skip
    assert told.count() == 4
    assert {row.context["lot"] for row in told} == {lot.code}
    french = told.filter(language="fr").first()
    assert french is not None
    assert french.context["result"] == LotState.RELEASED.label


def test_a_remark_is_told_as_the_reason(db):
    lot = quarantined_lot()
    MembershipFactory.create(organisation=lot.organisation)
    lot_release(actor=MACHINE, lot_id=lot.pk, remark="Étiquette à corriger", now=NOON)
    deliver(now=LATER)

    assert {row.context["reason"] for row in Message.objects.filter(template="quality_result")} == {
        "Étiquette à corriger"
    }
