"""lot_examine and lesson_open: test that ..."""

from datetime import timedelta
from typing import Any

import pytest

from logistics.checks import stock_findings
from logistics.models.evidence import Evidence
from logistics.models.lot import Lot, LotStock, Movement
from logistics.models.quality import QualityCheck, Reading
from logistics.selectors.quality import check_detail, checks_of_organisation, quality_trend
from logistics.services.lesson_open import lesson_open
from logistics.services.lot_examine import Examination, lot_examine
from logistics.states import CheckDecision
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove, InvalidInput, NotAllowed, NotFound
from marketplace.outbox.models import Message
from tests.factories.catalog import ProductTypeFactory, VariantFactory
from tests.factories.ground import NOON, OrganisationFactory, member_actor
from tests.factories.logistics import MACHINE, picture, quarantined_lot, released_lot, stock_of

pytestmark = pytest.mark.django_db


def criterion(key: str, unit: str, limits: dict[str, Any], confidence: str) -> dict[str, Any]:
    """One row of a family's facts."""
    return {
        "key": key,
        "label_fr": key,
        "unit": unit,
        "limits": limits,
        "source": "codex",
        "confidence": confidence,
    }


INTAKE = [
    criterion("moisture", "%", {"max": 13.5}, "H"),
    criterion("ash", "%", {"max": 1.1}, "L"),
    criterion("insects", "bool", {"must_be": False}, "M"),
]
D = CheckDecision
BAD = {"moisture": "15"}


def couscous(quantity: int = 24, **values: Any) -> Lot:
    """A lot in quarantine of a family with three criteria."""
    kind = ProductTypeFactory.create(key="couscous-cereals", facts={"intake": INTAKE})
    return quarantined_lot(VariantFactory.create(product__product_type=kind), quantity, **values)


def examine(lot: Lot, actor: Actor = MACHINE, **seen: Any) -> QualityCheck:
    """Look at five units."""
    return lot_examine(actor=actor, lot_id=lot.pk, seen=Examination(**{"sample_units": 5, **seen}), now=NOON)


def rejection(**values: Any) -> dict[str, Any]:
    """All that a rejection needs."""
    return {
        "readings": BAD,
        "decision": D.REJECTED,
        "reason": "trop humide",
        "lesson": "drying",
        "photo": picture(),
        **values,
    }


def state(lot: Lot) -> tuple[str, int, int, int]:
    """The lot's state, what stands of it, checks and readings."""
    lot.refresh_from_db()
    return (
        lot.state,
        LotStock.objects.get(lot=lot).quantity,
        QualityCheck.objects.count(),
        Reading.objects.count(),
    )


def test_a_good_lot_is_released_with_its_readings_and_the_limits_of_the_day() -> None:
    lot = couscous()

    check = examine(lot, readings={"moisture": "12,8", "insects": "no"}, decision=D.RELEASED)

    assert state(lot) == ("released", 24, 1, 2)
    assert (check.decision, check.decided_by, check.decided_at) == ("released", "machine:test", NOON)
    reading = Reading.objects.get(criterion="moisture")
    assert (reading.value, str(reading.number), reading.outcome, reading.limit) == (
        "12,8",
        "12.8000",
        "within",
        "≤ 13.5",
    )
    assert (reading.source, reading.confidence, reading.unit) == ("codex", "H", "%")
    assert stock_of(lot.variant) == (24, 0)
    assert stock_findings() == []


def test_a_rejection_carries_reason_photo_voice_and_lesson_and_is_told() -> None:
    lot = couscous()

    check = examine(lot, **rejection(audio=b"OggS" + b"\0" * 40))

    assert state(lot) == ("rejected", 24, 1, 1)
    assert (check.reason, check.lesson, lot.reason) == ("trop humide", "drying", "trop humide")
    kinds = (
        Evidence.objects.filter(subject=f"check:{check.pk}").order_by("kind").values_list("kind", flat=True)
    )
    assert list(kinds) == ["audio", "photo"]
    assert Message.objects.get(topic="logistics.lot-held.v1").body["state"] == "rejected"
    assert stock_of(lot.variant) == (0, 0)


@pytest.mark.parametrize(
    ("missing", "field"), [("reason", "reason"), ("lesson", "lesson"), ("photo", "photo")]
)
def test_a_rejection_that_does_not_explain_itself_is_refused(missing: str, field: str) -> None:
    lot = couscous()
    grounds = rejection()
    grounds[missing] = None if missing == "photo" else ""

    with pytest.raises(InvalidInput) as refused:
        examine(lot, **grounds)

    assert refused.value.field == field
    assert (state(lot), Evidence.objects.count()) == (("quarantine", 24, 0, 0), 0)


def test_what_lies_outside_a_firm_limit_is_released_with_a_remark_only() -> None:
    lot = couscous()

    with pytest.raises(InvalidInput) as refused:
        examine(lot, readings=BAD, decision=D.RELEASED)
    assert (refused.value.field, state(lot)) == ("decision", ("quarantine", 24, 0, 0))

    examine(lot, readings=BAD, decision=D.RELEASED_WITH_REMARK, reason="à vendre d’abord")
    assert state(lot) == ("released_with_remark", 24, 1, 1)
    assert lot.reason == "à vendre d’abord"


def test_a_limit_of_general_knowledge_warns_and_decides_nothing() -> None:
    lot = couscous()

    examine(lot, readings={"moisture": "12", "ash": "2"}, decision=D.RELEASED)

    assert Reading.objects.get(criterion="ash").outcome == "outside"
    assert state(lot)[0] == "released"


@pytest.mark.parametrize("decision", [D.RELEASED_WITH_REMARK, D.REWORK])
def test_a_decision_other_than_a_plain_release_says_why(decision: CheckDecision) -> None:
    lot = couscous()

    with pytest.raises(InvalidInput) as refused:
        examine(lot, decision=decision, reason="  ")

    assert (refused.value.field, state(lot)) == ("reason", ("quarantine", 24, 0, 0))


def test_a_check_waits_for_the_laboratory_and_is_continued_with_what_was_read_before() -> None:
    lot = couscous()
    first = examine(lot, readings=BAD, used_units=2)
    assert state(lot) == ("quarantine", 22, 1, 1)

    with pytest.raises(InvalidInput):
        # Yesterday's reading counts today too.
        examine(lot, readings={"insects": "no"}, decision=D.RELEASED)
    second = examine(lot, readings={"moisture": "13", "insects": "no"}, used_units=1, decision=D.RELEASED)

    assert first == second
    assert state(lot) == ("released", 21, 1, 2)
    assert (second.sample_units, second.used_units) == (5, 3)
    moves = Movement.objects.filter(reason="sample").order_by("id").values_list("quantity", "reference")
    assert list(moves) == [(-2, f"check:{first.pk}"), (-1, f"check:{first.pk}")]
    assert (stock_of(lot.variant), stock_findings()) == ((21, 0), [])


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"sample_units": 0}, "sample_units"),
        ({"sample_units": 25}, "sample_units"),
        ({"sample_units": -3}, "sample_units"),
        ({"used_units": 6}, "used_units"),
        ({"used_units": -1}, "used_units"),
        ({"readings": {"moisture": "-2"}}, "moisture"),
        ({"readings": {"hmf": "3"}}, None),
        ({"decision": D.REWORK, "reason": "x", "lesson": "magic"}, "lesson"),
        ({"audio": b"<script>"}, "audio"),
        ({"photo": b"not a picture"}, "photo"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(values: dict[str, Any], field: str | None) -> None:
    lot = couscous()

    with pytest.raises(InvalidInput) as refused:
        examine(lot, **values)

    assert refused.value.field == field
    assert (state(lot), Evidence.objects.count()) == (("quarantine", 24, 0, 0), 0)


def test_no_more_of_a_sample_is_used_up_than_stands_there() -> None:
    lot = couscous(5)
    examine(lot, used_units=5)

    with pytest.raises(InvalidInput):
        examine(lot, used_units=1)
    assert state(lot) == ("quarantine", 0, 1, 0)


def test_a_reworked_lot_is_examined_again_in_a_check_of_its_own() -> None:
    lot = couscous()
    examine(lot, readings=BAD, decision=D.REWORK, reason="à sécher encore", lesson="drying")
    with pytest.raises(IllegalMove):
        examine(lot, decision=D.RELEASED)
    Lot.objects.filter(pk=lot.pk).update(state="quarantine")

    examine(lot, readings={"moisture": "12"}, decision=D.RELEASED)

    assert list(QualityCheck.objects.order_by("id").values_list("decision", flat=True)) == [
        "rework",
        "released",
    ]


def test_only_what_is_in_quarantine_is_examined() -> None:
    with pytest.raises(IllegalMove):
        examine(released_lot(quantity=8), decision=D.RELEASED)
    with pytest.raises(NotFound):
        lot_examine(actor=MACHINE, lot_id=0, seen=Examination(), now=NOON)
    assert QualityCheck.objects.count() == 0


def test_strangers_examine_nothing() -> None:
    lot = couscous()
    strangers = [
        Actor.anonymous(),
        member_actor(lot.organisation),
        member_actor(OrganisationFactory.create(hub=True), "hub"),
    ]

    for actor in strangers:
        with pytest.raises(NotAllowed):
            examine(lot, actor=actor, decision=D.RELEASED)
    assert state(lot) == ("quarantine", 24, 0, 0)


def test_the_first_opening_of_a_lesson_is_written_down_once_by_its_own_people_alone() -> None:
    lot = couscous()
    check = examine(lot, **rejection())
    owner = member_actor(lot.organisation, "production")

    with pytest.raises(NotFound):
        lesson_open(actor=member_actor(OrganisationFactory.create(active=True)), check_id=check.pk, now=NOON)
    lesson_open(actor=owner, check_id=check.pk, now=NOON + timedelta(hours=3))
    lesson_open(actor=owner, check_id=check.pk, now=NOON + timedelta(days=3))

    check.refresh_from_db()
    assert check.lesson_opened_at == NOON + timedelta(hours=3)


def test_the_trend_counts_decisions_by_month_weak_points_and_the_time_to_the_lesson() -> None:
    owner = OrganisationFactory.create(active=True)
    kind = ProductTypeFactory.create(key="couscous-cereals", facts={"intake": INTAKE})
    variant = VariantFactory.create(product__product_type=kind, product__organisation=owner)
    for number, grounds in enumerate(
        (
            {"readings": {"moisture": "12"}, "decision": D.RELEASED},
            {"readings": BAD, "decision": D.RELEASED_WITH_REMARK, "reason": "x"},
            rejection(readings={"moisture": "16", "ash": "3"}),
        )
    ):
        lot = quarantined_lot(variant, 9, code=f"T-{number}")
        lot_examine(actor=MACHINE, lot_id=lot.pk, seen=Examination(sample_units=2, **grounds), now=NOON)
    person = member_actor(owner)
    rejected = QualityCheck.objects.get(decision=D.REJECTED)
    lesson_open(actor=person, check_id=rejected.pk, now=NOON + timedelta(hours=6))

    trend = quality_trend(actor=person, organisation_id=owner.pk, at=NOON)

    (month,) = trend.months
    assert (month.released, month.remarked, month.reworked, month.rejected) == (1, 1, 0, 1)
    assert (month.total, month.good_percent, trend.decided) == (3, 33, 3)
    assert trend.weak_points == (("moisture", 2), ("ash", 1))
    assert (trend.lessons_given, trend.lessons_opened, trend.time_to_lesson) == (1, 1, timedelta(hours=6))
    assert len(checks_of_organisation(actor=person, organisation_id=owner.pk).items) == 3


def test_strangers_see_neither_trend_nor_check() -> None:
    lot = couscous()
    check = examine(lot, **rejection())
    stranger = member_actor(OrganisationFactory.create(active=True))
    hub = OrganisationFactory.create(hub=True)
    worker = member_actor(hub, "hub")

    for actor in (stranger, worker, Actor.anonymous()):
        with pytest.raises(NotFound):
            check_detail(actor=actor, check_id=check.pk)
        with pytest.raises(NotAllowed):
            checks_of_organisation(actor=actor, organisation_id=lot.organisation_id)
        with pytest.raises(NotAllowed):
            quality_trend(actor=actor, organisation_id=lot.organisation_id, at=NOON)
    # A hub's own worker counts its own checks: none was made there.
    trend = quality_trend(
        actor=worker, organisation_id=lot.organisation_id, hub_organisation_id=hub.pk, at=NOON
    )
    assert trend.decided == 0
