"""parcel_track: test that ..."""

from datetime import timedelta
from typing import Any

import pytest

from logistics.models.parcel import Parcel, TrackingEvent
from logistics.services.parcel_track import parcel_track
from logistics.states import DeliveryKind, TrackingKind
from marketplace.kernel.errors import Conflict, IllegalMove, InvalidInput, NotAllowed, NotFound
from marketplace.kernel.money import Money
from marketplace.outbox.models import Message
from tests.factories.ground import NOON, OrganisationFactory, member_actor
from tests.factories.logistics import (
    MACHINE,
    DeliveryMethodFactory,
    DeliveryRateFactory,
    WarehouseFactory,
    handed_over_parcel,
    packed_parcel,
    stocked_variant,
)

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def told(parcel: Parcel, kind: str, hours: int = 1, **values: Any) -> TrackingEvent:
    """Report something so many hours after noon; the key is the kind and the hour unless given."""
    values.setdefault("key", f"{kind}-{hours}")
    values.setdefault("actor", MACHINE)
    values.setdefault("now", NOON + hours * HOUR)
    return parcel_track(
        parcel_id=parcel.pk, kind=TrackingKind(kind), happened_at=NOON + hours * HOUR, **values
    )


def state(parcel: Parcel) -> str:
    """Where it stands."""
    parcel.fulfilment.refresh_from_db()
    return parcel.fulfilment.state


def facts(topic: str) -> list[dict[str, Any]]:
    """Bodies of the facts told under a topic."""
    return list(
        Message.objects.filter(topic=f"logistics.parcel-{topic}.v1")
        .order_by("id")
        .values_list("body", flat=True)
    )


@pytest.fixture
def parcel() -> Parcel:
    """A parcel with its carrier, who must collect 250.00."""
    DeliveryRateFactory.create()
    return handed_over_parcel((stocked_variant(5), 1), cash_minor=25_000)


def test_a_delivery_with_the_right_cash_is_told_with_what_the_carrier_holds_and_costs(parcel: Parcel) -> None:
    told(parcel, "out_for_delivery", 1)

    event = told(parcel, "delivered", 2, cash_collected=Money(25_000))

    assert (state(parcel), event.cash_difference_minor, event.cash_collected) == (
        "delivered",
        0,
        Money(25_000),
    )
    assert facts("delivered") == [
        {
            "reference": "order:1",
            "order_number": "101",
            "parcel_id": parcel.pk,
            "parcel_number": parcel.number,
            "carrier_organisation_id": parcel.carrier_id,
            "cash_collected_minor": 25_000,
            "cash_due_minor": 25_000,
            "carrier_cost_minor": 2500,
            "currency": "MAD",
            "happened_at": (NOON + 2 * HOUR).isoformat(),
        }
    ]


def test_cash_that_differs_is_recorded_as_it_is(parcel: Parcel) -> None:
    event = told(parcel, "delivered", cash_collected=Money(24_000))

    assert (event.cash_collected_minor, event.cash_difference_minor) == (24_000, -1000)
    assert [(body["cash_collected_minor"], body["cash_due_minor"]) for body in facts("delivered")] == [
        (24_000, 25_000)
    ]


@pytest.mark.parametrize(
    "cash", [None, Money(-1), Money(25_000, "EUR")], ids=["unsaid", "negative", "foreign"]
)
def test_a_delivery_without_a_sensible_sum_is_refused_and_nothing_moves(
    parcel: Parcel, cash: Money | None
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        told(parcel, "delivered", cash_collected=cash)

    assert (refusal.value.field, state(parcel), facts("delivered")) == ("cash_collected", "handed_over", [])


def test_nothing_collected_at_a_door_where_cash_was_due_is_a_sum_too(parcel: Parcel) -> None:
    assert told(parcel, "delivered", cash_collected=Money(0)).cash_difference_minor == -25_000


def test_a_paid_parcel_needs_no_cash() -> None:
    parcel = handed_over_parcel((stocked_variant(5), 1))

    told(parcel, "delivered")

    assert (state(parcel), facts("delivered")[0]["cash_collected_minor"]) == ("delivered", 0)


def test_the_same_key_again_returns_the_first_record_and_moves_nothing(parcel: Parcel) -> None:
    first = told(parcel, "delivered", 2, key="k", cash_collected=Money(25_000))

    again = told(parcel, "delivered", 3, key="k", cash_collected=Money(1))

    assert (again.pk, again.cash_collected_minor) == (first.pk, 25_000)
    assert len(facts("delivered")) == 1
    with pytest.raises(Conflict):
        told(parcel, "refused", 3, key="k", reason="absent")


def test_a_failed_attempt_brings_the_parcel_back_to_the_depot_and_counts(parcel: Parcel) -> None:
    for hours, reason in ((1, "absent"), (3, "no_cash")):
        told(parcel, "out_for_delivery", hours)
        told(parcel, "attempt_failed", hours + 1, reason=reason)

    parcel.refresh_from_db()
    assert (state(parcel), parcel.attempts) == ("handed_over", 2)
    assert [(body["reason"], body["attempts"]) for body in facts("attempt-failed")] == [
        ("absent", 1),
        ("no_cash", 2),
    ]


def test_a_carrier_that_tells_only_of_failures_is_understood(parcel: Parcel) -> None:
    told(parcel, "attempt_failed", 1, reason="absent")
    told(parcel, "attempt_failed", 2, reason="absent")

    parcel.refresh_from_db()
    assert (state(parcel), parcel.attempts) == ("handed_over", 2)


@pytest.mark.parametrize(
    ("kind", "reason"), [("attempt_failed", ""), ("refused", "because"), ("delivered", "absent")]
)
def test_a_failure_has_one_of_six_reasons_and_a_success_none(parcel: Parcel, kind: str, reason: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        told(parcel, kind, reason=reason, cash_collected=Money(25_000) if kind == "delivered" else None)

    assert (refusal.value.field, state(parcel)) == ("reason", "handed_over")


def test_a_refused_parcel_goes_back_and_each_step_is_told(parcel: Parcel) -> None:
    told(parcel, "refused", 1, reason="refused")
    told(parcel, "returning", 2)
    told(parcel, "returned", 3)

    assert state(parcel) == "returned"
    assert [body["reason"] for body in facts("refused")] == ["refused"]
    assert [body["reference"] for body in facts("returned")] == ["order:1"]


def test_what_is_told_too_late_to_matter_is_kept_for_the_record_only(parcel: Parcel) -> None:
    told(parcel, "delivered", 5, cash_collected=Money(25_000))

    event = told(parcel, "out_for_delivery", 2, now=NOON + 6 * HOUR)

    assert (event.is_late, state(parcel), facts("out-for-delivery")) == (True, "delivered", [])


def test_a_delivered_parcel_cannot_be_refused_afterwards(parcel: Parcel) -> None:
    told(parcel, "delivered", 2, cash_collected=Money(25_000))

    with pytest.raises(IllegalMove):
        told(parcel, "refused", 3, reason="refused")

    assert (state(parcel), parcel.tracking_events.filter(kind="refused").count()) == ("delivered", 0)


@pytest.mark.parametrize("kind", ["packed", "handed_over", "inspected"])
def test_what_only_the_hub_does_itself_cannot_be_reported(parcel: Parcel, kind: str) -> None:
    with pytest.raises(InvalidInput):
        told(parcel, kind)


def test_the_future_and_a_missing_key_are_refused(parcel: Parcel) -> None:
    with pytest.raises(InvalidInput) as refusal:
        told(parcel, "out_for_delivery", 1, now=NOON)
    assert refusal.value.field == "happened_at"
    for key in ("", "x" * 121):
        with pytest.raises(InvalidInput):
            told(parcel, "out_for_delivery", key=key)
    assert state(parcel) == "handed_over"


def test_cash_belongs_to_a_delivery_only(parcel: Parcel) -> None:
    with pytest.raises(InvalidInput) as refusal:
        told(parcel, "out_for_delivery", cash_collected=Money(25_000))

    assert refusal.value.field == "cash_collected"


def test_a_parcel_that_waits_for_its_carrier_cannot_be_delivered_but_one_at_the_counter_can() -> None:
    waiting = packed_parcel((stocked_variant(5), 1), name="1")
    counter = DeliveryMethodFactory.create(
        code="pickup",
        kind=DeliveryKind.PICKUP,
        warehouse=WarehouseFactory.create(),
        carrier=WarehouseFactory.create().organisation,
    )
    pickup = packed_parcel((stocked_variant(5), 1), name="2", method=counter, cash_minor=9000)

    with pytest.raises(IllegalMove):
        told(waiting, "delivered")
    told(pickup, "delivered", cash_collected=Money(9000))

    assert (state(waiting), state(pickup)) == ("packed", "delivered")
    assert facts("delivered")[0]["carrier_organisation_id"] == WarehouseFactory.create().organisation_id


def test_the_hub_and_the_carrier_may_report_and_nobody_else(parcel: Parcel) -> None:
    for stranger in (
        member_actor(OrganisationFactory.create(), "hub"),
        member_actor(OrganisationFactory.create(carrier=True)),
        member_actor(parcel.fulfilment.lines.get().organisation),
    ):
        with pytest.raises(NotAllowed):
            told(parcel, "out_for_delivery", actor=stranger)
    assert state(parcel) == "handed_over"

    told(parcel, "out_for_delivery", 1, actor=member_actor(parcel.carrier))
    told(
        parcel,
        "attempt_failed",
        2,
        reason="absent",
        actor=member_actor(parcel.fulfilment.warehouse.organisation, "hub"),
    )
    assert state(parcel) == "handed_over"
    with pytest.raises(NotFound):
        parcel_track(
            actor=MACHINE,
            parcel_id=0,
            kind=TrackingKind.REFUSED,
            happened_at=NOON,
            key="k",
            now=NOON,
            reason="absent",
        )


def test_a_lost_parcel_is_told_with_who_had_it_and_moves_no_more(parcel: Parcel) -> None:
    told(parcel, "lost", actor=member_actor(parcel.carrier))

    assert state(parcel) == "lost"
    [body] = facts("lost")
    assert (body["holder_organisation_id"], body["is_at_hub"]) == (parcel.carrier_id, False)
    with pytest.raises(IllegalMove):
        told(parcel, "delivered", 2, cash_collected=Money(25_000))


def test_what_was_not_handed_over_is_lost_by_the_hub_and_only_the_hub_can_say_so() -> None:
    DeliveryRateFactory.create()
    waiting = packed_parcel((stocked_variant(5), 1))
    with pytest.raises(IllegalMove):
        told(waiting, "lost", actor=member_actor(waiting.carrier))

    told(waiting, "lost")

    [body] = facts("lost")
    hub_id = waiting.fulfilment.warehouse.organisation_id
    assert (body["holder_organisation_id"], body["is_at_hub"]) == (hub_id, True)
