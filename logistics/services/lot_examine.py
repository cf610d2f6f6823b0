"""Examine a lot in quarantine: sample, read, and decide at once or when the laboratory has answered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from logistics.lessons import lessons
from logistics.models.lot import Lot, LotStock
from logistics.models.quality import QualityCheck, Reading
from logistics.policies import may_run_hub
from logistics.quality import Criterion, Judged, checklist_of, judge, needs_remark
from logistics.selectors.locked import lot_locked, lot_stocks_locked
from logistics.services.evidence_keep import Stored, evidence_note, evidence_stored
from logistics.services.lot_hold import lot_hold
from logistics.services.lot_release import lot_release
from logistics.services.stock_move import Move, lots_move
from logistics.states import CheckDecision, CheckOutcome, EvidenceKind, LotState, MovementReason
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove, InvalidInput
from marketplace.kernel.policy import require

_HOLDING: Final = frozenset({CheckDecision.REWORK, CheckDecision.REJECTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """What an officer saw and, unless something is still awaited, decided."""

    # Criterion key -> what was read, as written
    readings: Mapping[str, str] = field(default_factory=dict)
    sample_units: int = 1
    # Of the sample, what can no longer be sold (opened, tasted, sent to the laboratory)
    used_units: int = 0
    decision: CheckDecision | None = None
    reason: str = ""
    lesson: str = ""
    photo: bytes | None = None
    audio: bytes | None = None


def lot_examine(*, actor: Actor, lot_id: int, seen: Examination, now: datetime) -> QualityCheck:
    """
    Write readings down, and decide if a decision is given; without one the check stays open and is continued later.

    A rejection carries a reason, a photo and a lesson (a spoken reason may come with it); the lot moves as
    `lot_release` and `lot_hold` move it, and used units leave the stock with their reason.

    :raises NotFound: if there is no such lot
    :raises NotAllowed: if the actor does not run the hub that took it in
    :raises IllegalMove: if the lot is not in quarantine
    :raises InvalidInput: if a reading, a number, a file, the reason or the lesson cannot be used
    """
    photo = (EvidenceKind.PHOTO, seen.photo) if seen.photo is not None else None
    audio = (EvidenceKind.AUDIO, seen.audio) if seen.audio is not None else None
    with evidence_stored({"photo": photo, "audio": audio}) as stored:
        return _examined(actor, lot_id, seen, stored, now)


@transaction.atomic
def _examined(
    actor: Actor, lot_id: int, seen: Examination, stored: Mapping[str, Stored], now: datetime
) -> QualityCheck:
    lot = lot_locked(lot_id)
    require(
        may_run_hub(actor, lot.warehouse.organisation_id),
        _("Only the people of this hub may examine its lots."),
    )
    if lot.state != LotState.QUARANTINE:
        raise IllegalMove(_("Only a lot in quarantine is examined."), field="lot")
    criteria = {row.key: row for row in checklist_of(_facts(lot))}
    check = _opened(lot, seen, actor=actor, now=now)
    _use_up(lot, check, seen.used_units, actor=actor, now=now)
    judged = _written(check, criteria, seen.readings)
    for file in stored.values():
        evidence_note(
            file,
            subject=f"check:{check.pk}",
            warehouse_id=lot.warehouse_id,
            organisation_id=lot.organisation_id,
            actor=actor,
            now=now,
        )
    if seen.decision is not None:
        _decide(lot, check, seen, judged, has_photo="photo" in stored, actor=actor, now=now)
    return check


def _facts(lot: Lot) -> dict[str, object]:
    facts: dict[str, object] = lot.variant.product.product_type.facts
    return facts


def _opened(lot: Lot, seen: Examination, *, actor: Actor, now: datetime) -> QualityCheck:
    """Continue the open check of the lot, or open one."""
    if not 1 <= seen.sample_units <= lot.quantity_received:
        raise InvalidInput(
            _("The sample has between 1 and %(most)s units.") % {"most": lot.quantity_received},
            field="sample_units",
        )
    check = QualityCheck.objects.filter(lot=lot, decided_at=None).first()
    if check is None:
        return QualityCheck.objects.create(
            lot=lot,
            organisation_id=lot.organisation_id,
            warehouse_id=lot.warehouse_id,
            sample_units=seen.sample_units,
            opened_by=actor.name,
            opened_at=now,
        )
    check.sample_units = max(check.sample_units, seen.sample_units)
    check.save(update_fields=["sample_units"])
    return check


def _use_up(lot: Lot, check: QualityCheck, units: int, *, actor: Actor, now: datetime) -> None:
    """Take used units out of the lot; it is in quarantine, so nothing that can be sold changes."""
    if not 0 <= units <= check.sample_units - check.used_units:
        raise InvalidInput(_("Only units of the sample can be used up."), field="used_units")
    if units == 0:
        return
    rows = lot_stocks_locked(LotStock.objects.filter(lot=lot, warehouse=lot.warehouse_id))
    row = next(iter(rows.values()))
    if row.quantity < units:
        raise InvalidInput(_("There is less of a lot than was to be moved."), field="used_units")
    move = Move(row, -units, MovementReason.SAMPLE, f"check:{check.pk}")
    lots_move([move], actor=actor, happened_at=now)
    check.used_units += units
    check.save(update_fields=["used_units"])


def _written(
    check: QualityCheck, criteria: Mapping[str, Criterion], readings: Mapping[str, str]
) -> list[tuple[Criterion, Judged]]:
    """Write the readings and return all of the check, those of earlier days included."""
    unknown = readings.keys() - criteria.keys()
    if unknown:
        raise InvalidInput(
            _("This family is not examined for that: %(names)s.") % {"names": ", ".join(sorted(unknown))}
        )
    for key, text in readings.items():
        criterion = criteria[key]
        judged = judge(criterion, text)
        Reading.objects.update_or_create(
            quality_check=check,
            criterion=key,
            defaults={
                "value": judged.value,
                "number": judged.number,
                "outcome": judged.outcome,
                "grade": judged.grade,
                "limit": (criterion.limit or criterion.guidance)[:120],
                "unit": criterion.unit[:20],
                "source": criterion.source[:120],
                "confidence": criterion.confidence,
            },
        )
    rows = Reading.objects.filter(quality_check=check, criterion__in=criteria)
    return [
        (criteria[row.criterion], Judged(row.value, row.number, CheckOutcome(row.outcome), row.grade))
        for row in rows
    ]


def _decide(
    lot: Lot,
    check: QualityCheck,
    seen: Examination,
    judged: list[tuple[Criterion, Judged]],
    *,
    has_photo: bool,
    actor: Actor,
    now: datetime,
) -> None:
    decision = CheckDecision(seen.decision or "")
    reason = seen.reason.strip()[:500]
    _demand_grounds(decision, seen, judged, reason=reason, has_photo=has_photo)
    check.decision, check.reason, check.lesson = decision, reason, seen.lesson
    check.decided_by, check.decided_at = actor.name, now
    check.save()
    if decision in _HOLDING:
        lot_hold(actor=actor, lot_id=lot.pk, state=LotState(decision), reason=reason, now=now)
        return
    remark = reason if decision == CheckDecision.RELEASED_WITH_REMARK else ""
    lot_release(actor=actor, lot_id=lot.pk, now=now, remark=remark)


def _demand_grounds(
    decision: CheckDecision,
    seen: Examination,
    judged: list[tuple[Criterion, Judged]],
    *,
    reason: str,
    has_photo: bool,
) -> None:
    if decision != CheckDecision.RELEASED and not reason:
        raise InvalidInput(_("Please say why."), field="reason")
    if decision == CheckDecision.RELEASED and needs_remark(judged):
        raise InvalidInput(
            _("Something lies outside its limit: release it with a remark, or hold it."), field="decision"
        )
    if seen.lesson and seen.lesson not in lessons():
        raise InvalidInput(_("There is no such lesson."), field="lesson")
    if decision == CheckDecision.REJECTED:
        if not has_photo:
            raise InvalidInput(_("Show what is wrong: a rejection needs a photo."), field="photo")
        if not seen.lesson:
            raise InvalidInput(_("Choose a lesson: what should be done better?"), field="lesson")
