"""Checklists and limits: test that ..."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import override

import catalog
from catalog.selectors.sources import source_text
from logistics.lessons import lesson_about, lessons
from logistics.quality import (
    Criterion,
    CriterionKind,
    checklist_of,
    judge,
    needs_remark,
    sample_size,
)
from logistics.quality_words import CRITERIA, criterion_name
from logistics.states import CheckOutcome
from marketplace.kernel.errors import InvalidInput
from marketplace.kernel.texts import LANGUAGES

FAMILIES: dict[str, dict[str, Any]] = {
    row["key"]: row["facts"]
    for row in json.loads(
        (Path(catalog.__file__).parent / "data" / "product_types.json").read_text(encoding="utf-8")
    )["families"]
}


def of(family: str, key: str) -> Criterion:
    """A criterion of a family."""
    return next(row for row in checklist_of(FAMILIES[family]) if row.key == key)


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_has_a_checklist_whose_limits_name_their_source_and_confidence(family: str) -> None:
    rows = checklist_of(FAMILIES[family])

    # Fresh and dried fruit of many kinds have nothing in common that is measured: eyes and hands decide.
    assert bool(rows) == (family != "other-terroir")
    assert len({row.key for row in rows}) == len(rows)
    for row in rows:
        assert row.source, row.key
        assert source_text(row.source)
        assert row.confidence in ("H", "M", "L"), row.key
        assert row.key in CRITERIA, row.key
        assert lesson_about(row.key), row.key


@pytest.mark.parametrize(
    ("family", "key", "text", "outcome", "grade"),
    [
        ("couscous-cereals", "moisture", "13,5", "within", ""),
        ("couscous-cereals", "moisture", "13,6", "outside", ""),
        ("couscous-cereals", "moisture", "١٣٫٥", "within", ""),
        ("couscous-cereals", "granularity", "629", "outside", ""),
        ("couscous-cereals", "granularity", "2000", "within", ""),
        ("couscous-cereals", "insects", "no", "within", ""),
        ("couscous-cereals", "insects", "yes", "outside", ""),
        ("honey", "moisture", "20.1", "outside", ""),
        ("honey", "diastase", "7.9", "outside", ""),
        ("honey", "diastase", "8", "within", ""),
        ("olive-oil", "acidity", "0.8", "within", "extra"),
        ("olive-oil", "acidity", "0.81", "within", "vierge"),
        ("olive-oil", "acidity", "3.3", "within", "courante"),
        ("olive-oil", "acidity", "3.31", "outside", ""),
        ("saffron", "color", "200", "within", "I"),
        ("saffron", "color", "199", "within", "II"),
        ("saffron", "color", "119", "outside", ""),
        ("saffron", "floral_waste", "0.5", "within", "I"),
        ("saffron", "floral_waste", "5.1", "outside", ""),
        ("dairy-livestock", "temp", "-4", "within", ""),
        ("dairy-livestock", "temp", "6.5", "outside", ""),
        ("crafts", "length_cm", "240", "noted", ""),
        ("crafts", "unique", "yes", "noted", ""),
        ("crafts", "fibre", "laine 100 %", "noted", ""),
        ("map-herbs", "origin", "wild_permit", "noted", ""),
        ("dates", "count_500g", "74", "noted", ""),
        ("olive-oil", "sensory", "défauts 0", "noted", ""),
    ],
)
def test_a_reading_is_compared_with_its_limit(
    family: str, key: str, text: str, outcome: str, grade: str
) -> None:
    judged = judge(of(family, key), text)

    assert (judged.outcome, judged.grade) == (outcome, grade)


@pytest.mark.parametrize(
    ("family", "key", "text"),
    [
        ("honey", "moisture", ""),
        ("honey", "moisture", "damp"),
        ("honey", "moisture", "-1"),
        ("honey", "moisture", "NaN"),
        ("honey", "moisture", "Infinity"),
        ("honey", "moisture", "1e12"),
        ("honey", "moisture", "9" * 101),
        ("dates", "infestation", "maybe"),
        ("map-herbs", "origin", "stolen"),
    ],
)
def test_what_is_no_answer_is_refused_by_the_name_of_the_criterion(family: str, key: str, text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        judge(of(family, key), text)

    assert refused.value.field == key


@pytest.mark.parametrize(
    ("family", "key", "limit", "guidance"),
    [
        ("couscous-cereals", "moisture", "≤ 13.5", ""),
        ("honey", "diastase", "≥ 8", "min low enzyme 3"),
        ("saffron", "safranal", "20–50", ""),
        ("olive-oil", "acidity", "extra ≤ 0.8 · vierge ≤ 2.0 · courante ≤ 3.3", ""),
        ("saffron", "color", "I ≥ 200 · II ≥ 170 · III ≥ 120", ""),
        ("crafts", "length_cm", "", ""),
    ],
)
def test_a_limit_is_written_in_signs(family: str, key: str, limit: str, guidance: str) -> None:
    criterion = of(family, key)

    assert (criterion.limit, criterion.guidance) == (limit, guidance)


def test_a_limit_that_is_only_general_knowledge_never_demands_a_remark() -> None:
    firm, loose = of("couscous-cereals", "moisture"), of("couscous-cereals", "ash")
    good, bad = judge(firm, "10"), judge(firm, "15")

    assert (firm.confidence, loose.confidence) == ("H", "L")
    assert needs_remark([(firm, bad)])
    assert not needs_remark([(firm, good), (loose, judge(loose, "9"))])
    assert judge(loose, "9").outcome == CheckOutcome.OUTSIDE


@pytest.mark.parametrize(("units", "sample"), [(0, 0), (1, 1), (2, 2), (24, 5), (100, 11), (10_000, 101)])
def test_the_proposed_sample_is_the_root_plus_one_and_never_more_than_there_is(
    units: int, sample: int
) -> None:
    assert sample_size(units) == sample


def test_a_family_without_facts_has_no_checklist() -> None:
    assert checklist_of({}) == ()
    assert checklist_of({"intake": None}) == ()


def test_every_criterion_is_named_in_arabic_and_french() -> None:
    for language in ("ar", "fr"):
        with override(language):
            names = {key: criterion_name(key) for key in CRITERIA}
        with override("en"):
            assert {key for key in CRITERIA if names[key] == criterion_name(key)} <= {
                "hmf",
                "ph",
                "diastase",
                "aflatoxin_b1",
                "conductivity",
            }, language
    assert criterion_name("unheard-of", fallback="Inédit") == "Inédit"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_lesson_speaks_the_language_or_the_nearest(language: str) -> None:
    for lesson in lessons().values():
        assert lesson.title(language)
        assert len(lesson.steps_in(language)) == 4


def test_the_kinds_of_answers_follow_the_units() -> None:
    kinds = {row.key: row.kind for family in FAMILIES.values() for row in checklist_of(family)}

    assert kinds["moisture"] == CriterionKind.NUMBER
    assert kinds["insects"] == CriterionKind.YES_NO
    assert kinds["origin"] == CriterionKind.CHOICE
    assert kinds["fibre"] == CriterionKind.TEXT
    assert of("honey", "moisture").most == Decimal(20)
