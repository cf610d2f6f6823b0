"""Why this amount."""

from copy import deepcopy
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.kernel.money import Money
from marketplace.payouts.explanations import WAITING_REASONS, Waiting, explain, explain_waiting
from marketplace.payouts.sentences import DoesNotRecompute, Sentence
from tests.factories.payouts import sale_facts

NBSP = "\u00a0"


def test_a_sale_opens_to_its_articles_fees_and_terms() -> None:
    why = explain(sale_facts(30000, fee=600), Money(26400))

    assert why.texts("en") == [
        "Your part M-1-A of order M-1 of 2 November 2026.",
        f"1 × Huile d'argan (250 ml) at 300.00{NBSP}MAD: 300.00{NBSP}MAD.",
        f"Commission of 10% on 300.00{NBSP}MAD: 30.00{NBSP}MAD are taken off.",
        f"Packing at the hub, by the terms of 1 January 2024: 6.00{NBSP}MAD are taken off.",
        f"You earn 264.00{NBSP}MAD.",
    ]
    assert [step.amount for step in why.steps] == [None, Money(30000), Money(-3000), Money(-600), None]
    assert (why.kind, why.amount) == ("sale", Money(26400))


def test_the_article_is_named_in_the_reader_s_language() -> None:
    [_heading, sold, *_rest] = explain(sale_facts(30000), Money(27000)).texts("ar")

    assert "زيت أركان (250 مل)" in sold


def test_facts_of_little_detail_are_said_as_they_are() -> None:
    facts = sale_facts(30000, fee=600) | {"rule": None, "placed_at": None}
    facts["lines"][0] |= {"product": None, "variant": None}

    said = explain(facts, Money(26400)).texts("en")

    assert said[0] == "Your part M-1-A of order M-1 of …."
    assert said[1].startswith("1 × ARG-250 at ")
    assert said[3] == f"Packing at the hub: 6.00{NBSP}MAD are taken off."


def test_a_refund_gives_its_commission_back() -> None:
    facts = sale_facts(-10000)

    why = explain(facts, Money(-9000))

    assert why.kind == "refund"
    assert why.texts("en")[0] == "Refund on your part M-1-A of order M-1 of 2 November 2026."
    assert why.texts("en")[2:] == [
        f"Commission of 10% on 100.00{NBSP}MAD: 10.00{NBSP}MAD are given back.",
        f"90.00{NBSP}MAD are taken off.",
    ]


def test_a_refund_may_give_the_hub_s_fee_back() -> None:
    why = explain(sale_facts(-10000, fee=-600), Money(-8400))

    assert f"Packing at the hub: 6.00{NBSP}MAD are given back." in why.texts("en")


@pytest.mark.parametrize(
    ("_case", "path", "value"),
    [
        ("net", ("net_minor",), 26401),
        ("gross", ("gross_minor",), 30001),
        ("commission", ("commission_minor",), 2999),
        ("hub fee", ("hub_fee_minor",), 0),
        ("a line's total", ("lines", 0, "total_minor"), 29999),
        ("a line's price", ("lines", 0, "unit_price_minor"), 29999),
        ("a line's quantity", ("lines", 0, "quantity"), 2),
        ("a line's commission", ("lines", 0, "commission_minor"), 2999),
        ("a line's rate", ("lines", 0, "commission_rate"), "0.0900"),
        ("no lines", ("lines",), []),
        ("a figure that is missing", ("net_minor",), None),
    ],
)
def test_facts_that_do_not_lead_to_the_amount_are_never_shown(
    _case: str, path: tuple[Any, ...], value: object
) -> None:
    facts = deepcopy(sale_facts(30000, fee=600))
    place: Any = facts
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value

    with pytest.raises(DoesNotRecompute):
        explain(facts, Money(26400))


@pytest.mark.parametrize("amount", [Money(26401), Money(-26400), Money(26400, "EUR")])
def test_another_amount_is_refused(amount: Money) -> None:
    with pytest.raises(DoesNotRecompute):
        explain(sale_facts(30000, fee=600), amount)


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"kind": "correction", "net_minor": 5},
        {"kind": "correction", "text": "x"},
        {"kind": "correction", "net_minor": 6, "text": "x"},
    ],
)
def test_an_amount_without_facts_is_refused(facts: dict[str, Any]) -> None:
    with pytest.raises(DoesNotRecompute):
        explain(facts, Money(5))


@pytest.mark.parametrize(
    ("facts", "minor", "said"),
    [
        (
            {"kind": "hold_placed", "net_minor": -500, "reason": "A dispute", "release_date": "2026-12-10"},
            -500, f"5.00{NBSP}MAD are held until 10 December 2026: A dispute",
        ),
        (
            {"kind": "hold_released", "net_minor": 500, "reason": "A dispute", "release_date": "2026-12-10"},
            500, f"5.00{NBSP}MAD are not held any more: A dispute",
        ),
        (
            {"kind": "correction", "net_minor": 500, "text": {"en": "Found money", "fr": "Argent retrouvé"}},
            500, f"5.00{NBSP}MAD are added: Found money",
        ),
        ({"kind": "correction", "net_minor": -500, "text": "A fee"}, -500, f"5.00{NBSP}MAD are taken off: A fee"),
    ],
)  # fmt: skip
def test_everything_else_says_its_reason(facts: dict[str, Any], minor: int, said: str) -> None:
    assert explain(facts, Money(minor)).texts("en") == [said]


def test_a_percent_sign_in_a_reason_is_only_a_sign() -> None:
    facts = {"kind": "correction", "net_minor": 500, "text": "100 %(x)s % sure"}

    assert explain(facts, Money(500)).texts("en") == [f"5.00{NBSP}MAD are added: 100 %(x)s % sure"]


@given(
    st.lists(
        st.tuples(st.integers(1, 10**6), st.integers(1, 50), st.integers(0, 3000)), min_size=1, max_size=6
    ),
    st.integers(0, 2000),
)
def test_any_sale_recomputes_and_one_centime_less_does_not(
    lines: list[tuple[int, int, int]], fee: int
) -> None:
    facts: dict[str, Any] = {"lines": [], "currency": "MAD", "hub_fee_minor": fee}
    for price, quantity, rate in lines:
        share = Decimal(rate) / 10000
        facts["lines"].append(
            {
                "sku": "x", "quantity": quantity, "unit_price_minor": price, "total_minor": price * quantity,
                "commission_rate": str(share), "commission_minor": Money(price * quantity).scaled(share).minor,
            }
        )  # fmt: skip
    facts["gross_minor"] = sum(line["total_minor"] for line in facts["lines"])
    facts["commission_minor"] = sum(line["commission_minor"] for line in facts["lines"])
    net = facts["gross_minor"] - facts["commission_minor"] - fee
    facts["net_minor"] = net

    steps = explain(facts, Money(net)).steps

    assert sum(step.amount.minor for step in steps if step.amount) == net
    with pytest.raises(DoesNotRecompute):
        explain(facts, Money(net - 1))


@pytest.mark.parametrize("reason", sorted(WAITING_REASONS))
@pytest.mark.parametrize("language", ["ar", "fr", "zgh", "en", "es"])
def test_every_reason_to_wait_can_be_said(reason: str, language: str) -> None:
    moment = datetime(2026, 11, 3, 9, tzinfo=UTC)
    waiting = Waiting(reason, since=moment, until=moment, holder={"fr": "Amana", "ar": "أمانة"})

    said = explain_waiting(waiting).text(language)

    assert said
    assert "%(" not in said


def test_a_reason_names_holder_and_date() -> None:
    waiting = Waiting("with_courier", since=datetime(2026, 11, 3, 9, tzinfo=UTC), holder={"fr": "Amana"})

    assert explain_waiting(waiting).text("en") == "The cash is with the courier Amana since 3 November 2026."


def test_an_unknown_reason_is_an_error() -> None:
    with pytest.raises(KeyError):
        explain_waiting(Waiting("unknown"))


def test_values_are_written_for_the_reader() -> None:
    sentence = Sentence("%(a)s %(b)s %(c)s", {"a": 1234, "b": Decimal("0.125"), "c": date(2026, 8, 3)})

    assert sentence.text("en") == "1,234 12.5% 3 August 2026"
