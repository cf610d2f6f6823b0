"""
Why this amount? The facts of a posting as sentences that add up to it, in the reader's language.

The sentences are made from the facts alone and are checked against the amount of the ledger: an explanation that does
not recompute is never shown.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext_noop

from marketplace.cooperatives.commissions import CommissionRate
from marketplace.kernel.money import Money, total_of
from marketplace.kernel.texts import text_in
from marketplace.payouts.explanations_pool import explain_pool_share
from marketplace.payouts.sentences import DoesNotRecompute, Explanation, Sentence, Step, Value


@dataclass(frozen=True, slots=True)
class Waiting:
    """Why money that is earned cannot be paid yet: a reason below, since when, until when, and who holds it."""

    reason: str
    since: datetime | None = None
    until: datetime | None = None
    holder: Mapping[str, str] = field(default_factory=dict)


WAITING_REASONS: Mapping[str, str] = {
    "on_the_way": gettext_noop("The parcel is still on its way to the customer."),
    "with_courier": gettext_noop("The cash is with the courier %(holder)s since %(since)s."),
    "declared": gettext_noop("The courier %(holder)s has declared the cash and not handed it in yet."),
    "at_desk": gettext_noop("The cash lies at the desk of %(holder)s since %(since)s."),
    "at_bank": gettext_noop(
        "The cash was handed to the bank on %(since)s; it is not on the bank's statement yet."
    ),
    "short": gettext_noop(
        "Cash is missing at %(holder)s since %(since)s. It is claimed from them, not from you."
    ),
    "withdrawal_period": gettext_noop("The customer may withdraw until %(until)s."),
    "transfer_expected": gettext_noop("The customer's transfer has not arrived yet."),
    "compensation": gettext_noop(
        "The parcel was lost on %(since)s. Whoever lost it pays your goods; you are paid when that is settled."
    ),
    "dispute": gettext_noop("The customer disputes the payment since %(since)s."),
}


CAUSES: Mapping[str, str] = {
    "withdrawal": gettext_noop(
        "The customer withdrew from your part %(part)s of order %(order)s of %(placed)s."
    ),
    "hidden_defect": gettext_noop(
        "Refund for a defect in your part %(part)s of order %(order)s of %(placed)s."
    ),
    "wrong_item": gettext_noop(
        "The hub packed a wrong article in your part %(part)s of order %(order)s of %(placed)s; the sale is undone."
    ),
    "missing": gettext_noop(
        "An article of your part %(part)s of order %(order)s of %(placed)s was not packed; the sale is undone."
    ),
    "weight": gettext_noop(
        "Goods of your part %(part)s of order %(order)s of %(placed)s weigh less than was ordered."
    ),
    "undelivered": gettext_noop(
        "Your part %(part)s of order %(order)s of %(placed)s was not delivered; the sale is undone."
    ),
}


def explain_waiting(waiting: Waiting) -> Sentence:
    """
    Say why an amount is still maturing.

    :raises KeyError: if the reason is not one of WAITING_REASONS
    """
    values: dict[str, Value] = {"holder": waiting.holder or "…"}
    values["since"] = waiting.since or "…"
    values["until"] = waiting.until or "…"
    return Sentence(WAITING_REASONS[waiting.reason], values)


def explain(facts: Mapping[str, Any], amount: Money) -> Explanation:
    """
    Turn the facts of a posting into the steps that lead to its amount.

    :param amount: positive is owed to the organisation
    :raises DoesNotRecompute: if the facts do not add up to the amount, or there are none
    """
    kind = str(facts.get("kind") or "sale")
    if kind in ("sale", "refund"):
        return _trade("refund" if amount.minor < 0 else "sale", facts, amount)
    if kind == "pool_share":
        return explain_pool_share(facts, amount)
    net = _money(facts, "net_minor", amount.currency)
    if net != amount:
        raise DoesNotRecompute(f"{kind}: {net.minor} is not {amount.minor}")
    return Explanation(kind, amount, (Step(_other(kind, facts, amount), amount),))


def _trade(kind: str, facts: Mapping[str, Any], amount: Money) -> Explanation:
    """A sale, or a refund, whose figures are the same with the contrary sign."""
    currency = str(facts.get("currency", amount.currency))
    gross, commission, hub_fee, net = (
        _money(facts, name, currency)
        for name in ("gross_minor", "commission_minor", "hub_fee_minor", "net_minor")
    )
    lines: Sequence[Mapping[str, Any]] = facts.get("lines", ())
    worked_out = [_line(json.dumps(line), currency) for line in lines]
    _add_up(worked_out, gross, commission)
    steps = [Step(_heading(kind, facts))]
    for line in worked_out:
        steps += line.steps
    since = str((facts.get("rule") or {}).get("from_date") or "")
    if hub_fee:
        steps.append(Step(_fee(hub_fee, since), -hub_fee))
    closing = gettext_noop("You earn %(net)s.") if net.minor >= 0 else gettext_noop("%(net)s are taken off.")
    steps.append(Step(Sentence(closing, {"net": net if net.minor >= 0 else -net})))
    shown = total_of([step.amount for step in steps if step.amount is not None], currency)
    if shown != net or net != amount:
        raise DoesNotRecompute(
            f"the steps lead to {shown.minor}, the facts say {net.minor}, it is {amount.minor}"
        )
    return Explanation(kind, amount, tuple(steps))


@dataclass(frozen=True, slots=True)
class _Line:
    """What the facts of one article lead to."""

    total: Money
    commission: Money
    steps: tuple[Step, ...]


# The same article is sold in the same quantity again and again: the same facts are reckoned and said once.
@lru_cache(maxsize=4096)
def _line(facts: str, currency: str) -> _Line:
    """Recompute an article's line and say it, from its facts as JSON."""
    line: Mapping[str, Any] = json.loads(facts)
    total, taken = _recompute(line, currency)
    return _Line(total, taken, tuple(_line_steps(line, currency)))


def _recompute(line: Mapping[str, Any], currency: str) -> tuple[Money, Money]:
    """Reckon a line again; return its total and its commission."""
    total, taken = _money(line, "total_minor", currency), _money(line, "commission_minor", currency)
    is_portion = "paid_minor" in line
    given = Money(int(line.get("given_minor") or 0), currency)
    sold = _money(line, "unit_price_minor", currency) * int(line["quantity"]) - given
    if not is_portion and sold != total:
        raise DoesNotRecompute(f"{line.get('sku')}: quantity times price is not {total.minor}")
    if is_portion:
        _recompute_given_back(line, total, taken, currency)
    elif _commission_of(line, total) != taken:
        raise DoesNotRecompute(f"{line.get('sku')}: commission on {total.minor} is not {taken.minor}")
    return total, taken


def _add_up(lines: Sequence[_Line], gross: Money, commission: Money) -> None:
    totals = total_of([line.total for line in lines], gross.currency)
    commissions = total_of([line.commission for line in lines], gross.currency)
    if totals != gross or commissions != commission:
        raise DoesNotRecompute(f"the lines sum to {totals.minor} less {commissions.minor}")


def _recompute_given_back(line: Mapping[str, Any], total: Money, taken: Money, currency: str) -> None:
    """A refunded portion of a line: the commission goes back in the same proportion as what was paid."""
    paid, commission = _money(line, "paid_minor", currency), _money(line, "paid_commission_minor", currency)
    before = _money(line, "refunded_before_minor", currency)
    back = _money(line, "commission_before_minor", currency)
    refunded = before - total
    if not 0 < refunded.minor <= paid.minor:
        raise DoesNotRecompute(f"{line.get('sku')}: {refunded.minor} is more than was paid")
    due = commission.portion(refunded.minor, paid.minor) - back
    if min(due.minor, -total.minor) != -taken.minor:
        raise DoesNotRecompute(f"{line.get('sku')}: {-taken.minor} is not the commission's part")


def _commission_of(line: Mapping[str, Any], total: Money) -> Money:
    """Reckon the commission of a line again, by the rule that held when it was sold."""
    kept = line.get("commission_rule")
    rate = CommissionRate.from_json(kept or {"rate": line["commission_rate"]})
    return rate.of(total, int(line["quantity"])) if total.minor >= 0 else total.scaled(rate.rate)


def _heading(kind: str, facts: Mapping[str, Any]) -> Sentence:
    values: dict[str, Value] = {
        "order": str(facts.get("order_number", "")),
        "part": str(facts.get("sub_order_number", "")),
        "placed": _moment(facts.get("placed_at")),
    }
    if kind == "refund":
        cause = CAUSES.get(str(facts.get("cause", "")))
        if cause is not None:
            return Sentence(cause, values)
        return Sentence(
            gettext_noop("Refund on your part %(part)s of order %(order)s of %(placed)s."), values
        )
    return Sentence(gettext_noop("Your part %(part)s of order %(order)s of %(placed)s."), values)


def _line_steps(line: Mapping[str, Any], currency: str) -> list[Step]:
    total, commission = _money(line, "total_minor", currency), _money(line, "commission_minor", currency)
    quantity = int(line["quantity"])
    sold = Sentence(
        gettext_noop("%(quantity)s × %(product)s at %(price)s: %(total)s."),
        {
            "quantity": abs(quantity),
            "product": _product(line),
            "price": _money(line, "unit_price_minor", currency),
            "total": total + Money(int(line.get("given_minor") or 0), currency),
        },
    )
    if quantity == 0:
        sold = Sentence(
            gettext_noop("Price of %(product)s reduced by %(total)s."),
            {"product": _product(line), "total": -total},
        )
    given = Money(int(line.get("given_minor") or 0), currency)
    steps = [Step(sold, total + given)]
    if given:
        steps.append(
            Step(
                Sentence(gettext_noop("Your own reduction: %(given)s are taken off."), {"given": given}),
                -given,
            )
        )
    if commission:
        values: dict[str, Value] = {
            "rate": Decimal(str(line["commission_rate"])),
            "total": total if commission.minor >= 0 else -total,
            "commission": commission if commission.minor >= 0 else -commission,
        }
        text = (
            gettext_noop("Commission of %(rate)s on %(total)s: %(commission)s are taken off.")
            if commission.minor >= 0
            else gettext_noop("Commission of %(rate)s on %(total)s: %(commission)s are given back.")
        )
        steps.append(Step(Sentence(text, values), -commission))
    return steps


def _product(line: Mapping[str, Any]) -> Mapping[str, str]:
    """The product's names, each with its variant's where there is one."""
    products: Mapping[str, str] = line.get("product") or {}
    variants: Mapping[str, str] = line.get("variant") or {}
    if not products:
        return {"fr": str(line.get("sku", ""))}
    return {
        language: f"{name} ({variant})" if (variant := text_in(variants, language)) else name
        for language, name in products.items()
        if name
    }


@lru_cache(maxsize=256)
def _fee(hub_fee: Money, since: str) -> Sentence:
    if hub_fee.minor < 0:
        return Sentence(gettext_noop("Packing at the hub: %(fee)s are given back."), {"fee": -hub_fee})
    if since:
        return Sentence(
            gettext_noop("Packing at the hub, by the terms of %(since)s: %(fee)s are taken off."),
            {"fee": hub_fee, "since": date.fromisoformat(since)},
        )
    return Sentence(gettext_noop("Packing at the hub: %(fee)s are taken off."), {"fee": hub_fee})


def _other(kind: str, facts: Mapping[str, Any], amount: Money) -> Sentence:
    """Everything that is not a trade: holds, returned payouts, corrections with words of their own."""
    size = amount if amount.minor >= 0 else -amount
    if kind == "hold_placed":
        return Sentence(
            gettext_noop("%(amount)s are held until %(until)s: %(reason)s"),
            {
                "amount": size,
                "until": date.fromisoformat(facts["release_date"]),
                "reason": str(facts["reason"]),
            },
        )
    if kind == "hold_released":
        return Sentence(
            gettext_noop("%(amount)s are not held any more: %(reason)s"),
            {"amount": size, "reason": str(facts["reason"])},
        )
    if kind == "payout_returned":
        return Sentence(
            gettext_noop("Your bank returned payout %(payout)s of %(amount)s on %(day)s: %(reason)s"),
            {
                "payout": str(facts["end_to_end_id"]),
                "amount": size,
                "day": date.fromisoformat(facts["returned_on"]),
                "reason": str(facts["bank_reason"]),
            },
        )
    if kind == "debt_recovered":
        return _instalment(facts, size)
    words = facts.get("text")
    if not words:
        raise DoesNotRecompute(f"{kind}: nothing says what {amount.minor} is for")
    said: Value = words if isinstance(words, Mapping) else str(words)
    if amount.minor < 0:
        return Sentence(gettext_noop("%(amount)s are taken off: %(text)s"), {"amount": size, "text": said})
    return Sentence(gettext_noop("%(amount)s are added: %(text)s"), {"amount": size, "text": said})


def _instalment(facts: Mapping[str, Any], size: Money) -> Sentence:
    return Sentence(
        gettext_noop(
            "Instalment of %(amount)s on the refund on your part %(part)s, paid out before; %(left)s remain."
        ),
        {
            "amount": size,
            "part": str(facts["part"]),
            "left": Money(int(facts["left_minor"]), size.currency),
        },
    )


def _money(facts: Mapping[str, Any], name: str, currency: str) -> Money:
    try:
        return Money(int(facts[name]), currency)
    except (KeyError, TypeError, ValueError):
        raise DoesNotRecompute(f"the facts do not say {name}") from None


def _moment(text: object) -> Value:
    return datetime.fromisoformat(text) if isinstance(text, str) and text else "…"
