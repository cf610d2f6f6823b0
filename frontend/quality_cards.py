"""From quality checks to what the pages of hub and portal show of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.selectors.sources import source_text
from frontend.cards import Chip
from logistics.lessons import Lesson, lessons
from logistics.models.quality import QualityCheck, Reading
from logistics.quality_words import criterion_name
from logistics.states import CheckDecision, CheckOutcome

DECISIONS = {
    CheckDecision.RELEASED: ("success", "check"),
    CheckDecision.RELEASED_WITH_REMARK: ("success", "note"),
    CheckDecision.REWORK: ("warning", "refresh"),
    CheckDecision.REJECTED: ("danger", "thumb-down"),
}
OUTCOMES = {
    CheckOutcome.WITHIN: ("success", "check"),
    CheckOutcome.OUTSIDE: ("danger", "alert"),
    CheckOutcome.NOTED: ("", "note"),
}


@dataclass(frozen=True, slots=True)
class ReadingCard:
    """One criterion as it was read, with its limit and where that comes from."""

    name: str
    value: str
    unit: str
    grade: str
    limit: str
    source: str
    confidence: str
    chip: Chip


@dataclass(frozen=True, slots=True)
class CheckCard:
    """A check with its readings and what followed."""

    check: QualityCheck
    chip: Chip
    readings: tuple[ReadingCard, ...]
    lesson: Lesson | None
    lesson_title: str


def check_card(check: QualityCheck, language: str) -> CheckCard:
    """Return a check (its readings fetched) as pages show it."""
    lesson = lessons().get(check.lesson)
    return CheckCard(
        check=check,
        chip=decision_chip(check),
        readings=tuple(_reading(row) for row in check.readings.all()),
        lesson=lesson,
        lesson_title=lesson.title(language) if lesson else "",
    )


def decision_chip(check: QualityCheck) -> Chip:
    """Say how a check ended, or that something is awaited."""
    if not check.decision:
        return Chip(_("Awaiting results"), "warning", "clock")
    decision = CheckDecision(check.decision)
    tone, icon = DECISIONS[decision]
    words = {
        CheckDecision.RELEASED: _("Released"),
        CheckDecision.RELEASED_WITH_REMARK: _("Released with a remark"),
        CheckDecision.REWORK: _("To be reworked"),
        CheckDecision.REJECTED: _("Rejected"),
    }
    return Chip(words[decision], tone, icon)


def _reading(row: Reading) -> ReadingCard:
    outcome = CheckOutcome(row.outcome)
    tone, icon = OUTCOMES[outcome]
    answers = {"yes": _("Yes"), "no": _("No")}
    return ReadingCard(
        name=criterion_name(row.criterion),
        value=answers.get(row.value, row.value) if row.number is None else row.value,
        unit=row.unit,
        grade=row.grade,
        limit=row.limit,
        source=source_text(row.source),
        confidence=row.confidence,
        chip=Chip(str(outcome.label), tone, icon),
    )


def weak_points(points: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """Name what most often lay outside its limit."""
    return [(criterion_name(key), count) for key, count in points]


def delay_text(delay: timedelta | None) -> str:
    """Write a delay in whole hours, or in days from two days on."""
    if delay is None:
        return ""
    hours = round(delay.total_seconds() / 3600)
    if hours < 48:
        return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
    days = round(hours / 24)
    return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
