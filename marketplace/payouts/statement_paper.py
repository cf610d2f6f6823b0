"""What the paper of a statement says, in one language: every figure with its reason, made from the same facts."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from marketplace.documents.contracts import Figure, StatementLine, StatementPage
from marketplace.documents.contracts import Statement as StatementPaper
from marketplace.kernel.formats import format_date, format_money, format_number, format_percent
from marketplace.kernel.money import Money
from marketplace.kernel.texts import text_in
from marketplace.payouts.models.payout import Payout
from marketplace.payouts.models.settlement import Statement
from marketplace.payouts.selectors.settlements import LineRow, statement_number
from marketplace.payouts.sentences import Explanation
from marketplace.payouts.states import Outcome, PayoutWay


def statement_paper(
    statement: Statement,
    payout: Payout | None,
    rows: Sequence[LineRow],
    *,
    identifiers: str,
    language: str,
    more: tuple[int, Money] = (0, Money(0)),
    part: tuple[int, int] = (1, 1),
) -> StatementPaper:
    """
    Fill the contract of the statement's template.

    :param rows: with their facts; each is explained, so a paper that does not add up is never made
    :param more: how many lines stand in the other parts of the paper, and their sum
    :param part: which part this is, of how many
    :raises DoesNotRecompute: if the facts of a line do not lead to its amount
    """
    explained = [(row, row.explanation()) for row in rows]
    with override(language):
        page = StatementPage(
            language=language,
            cooperative=statement.organisation.name(language),
            identifiers=identifiers,
            period=_("until %(date)s") % {"date": format_date(statement.run.cut_off_at, language)},
            issued_on=format_date(statement.run.locked_at or statement.run.prepared_at, language),
            account=_account(payout),
            lines=tuple(
                line
                for row, why in explained
                if why.kind in ("sale", "refund")
                for line in _sale_lines(row, language)
            ),
            totals=_totals(explained, statement, more, language),
            holds=tuple(
                _figure(row, why, language) for row, why in explained if why.kind.startswith("hold_")
            ),
            carry=_carry(explained, statement, language),
            payable=_payable(statement, language),
        )
    number, (this, of) = statement_number(statement), part
    return StatementPaper(number=number if of == 1 else f"{number} {this}/{of}", pages=(page,))


def _account(payout: Payout | None) -> str:
    """Say where the money goes."""
    if payout is None:
        return _("none")
    if payout.way == PayoutWay.MANDATE:
        return _("cash mandate for %(holder)s, code %(code)s") % {
            "holder": payout.holder,
            "code": payout.end_to_end_id,
        }
    if payout.way == PayoutWay.STRIPE:
        return f"{payout.holder} · Stripe {payout.connected_id}"
    return f"{payout.holder} · RIB {_grouped(payout.rib)}"


def _payable(statement: Statement, language: str) -> Figure:
    outcome = Outcome(statement.outcome)
    paid = statement.total if outcome == Outcome.PAYABLE else Money.zero(statement.currency)
    reason = "" if outcome == Outcome.PAYABLE else str(outcome.label)
    return Figure(label=str(Outcome.PAYABLE.label), amount=format_money(paid, language), reason=reason)


def _totals(
    explained: Sequence[tuple[LineRow, Explanation]],
    statement: Statement,
    more: tuple[int, Money],
    language: str,
) -> tuple[Figure, ...]:
    sums: dict[str, Money] = {}
    for row, why in explained:
        if why.kind in ("sale", "refund"):
            for name in ("gross_minor", "commission_minor", "hub_fee_minor"):
                sums[name] = sums.get(name, Money.zero(statement.currency)) + Money(
                    int(row.facts[name]), statement.currency
                )
    figures = []
    for name, label, sign in (
        ("gross_minor", _("Sold"), 1),
        ("commission_minor", _("Commission"), -1),
        ("hub_fee_minor", _("Packing at the hub"), -1),
    ):
        if sums.get(name):
            figures.append(Figure(label=label, amount=format_money(sums[name] * sign, language)))
    count, rest = more
    if count:
        label = _("%(count)s more lines, in the other parts") % {"count": format_number(count, language)}
        figures.append(Figure(label=label, amount=format_money(rest, language)))
    return tuple(figures)


def _carry(
    explained: Sequence[tuple[LineRow, Explanation]], statement: Statement, language: str
) -> tuple[Figure, ...]:
    """Returned payouts and corrections that came from before, or what goes on to the next settlement."""
    if statement.outcome != Outcome.PAYABLE:
        return (
            Figure(
                label=_("Carried to the next settlement"),
                amount=format_money(statement.total, language),
                reason=str(Outcome(statement.outcome).label),
            ),
        )
    others = [
        (row, why)
        for row, why in explained
        if why.kind not in ("sale", "refund") and not why.kind.startswith("hold_")
    ]
    return tuple(_figure(row, why, language) for row, why in others)


def _figure(row: LineRow, why: Explanation, language: str) -> Figure:
    return Figure(
        label=" ".join(why.texts(language)),
        amount=format_money(row.amount, language),
        reason=format_date(row.happened_at, language),
    )


def _sale_lines(row: LineRow, language: str) -> list[StatementLine]:
    """One line of the paper for each article; the hub's fee of the part stands with its first article."""
    facts = row.facts
    currency = row.amount.currency
    placed = facts.get("placed_at")
    day = datetime.fromisoformat(placed) if placed else row.happened_at
    lines = []
    for number, line in enumerate(facts["lines"]):
        fee = Money(int(facts["hub_fee_minor"]) if number == 0 else 0, currency)
        lines.append(_sale_line(facts, line, fee, day, language))
    return lines


def _sale_line(
    facts: Mapping[str, Any], line: Mapping[str, Any], fee: Money, day: datetime, language: str
) -> StatementLine:
    gross = Money(int(line["total_minor"]), fee.currency)
    commission = Money(int(line["commission_minor"]), fee.currency)
    since = (facts.get("rule") or {}).get("from_date")
    variant = text_in(line.get("variant") or {}, language)
    product = text_in(line.get("product") or {}, language) or str(line.get("sku", ""))
    return StatementLine(
        order=str(facts.get("sub_order_number") or facts.get("order_number") or ""),
        date=format_date(day, language),
        product=f"{product} ({variant})" if variant else product,
        quantity=format_number(int(line["quantity"]), language),
        unit_price=format_money(Money(int(line["unit_price_minor"]), fee.currency), language),
        gross=format_money(gross, language),
        commission_rule=format_percent(Decimal(str(line["commission_rate"])), language),
        commission=format_money(-commission, language),
        hub_fee=format_money(-fee, language),
        hub_fee_rule=_since(since, language) if fee else "",
        net=format_money(gross - commission - fee, language),
    )


def _since(since: object, language: str) -> str:
    if not since:
        return ""
    return _("terms of %(date)s") % {"date": format_date(date.fromisoformat(str(since)), language)}


def _grouped(rib: str) -> str:
    """A RIB as people write it: bank, city, account, key."""
    return f"{rib[:3]} {rib[3:6]} {rib[6:22]} {rib[22:]}"
