"""What rules say about paying at the door: test that ..."""

from decimal import Decimal
from typing import Any

import pytest

from marketplace.kernel.money import Money
from orders.cod_rules import CashCase, CashReason, CashRule, CashTerms, PhoneHistory, cash_terms
from orders.cod_states import Confirmation, RuleKind, Standing

CAP, FEE = Money(500_000), Money(1_000)


def rule(kind: RuleKind, rule_id: int = 1, **values: Any) -> CashRule:
    return CashRule(rule_id=rule_id, kind=kind, **values)


def terms(
    *rules: CashRule, total: int = 100_000, place: str = "MA-MAR", history: PhoneHistory | None = None
) -> CashTerms:
    case = CashCase(Money(total), place, history or PhoneHistory())
    return cash_terms(rules, case, cap=CAP, fee=FEE)


def test_without_a_rule_the_channels_cap_and_fee_hold_and_nothing_is_asked_for() -> None:
    found = terms()

    assert (found.cap, found.fee, found.deposit) == (CAP, FEE, Money(0))
    assert found.confirmation == Confirmation.NONE
    assert found.reasons == ()
    assert found.allows(CAP)
    assert not found.allows(CAP + Money(1))


@pytest.mark.parametrize(
    ("total", "rate", "deposit"),
    [
        (100_000, "0.2", 20_000),
        # 20 % of 123.45 MAD is 24.69: the customer is asked for 25
        (12_345, "0.2", 2_500),
        # One dirham at least is left for the door
        (300, "0.9", 200),
        (100, "0.5", 0),
        (100_000, "0", 0),
    ],
)
def test_a_deposit_is_in_whole_dirhams_and_leaves_something_for_the_door(
    total: int, rate: str, deposit: int
) -> None:
    found = terms(rule(RuleKind.DEPOSIT, rate=Decimal(rate)), total=total)

    assert found.deposit == Money(deposit)


@pytest.mark.parametrize(
    ("standing", "at_least", "history", "applies"),
    [
        (Standing.ANY, 1, PhoneHistory(3, 1, 1), True),
        (Standing.NEW, 1, PhoneHistory(), True),
        (Standing.NEW, 1, PhoneHistory(delivered=1), False),
        (Standing.KNOWN, 2, PhoneHistory(delivered=1), False),
        (Standing.KNOWN, 2, PhoneHistory(delivered=2), True),
        (Standing.KNOWN, 2, PhoneHistory(delivered=9, refused=1), False),
        (Standing.KNOWN, 2, PhoneHistory(delivered=9, unreachable=1), False),
        (Standing.REFUSED, 2, PhoneHistory(refused=1), False),
        (Standing.REFUSED, 2, PhoneHistory(refused=2), True),
        (Standing.UNREACHABLE, 1, PhoneHistory(unreachable=1), True),
        (Standing.UNREACHABLE, 1, PhoneHistory(), False),
    ],
)
def test_a_rule_is_about_the_history_of_a_phone_number(
    standing: Standing, at_least: int, history: PhoneHistory, applies: bool
) -> None:
    found = terms(rule(RuleKind.FEE, standing=standing, at_least=at_least, amount_minor=77), history=history)

    assert found.fee == (Money(77) if applies else FEE)


@pytest.mark.parametrize(
    ("place", "applies"), [("", True), ("MA-07", True), ("MA-MAR", True), ("MA-01", False), ("MA-TNG", False)]
)
def test_a_rule_is_about_a_region_or_a_province(place: str, applies: bool) -> None:
    found = terms(rule(RuleKind.CAP, place=place, amount_minor=5_000))

    assert found.cap == (Money(5_000) if applies else CAP)


def test_a_rule_above_a_sum_leaves_that_very_sum_alone() -> None:
    above = rule(RuleKind.DEPOSIT, above_minor=80_000, rate=Decimal("0.2"))

    assert terms(above, total=80_000).deposit == Money(0)
    assert terms(above, total=80_001).deposit == Money(16_000)


def test_the_most_particular_rule_decides_and_each_kind_for_itself() -> None:
    found = terms(
        rule(RuleKind.FEE, 9, amount_minor=1),
        rule(RuleKind.FEE, 8, place="MA-07", amount_minor=2),
        rule(RuleKind.FEE, 7, place="MA-MAR", amount_minor=3),
        rule(RuleKind.FEE, 6, place="MA-MAR", above_minor=50_000, amount_minor=4),
        rule(RuleKind.FEE, 5, standing=Standing.NEW, amount_minor=5),
        rule(RuleKind.CAP, 4, amount_minor=6),
    )

    assert (found.fee, found.cap) == (Money(5), Money(6))
    assert [reason.rule_id for reason in found.reasons] == [4, 5]
    assert terms(
        rule(RuleKind.FEE, 8, place="MA-07", amount_minor=2), rule(RuleKind.FEE, 6, amount_minor=4)
    ).fee == Money(2)


def test_what_went_wrong_weighs_more_than_what_went_well() -> None:
    mixed = PhoneHistory(delivered=5, refused=1, unreachable=1)

    found = terms(
        rule(RuleKind.CONFIRMATION, 1, standing=Standing.KNOWN, confirmation=Confirmation.NONE),
        rule(RuleKind.CONFIRMATION, 2, standing=Standing.UNREACHABLE, confirmation=Confirmation.LINK),
        rule(
            RuleKind.CONFIRMATION,
            3,
            standing=Standing.REFUSED,
            confirmation=Confirmation.CALL,
            hours=5,
            attempts=2,
        ),
        history=mixed,
    )

    assert (found.confirmation, found.confirmation_hours, found.attempts) == (Confirmation.CALL, 5, 2)


def test_of_two_equal_rules_the_newer_decides() -> None:
    older, newer = rule(RuleKind.CAP, 1, amount_minor=1), rule(RuleKind.CAP, 2, amount_minor=2)

    assert terms(newer, older).cap == Money(2)


def test_a_reason_can_be_kept_and_read_again() -> None:
    [reason] = terms(
        rule(
            RuleKind.DEPOSIT,
            above_minor=80_000,
            standing=Standing.NEW,
            rate=Decimal("0.2"),
            because={"fr": "parce"},
        )
    ).reasons

    assert CashReason.from_json(reason.as_json()) == reason
    assert (reason.amount_minor, reason.rate) == (20_000, "0.2")


def test_each_kind_of_rule_can_be_asked_for() -> None:
    found = terms(rule(RuleKind.CAP, amount_minor=5))

    assert found.reason(RuleKind.CAP) is not None
    assert found.reason(RuleKind.FEE) is None


def test_without_an_address_rules_of_places_do_not_apply() -> None:
    assert terms(rule(RuleKind.CAP, place="MA-07", amount_minor=5), place="").cap == CAP
