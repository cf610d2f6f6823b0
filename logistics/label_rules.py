"""
Which mentions a label must carry, and which of them are missing. Pure: rules are dated data (data/label_rules.json).

A protected name (law 25-06) is a mention too: printed, or standing in the product's name, it needs a certificate.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

_FILE: Final = Path(__file__).parent / "data" / "label_rules.json"
# How the families' facts call the signs of quality (catalog.states.CertificateScheme)
SCHEMES: Final[Mapping[str, str]] = {
    "IGP": "igp",
    "AOP": "aop",
    "Label agricole": "agricultural_label",
}


class Mention(StrEnum):
    """What stands on a label."""

    NAME = "name"
    INGREDIENTS = "ingredients"
    ALLERGENS = "allergens"
    NET_QUANTITY = "net_quantity"
    DURABILITY = "durability"
    STORAGE = "storage"
    MAKER = "maker"
    ORIGIN = "origin"
    LOT = "lot"
    AUTHORISATION = "authorisation"
    PROTECTED_NAME = "protected_name"


MENTION_NAMES: Final[Mapping[Mention, Promise]] = {
    Mention.NAME: gettext_lazy("name of the product in Arabic"),
    Mention.INGREDIENTS: gettext_lazy("ingredients in Arabic"),
    Mention.ALLERGENS: gettext_lazy("allergens"),
    Mention.NET_QUANTITY: gettext_lazy("net quantity"),
    Mention.DURABILITY: gettext_lazy("date of durability"),
    Mention.STORAGE: gettext_lazy("storage in Arabic"),
    Mention.MAKER: gettext_lazy("maker's name and address"),
    Mention.ORIGIN: gettext_lazy("origin"),
    Mention.LOT: gettext_lazy("lot number"),
    Mention.AUTHORISATION: gettext_lazy("valid ONSSA authorisation number"),
    Mention.PROTECTED_NAME: gettext_lazy("valid certificate for the protected name"),
}


@dataclass(frozen=True, slots=True)
class LabelRule:
    """A mention that a group of families must carry, from a day on, with the source of the demand."""

    group: str
    mention: Mention
    languages: tuple[str, ...]
    from_date: date
    until_date: date | None
    source: str
    confidence: str

    def holds(self, on: date) -> bool:
        """Say whether it is in force on a day."""
        return self.from_date <= on and (self.until_date is None or on <= self.until_date)


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelFacts:
    """All that a label of a lot says; texts are language code -> text, what is unknown is empty."""

    family: str
    is_food: bool
    names: Mapping[str, str]
    net_quantity: str
    ingredients: Mapping[str, str] = field(default_factory=dict)
    storage: Mapping[str, str] = field(default_factory=dict)
    allergens: tuple[str, ...] = ()
    best_before: date | None = None
    # "DDM" or "DLC" as the family is marked
    date_marking: str = ""
    maker: str = ""
    maker_place: str = ""
    origin: str = ""
    lot: str = ""
    authorisation: str = ""
    # The protected name to be printed (empty: none), the family's protected names with their sign (IGP…), and
    # the signs for which a certificate is valid on the day
    protected_name: str = ""
    protected: tuple[tuple[str, str], ...] = ()
    certified: frozenset[str] = frozenset()


@lru_cache(maxsize=1)
def _data() -> Mapping[str, Any]:
    data: Mapping[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return data


@lru_cache(maxsize=1)
def label_rules() -> tuple[LabelRule, ...]:
    """Return every rule, in the order of the file."""
    return tuple(
        LabelRule(
            group=row["group"],
            mention=Mention(row["mention"]),
            languages=tuple(row["languages"]),
            from_date=date.fromisoformat(row["from"]),
            until_date=date.fromisoformat(row["until"]) if row["until"] else None,
            source=row["source"],
            confidence=row["confidence"],
        )
        for row in _data()["rules"]
    )


def rule_source(key: str) -> str:
    """Return the source of a rule in words."""
    sources: Mapping[str, str] = _data()["sources"]
    return sources[key]


def group_of(family: str, *, is_food: bool) -> str:
    """Return to which group of the rules a family belongs; empty for goods of which the law asks nothing here."""
    if is_food:
        return "food"
    groups: Mapping[str, Sequence[str]] = _data()["groups"]
    return next((name for name, families in groups.items() if family in families), "")


def rules_for(family: str, *, is_food: bool, on: date) -> tuple[LabelRule, ...]:
    """Return the rules that a family's labels must keep on a day."""
    group = group_of(family, is_food=is_food)
    natural = allergens_by_nature(family)
    return tuple(
        rule
        for rule in label_rules()
        if rule.group == group and rule.holds(on) and (natural or rule.mention != Mention.ALLERGENS)
    )


def storage_proposed(family: str) -> Mapping[str, str]:
    """Return storage words for a family to start from; empty where we know none."""
    words: Mapping[str, str] = _data()["storage_of_family"].get(family, {})
    return words


def mentions_missing(
    facts: LabelFacts, *, on: date, rules: Sequence[LabelRule] | None = None
) -> list[Mention]:
    """Return which mentions a label lacks on a day, in the order of the rules; empty: it may be printed."""
    asked = rules_for(facts.family, is_food=facts.is_food, on=on) if rules is None else rules
    missing = [rule.mention for rule in asked if not _PRESENT[rule.mention](facts, rule.languages)]
    if unprotected_names(facts):
        missing.append(Mention.PROTECTED_NAME)
    return missing


# What makes a mention stand there, given the languages in which it must be written
_PRESENT: Final[Mapping[Mention, Callable[[LabelFacts, tuple[str, ...]], bool]]] = {
    Mention.NAME: lambda facts, languages: _said(facts.names, languages),
    Mention.INGREDIENTS: lambda facts, languages: _said(facts.ingredients, languages),
    Mention.STORAGE: lambda facts, languages: _said(facts.storage, languages),
    Mention.ALLERGENS: lambda facts, _: set(allergens_by_nature(facts.family)) <= set(facts.allergens),
    Mention.NET_QUANTITY: lambda facts, _: bool(facts.net_quantity),
    Mention.DURABILITY: lambda facts, _: facts.best_before is not None,
    Mention.MAKER: lambda facts, _: bool(facts.maker and facts.maker_place),
    Mention.ORIGIN: lambda facts, _: bool(facts.origin),
    Mention.LOT: lambda facts, _: bool(facts.lot),
    Mention.AUTHORISATION: lambda facts, _: bool(facts.authorisation),
}


def allergens_by_nature(family: str) -> Sequence[str]:
    """Return what a family contains by its nature, as keys of allergens."""
    keys: Sequence[str] = _data()["allergens_of_family"].get(family, ())
    return keys


def _said(texts: Mapping[str, str], languages: Collection[str]) -> bool:
    if not languages:
        return any(text.strip() for text in texts.values())
    return all(texts.get(language, "").strip() for language in languages)


def unprotected_names(facts: LabelFacts) -> list[str]:
    """Return the protected names that the label would carry without a valid certificate for them."""
    return [
        name
        for name, sign in facts.protected
        if SCHEMES.get(sign, sign) not in facts.certified
        and (facts.protected_name == name or name_stands_in(name, facts.names.values()))
    ]


def name_stands_in(name: str, texts: Collection[str]) -> bool:
    """Find a protected name, accents and case aside, as whole words."""
    pattern = re.compile(rf"(?<!\w){re.escape(_folded(name))}(?!\w)")
    return any(pattern.search(_folded(text)) for text in texts)


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.replace("’", "'"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).casefold()
