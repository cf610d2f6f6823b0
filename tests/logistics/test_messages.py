from datetime import timedelta

from logistics.collecting import StopState
from logistics.services.lot_release import lot_release
from logistics.services.round_change import StopWanted, round_change
from logistics.services.stop_tell import stop_tell
from logistics.states import LotState
from marketplace.cooperatives.states import Role
from marketplace.notifications.models import Message
from marketplace.outbox.delivery import deliver
from marketplace.outbox.models import Receipt, ReceiptState
from tests.factories.catalog import VariantFactory
from tests.factories.ground import NOON, MembershipFactory
from tests.factories.logistics import MACHINE, planned_round, quarantined_lot, to_collect

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


def test_a_cooperative_is_told_when_the_van_comes_once_for_each_time_and_that_nobody_was_there(db):
    notice = to_collect(VariantFactory.create())
    president = MembershipFactory.create(organisation=notice.organisation).user
    found = planned_round(notice)
    stop = found.stops.get()
    for _again in range(2):
        keep = [StopWanted(stop_id=stop.pk)]
        round_change(actor=MACHINE, round_id=found.pk, wanted=keep, now=NOON)
    deliver(now=LATER)
    stop_tell(
        actor=MACHINE,
        stop_id=stop.pk,
        outcome=StopState.NOT_THERE,
        crates={},
        key="k",
        told_at=NOON,
        now=NOON,
    )
    deliver(now=LATER)

    told = Message.objects.filter(template="collection_planned", to=president.phone)
    assert [row.context["hours"] for row in told] == ["dans la journée"]
    missed = Message.objects.get(template="collection_missed", to=president.phone)
    assert (missed.context["notice"], missed.context["phone"]) == (notice.number, found.warehouse.phone)


def test_a_driver_who_corrects_at_once_leaves_nobody_worried(db):
    notice = to_collect(VariantFactory.create())
    MembershipFactory.create(organisation=notice.organisation)
    stop = planned_round(notice).stops.get()
    for key, outcome in (("a", StopState.NOT_THERE), ("b", StopState.PICKED_UP)):
        stop_tell(actor=MACHINE, stop_id=stop.pk, outcome=outcome, crates={}, key=key, told_at=NOON, now=NOON)
    deliver(now=LATER)

    assert not Message.objects.filter(template__startswith="collection").exists()
