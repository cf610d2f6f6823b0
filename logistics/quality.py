"""
What a lot of a family is examined for, and how a reading stands to its limit. Pure.

Criteria come from the family's sourced facts (catalog/data/product_types.json: limit, source, confidence). A limit
warns; a person decides: what lies outside a limit of confidence H or M is released with a remark only, and a limit
of confidence L never drives a decision.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from math import isqrt
from typing import Any, Final

from django.utils.translation import gettext as _

from logistics.states import CheckOutcome
from marketplace.kernel.errors import InvalidInput

_FIRM: Final = frozenset({"H", "M"})
_ARABIC_DIGITS: Final = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫", "01234567890123456789.")
_BOUNDS: Final = frozenset({"max", "min", "range", "must_be", "values"})
MOST_SIGNS: Final = 100


class CriterionKind(StrEnum):
    """How a criterion is answered."""

    NUMBER = "number"
    YES_NO = "yes_no"
    CHOICE = "choice"
    TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One question of a checklist with its limit and where the limit comes from."""

    key: str
    label_fr: str
    unit: str
    kind: CriterionKind
    least: Decimal | None = None
    most: Decimal | None = None
    # For yes and no: the answer that is right
    must_be: bool | None = None
    choices: tuple[str, ...] = ()
    # (grade, bound) from the best on; ceilings if a lower value is better
    grades: tuple[tuple[str, Decimal], ...] = ()
    grades_are_ceilings: bool = True
    # The limits as the source words them, where they depend on a kind or a method
    guidance: str = ""
    method: str = ""
    source: str = ""
    confidence: str = ""

    @property
    def is_firm(self) -> bool:
        """Whether its limit is read well enough to hold goods back."""
        return self.confidence in _FIRM

    @property
    def limit(self) -> str:
        """The limit in signs, the same in every language."""
        if self.grades:
            sign = "≤" if self.grades_are_ceilings else "≥"
            return " · ".join(f"{grade} {sign} {bound:f}" for grade, bound in self.grades)
        if self.least is not None and self.most is not None:
            return f"{self.least:f}–{self.most:f}"
        if self.most is not None:
            return f"≤ {self.most:f}"
        return f"≥ {self.least:f}" if self.least is not None else ""


@dataclass(frozen=True, slots=True)
class Judged:
    """A reading: as written, as a number, how it stands to its limit, and the grade it earns."""

    value: str
    number: Decimal | None
    outcome: CheckOutcome
    grade: str = ""


def checklist_of(facts: Mapping[str, Any]) -> tuple[Criterion, ...]:
    """Read the criteria of a family from its facts."""
    rows = facts.get("intake")
    return tuple(_criterion(row) for row in rows) if isinstance(rows, list) else ()


def _criterion(row: Mapping[str, Any]) -> Criterion:
    limits: Mapping[str, Any] = row.get("limits") or {}
    least, most = _bounds(limits)
    grades = _grades(limits)
    known = {
        "key": row["key"],
        "label_fr": row["label_fr"],
        "unit": "" if row["unit"] in ("bool", "text", "enum") else row["unit"].removesuffix(" text"),
        "kind": _kind(str(row["unit"])),
        "must_be": limits.get("must_be"),
        "choices": tuple(limits.get("values", ())),
        "guidance": "" if grades else _guidance(limits),
        "method": row.get("method") or "",
        "source": row.get("source") or "",
        "confidence": row.get("confidence") or "",
    }
    ceilings = len(grades) < 2 or grades[0][1] <= grades[-1][1]
    return Criterion(least=least, most=most, grades=grades, grades_are_ceilings=ceilings, **known)


def _kind(unit: str) -> CriterionKind:
    if unit == "bool":
        return CriterionKind.YES_NO
    if unit == "enum":
        return CriterionKind.CHOICE
    # A declaration, a panel's words, or two figures at once
    is_text = unit.endswith("text") or unit in ("score", "acidité / peroxyde")
    return CriterionKind.TEXT if is_text else CriterionKind.NUMBER


def _bounds(limits: Mapping[str, Any]) -> tuple[Decimal | None, Decimal | None]:
    span = limits.get("range")
    if isinstance(span, list):
        return Decimal(str(span[0])), Decimal(str(span[1]))
    least, most = limits.get("min"), limits.get("max")
    return (
        Decimal(str(least)) if least is not None else None,
        Decimal(str(most)) if most is not None else None,
    )


# How the trade names its grades, best first (olive oil, argan oil, saffron)
_GRADES: Final = ("extra", "fine", "vierge", "courante", "ordinaire", "I", "II", "III")


def _grades(limits: Mapping[str, Any]) -> tuple[tuple[str, Decimal], ...]:
    found = [
        (name, Decimal(str(bound)))
        for name, bound in limits.items()
        if name in _GRADES and isinstance(bound, int | float)
    ]
    return tuple(found)


def _guidance(limits: Mapping[str, Any]) -> str:
    """What of the limits depends on more than the value: shown, never computed."""
    parts = [f"{name} {bound}" for name, bound in limits.items() if name not in _BOUNDS]
    return " · ".join(parts).replace("_", " ")


def judge(criterion: Criterion, text: str) -> Judged:
    """
    Compare a reading with its limit.

    :raises InvalidInput: if it is no answer to this criterion; the field is the criterion's key
    """
    value = text.strip()
    if not value or len(value) > MOST_SIGNS:
        raise InvalidInput(_("Please write a short reading."), field=criterion.key)
    match criterion.kind:
        case CriterionKind.NUMBER:
            return _judged_number(criterion, value)
        case CriterionKind.YES_NO:
            if value not in ("yes", "no"):
                raise InvalidInput(_("Please answer yes or no."), field=criterion.key)
            if criterion.must_be is None:
                return Judged(value, None, CheckOutcome.NOTED)
            is_right = (value == "yes") == criterion.must_be
            return Judged(value, None, CheckOutcome.WITHIN if is_right else CheckOutcome.OUTSIDE)
        case CriterionKind.CHOICE if value not in criterion.choices:
            raise InvalidInput(_("Please choose one of these."), field=criterion.key)
    return Judged(value, None, CheckOutcome.NOTED)


def _judged_number(criterion: Criterion, value: str) -> Judged:
    try:
        number = Decimal(value.translate(_ARABIC_DIGITS).replace(",", ".").replace("−", "-"))
    except InvalidOperation:
        raise InvalidInput(_("Please write a number."), field=criterion.key) from None
    if not number.is_finite() or abs(number) >= 10**9 or (number < 0 and criterion.unit != "°C"):
        raise InvalidInput(_("This reading cannot be."), field=criterion.key)
    if criterion.grades:
        return _graded(criterion, value, number)
    if criterion.least is None and criterion.most is None:
        return Judged(value, number, CheckOutcome.NOTED)
    is_within = (criterion.least is None or number >= criterion.least) and (
        criterion.most is None or number <= criterion.most
    )
    return Judged(value, number, CheckOutcome.WITHIN if is_within else CheckOutcome.OUTSIDE)


def _graded(criterion: Criterion, value: str, number: Decimal) -> Judged:
    for grade, bound in criterion.grades:
        if number <= bound if criterion.grades_are_ceilings else number >= bound:
            return Judged(value, number, CheckOutcome.WITHIN, grade)
    return Judged(value, number, CheckOutcome.OUTSIDE)


def sample_size(units: int) -> int:
    """
    Propose how many units of a lot to look at: the square root of the lot plus one, at most all.

    Source: the √n + 1 rule of incoming inspection (general knowledge, confidence L); an officer may take more.
    """
    return min(units, isqrt(max(units, 0)) + 1) if units > 0 else 0


def needs_remark(readings: Iterable[tuple[Criterion, Judged]]) -> bool:
    """Say whether goods may be released with a remark only: something lies outside a firm limit."""
    return any(judged.outcome == CheckOutcome.OUTSIDE and criterion.is_firm for criterion, judged in readings)
