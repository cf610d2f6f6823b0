"""Mandatory mentions: test that ..."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import catalog
from logistics.label_rules import (
    LabelFacts,
    LabelRule,
    Mention,
    group_of,
    label_rules,
    mentions_missing,
    rule_source,
    rules_for,
    storage_proposed,
    unprotected_names,
)

TODAY = date(2026, 11, 16)
FAMILIES: dict[str, dict[str, Any]] = {
    row["key"]: row
    for row in json.loads(
        (Path(catalog.__file__).parent / "data" / "product_types.json").read_text(encoding="utf-8")
    )["families"]
}
FULL = LabelFacts(
    family="couscous-cereals",
    is_food=True,
    names={"ar": "كسكس", "fr": "Couscous"},
    net_quantity="500 g",
    ingredients={"ar": "سميد، ماء، ملح", "fr": "semoule, eau, sel"},
    storage={"ar": "يحفظ في مكان جاف", "fr": "au sec"},
    allergens=("gluten", "nuts", "milk"),
    best_before=date(2027, 6, 30),
    date_marking="DDM",
    maker="تعاونية",
    maker_place="Figuig",
    origin="Figuig, Maroc",
    lot="L1",
    authorisation="CAHV.18.42.26",
)
# How each mention is taken away
WITHOUT: dict[Mention, dict[str, Any]] = {
    Mention.NAME: {"names": {"fr": "Couscous"}},
    Mention.INGREDIENTS: {"ingredients": {}},
    Mention.ALLERGENS: {"allergens": ()},
    Mention.NET_QUANTITY: {"net_quantity": ""},
    Mention.DURABILITY: {"best_before": None},
    Mention.STORAGE: {"storage": {"fr": "au sec", "ar": "  "}},
    Mention.MAKER: {"maker_place": ""},
    Mention.ORIGIN: {"origin": ""},
    Mention.LOT: {"lot": ""},
    Mention.AUTHORISATION: {"authorisation": ""},
}


def full(family: str) -> LabelFacts:
    """A complete label of a family."""
    return replace(FULL, family=family, is_food=FAMILIES[family]["is_food"])


CASES = [
    (family, rule.mention)
    for family, row in FAMILIES.items()
    for rule in rules_for(family, is_food=row["is_food"], on=TODAY)
]


@pytest.mark.parametrize("family", FAMILIES)
def test_a_complete_label_lacks_nothing(family: str) -> None:
    assert mentions_missing(full(family), on=TODAY) == []


@pytest.mark.parametrize(("family", "mention"), CASES)
def test_each_mandatory_mention_that_is_taken_away_is_named_and_no_other(
    family: str, mention: Mention
) -> None:
    facts = replace(full(family), **WITHOUT[mention])

    assert mentions_missing(facts, on=TODAY) == [mention]


def test_every_family_of_food_carries_the_mentions_of_the_decree() -> None:
    food = {
        Mention.NAME,
        Mention.INGREDIENTS,
        Mention.NET_QUANTITY,
        Mention.DURABILITY,
        Mention.STORAGE,
        Mention.MAKER,
        Mention.ORIGIN,
        Mention.LOT,
        Mention.AUTHORISATION,
    }
    asked = {
        family: {mention for of, mention in CASES if of == family} - {Mention.ALLERGENS}
        for family, row in FAMILIES.items()
        if row["is_food"]
    }

    assert len(asked) == 12
    assert all(mentions == food for mentions in asked.values())


def test_every_family_belongs_to_a_group_and_an_unknown_one_is_asked_for_nothing() -> None:
    groups = {group_of(key, is_food=row["is_food"]) for key, row in FAMILIES.items()}

    assert groups == {"food", "cosmetic", "craft"}
    assert group_of("family", is_food=False) == ""
    assert rules_for("family", is_food=False, on=TODAY) == ()


def test_only_families_that_contain_allergens_by_nature_must_declare_them() -> None:
    asked = {family for family, mention in CASES if mention == Mention.ALLERGENS}

    assert asked == {"couscous-cereals", "almonds", "dairy-livestock"}


def test_french_alone_is_not_enough_and_arabic_alone_is() -> None:
    french = replace(FULL, names={"fr": "x"}, ingredients={"fr": "x"}, storage={"fr": "x"})
    arabic = replace(FULL, names={"ar": "س"}, ingredients={"ar": "س"}, storage={"ar": "س"})

    assert mentions_missing(french, on=TODAY) == [Mention.NAME, Mention.INGREDIENTS, Mention.STORAGE]
    assert mentions_missing(arabic, on=TODAY) == []


def test_a_rule_counts_from_its_day_to_its_last() -> None:
    rule = LabelRule("food", Mention.ORIGIN, (), date(2027, 1, 1), date(2027, 12, 31), "gk", "L")
    facts = replace(FULL, origin="")

    lacking = {
        day: mentions_missing(facts, on=day, rules=[rule] if rule.holds(day) else [])
        for day in (date(2026, 12, 31), date(2027, 1, 1), date(2027, 12, 31), date(2028, 1, 1))
    }

    assert [len(missing) for missing in lacking.values()] == [0, 1, 1, 0]
    assert rules_for("dates", is_food=True, on=date(2013, 4, 21)) == ()


def test_every_rule_names_its_source_and_confidence() -> None:
    for rule in label_rules():
        assert rule_source(rule.source)
        assert rule.confidence in ("H", "M", "L")


@pytest.mark.parametrize("family", [key for key, row in FAMILIES.items() if row["is_food"]])
def test_storage_words_are_proposed_in_arabic_and_french_for_every_food(family: str) -> None:
    assert set(storage_proposed(family)) == {"ar", "fr"}


PROTECTED = (
    ("Miel d'arbousier Jbal My Abdessalam", "IGP"),
    ("Argane", "IGP"),
    ("Safran de Taliouine", "AOP"),
)


@pytest.mark.parametrize(
    ("names", "printed", "certified", "expected"),
    [
        ({"fr": "Safran"}, "Safran de Taliouine", frozenset(), ["Safran de Taliouine"]),
        ({"fr": "Safran"}, "Safran de Taliouine", frozenset({"igp"}), ["Safran de Taliouine"]),
        ({"fr": "Safran"}, "Safran de Taliouine", frozenset({"aop"}), []),
        ({"fr": "SAFRAN de Taliouiné, grade I"}, "", frozenset(), ["Safran de Taliouine"]),
        ({"fr": "Huile d’argane"}, "", frozenset(), ["Argane"]),
        ({"fr": "Huile d’arganeraie"}, "", frozenset(), []),
        ({"en": "miel d’arbousier jbal my abdessalam"}, "", frozenset(), [PROTECTED[0][0]]),
        ({"fr": "Safran"}, "", frozenset(), []),
    ],
)
def test_a_protected_name_needs_its_own_certificate_wherever_it_stands(
    names: dict[str, str], printed: str, certified: frozenset[str], expected: list[str]
) -> None:
    facts = replace(
        FULL, names={"ar": "س", **names}, protected=PROTECTED, protected_name=printed, certified=certified
    )

    assert unprotected_names(facts) == expected
    assert (Mention.PROTECTED_NAME in mentions_missing(facts, on=TODAY)) == bool(expected)
