"""
What paying at the door costs, up to which sum it is possible, and what it asks for before: pure, from dated rules.

A rule decides one thing (cap, fee, deposit, confirmation) for the orders that it is about: those to a place, above a
sum, from a phone number whose parcels arrived or did not. Nothing else about a person can be a condition. Of the rules
that apply to an order the most particular decides: history before place, place before sum, the newer before the older.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from marketplace.kernel.geography import province, provinces
from marketplace.kernel.money import Money
from orders.cod_states import Confirmation, RuleKind, Standing

# A deposit is asked for in whole dirhams, and something is always left for the door
_WHOLE = 100
DEFAULT_HOURS = 48
DEFAULT_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class PhoneHistory:
    """What became of the orders of a phone number lately."""

    delivered: int = 0
    refused: int = 0
    unreachable: int = 0

    def stands(self, standing: Standing, at_least: int) -> bool:
        """Say whether orders of this number count as such, from so many on."""
        if standing == Standing.NEW:
            return self == PhoneHistory()
        if standing == Standing.KNOWN:
            return self.delivered >= at_least and not self.refused and not self.unreachable
        if standing == Standing.REFUSED:
            return self.refused >= at_least
        if standing == Standing.UNREACHABLE:
            return self.unreachable >= at_least
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class CashRule:
    """
    One rule: for which orders it is, and what it says.

    `amount_minor` is the cap or the fee, `rate` the deposit's part of the sum and `kept_rate` what of the deposit is
    kept when the parcel is refused; `hours` is how long the customer has to confirm or to pay the deposit.
    """

    rule_id: int
    kind: RuleKind
    # ISO 3166-2 of a region or a province; empty: everywhere
    place: str = ""
    standing: Standing = Standing.ANY
    at_least: int = 1
    above_minor: int = 0
    amount_minor: int = 0
    rate: Decimal = Decimal(0)
    kept_rate: Decimal = Decimal(0)
    confirmation: Confirmation = Confirmation.NONE
    hours: int = DEFAULT_HOURS
    attempts: int = DEFAULT_ATTEMPTS
    # Why there is such a rule, by language
    because: Mapping[str, str] | None = None

    def is_about(self, case: "CashCase") -> bool:
        """Say whether an order is one of those that the rule is for."""
        return (
            self.place in ("", case.province, case.region)
            and case.total.minor > self.above_minor
            and case.history.stands(self.standing, self.at_least)
        )

    @property
    def precision(self) -> tuple[int, int, int, int, int]:
        """How particular it is: the highest decides."""
        by_place = 0 if not self.place else 2 if self.place in provinces() else 1
        return (_BY_HISTORY[self.standing], by_place, self.above_minor, self.at_least, self.rule_id)


# What went wrong weighs more than what went well, and both more than knowing nothing
_BY_HISTORY = {
    Standing.ANY: 0,
    Standing.NEW: 1,
    Standing.KNOWN: 2,
    Standing.UNREACHABLE: 3,
    Standing.REFUSED: 4,
}


@dataclass(frozen=True, slots=True)
class CashCase:
    """An order as the rules see it: what it costs without the fee, where it goes, and the number's history."""

    total: Money
    province: str
    history: PhoneHistory

    @property
    def region(self) -> str:
        """The region of the province."""
        return province(self.province).region if self.province else ""


@dataclass(frozen=True, slots=True)
class CodBook:
    """The rules that are in force for one basket, and what became of its phone number's orders."""

    rules: tuple[CashRule, ...] = ()
    history: PhoneHistory = PhoneHistory()


NO_COD_RULES = CodBook()


@dataclass(frozen=True, slots=True)
class CashReason:
    """Which rule decided one thing, with all that is needed to say it in words later."""

    kind: RuleKind
    rule_id: int
    place: str
    standing: Standing
    above_minor: int
    # The cap, the fee or the deposit; nothing for a confirmation
    amount_minor: int
    rate: str
    confirmation: str
    because: Mapping[str, str]

    def as_json(self) -> dict[str, Any]:
        """Return what an order keeps of it."""
        return {
            "kind": str(self.kind),
            "rule": self.rule_id,
            "place": self.place,
            "standing": str(self.standing),
            "above_minor": self.above_minor,
            "amount_minor": self.amount_minor,
            "rate": self.rate,
            "confirmation": self.confirmation,
            "because": dict(self.because),
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "CashReason":
        """Read what an order kept."""
        return cls(
            kind=RuleKind(kept["kind"]),
            rule_id=int(kept["rule"]),
            place=str(kept["place"]),
            standing=Standing(kept["standing"]),
            above_minor=int(kept["above_minor"]),
            amount_minor=int(kept["amount_minor"]),
            rate=str(kept["rate"]),
            confirmation=str(kept["confirmation"]),
            because=dict(kept["because"]),
        )


@dataclass(frozen=True, slots=True)
class CashTerms:
    """What holds for one order that is paid at the door."""

    cap: Money
    fee: Money
    deposit: Money
    kept_rate: Decimal = Decimal(0)
    confirmation: Confirmation = Confirmation.NONE
    deposit_hours: int = DEFAULT_HOURS
    confirmation_hours: int = DEFAULT_HOURS
    attempts: int = DEFAULT_ATTEMPTS
    reasons: tuple[CashReason, ...] = ()

    def reason(self, kind: RuleKind) -> CashReason | None:
        """Return which rule decided one thing; None: the channel's own figures hold."""
        return next((each for each in self.reasons if each.kind == kind), None)

    def allows(self, to_pay: Money) -> bool:
        """Say whether so much, the fee included, may be paid at the door."""
        return to_pay <= self.cap


def cash_terms(rules: Iterable[CashRule], case: CashCase, *, cap: Money, fee: Money) -> CashTerms:
    """
    Return what holds for an order that is to be paid at the door, and by which rules.

    :param rules: those that are in force on the day
    :param cap: what the channel says where no rule does; so does `fee`
    """
    decided = _decisive([rule for rule in rules if rule.is_about(case)])
    currency = case.total.currency
    deposit_rule, confirming = decided.get(RuleKind.DEPOSIT), decided.get(RuleKind.CONFIRMATION)
    deposit = _deposit(case.total, deposit_rule)
    by_cap, by_fee = decided.get(RuleKind.CAP), decided.get(RuleKind.FEE)
    amounts = {
        RuleKind.CAP: Money(by_cap.amount_minor, currency) if by_cap else cap,
        RuleKind.FEE: Money(by_fee.amount_minor, currency) if by_fee else fee,
        RuleKind.DEPOSIT: deposit,
        RuleKind.CONFIRMATION: Money.zero(currency),
    }
    return CashTerms(
        cap=amounts[RuleKind.CAP],
        fee=amounts[RuleKind.FEE],
        deposit=deposit,
        kept_rate=deposit_rule.kept_rate if deposit_rule else Decimal(0),
        confirmation=confirming.confirmation if confirming else Confirmation.NONE,
        deposit_hours=deposit_rule.hours if deposit_rule else DEFAULT_HOURS,
        confirmation_hours=confirming.hours if confirming else DEFAULT_HOURS,
        attempts=confirming.attempts if confirming else DEFAULT_ATTEMPTS,
        reasons=tuple(_reason(rule, amounts[kind]) for kind, rule in decided.items()),
    )


def _decisive(rules: Sequence[CashRule]) -> dict[RuleKind, CashRule]:
    """Return the most particular rule of each kind, in the order of the kinds."""
    found = {}
    for kind in RuleKind:
        own = [rule for rule in rules if rule.kind == kind]
        if own:
            found[kind] = max(own, key=lambda rule: rule.precision)
    return found


def _deposit(total: Money, rule: CashRule | None) -> Money:
    """Return a part of the sum, rounded up to whole dirhams, that leaves at least one for the door."""
    if rule is None or not rule.rate:
        return Money.zero(total.currency)
    whole = -(-total.scaled(rule.rate).minor // _WHOLE) * _WHOLE
    return Money(max(min(whole, total.minor - _WHOLE), 0), total.currency)


def _reason(rule: CashRule, amount: Money) -> CashReason:
    return CashReason(
        kind=rule.kind,
        rule_id=rule.rule_id,
        place=rule.place,
        standing=rule.standing,
        above_minor=rule.above_minor,
        amount_minor=amount.minor,
        rate=str(rule.rate.normalize()),
        confirmation=str(rule.confirmation),
        because=rule.because or {},
    )
