"""An issued invoice or credit note as a paper, in any language of the product."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from marketplace.documents.contracts import Invoice, InvoiceLine, InvoiceTax, Party
from marketplace.documents.models import FiscalDocument, FiscalKind
from marketplace.kernel.formats import format_date, format_money, format_number, format_percent
from marketplace.kernel.money import Money
from marketplace.kernel.texts import text_in

# How an invoice was paid, by the code that its seller froze with it
MEANS = {
    "cash": gettext_lazy("Cash on delivery"),
    "card": gettext_lazy("Card"),
    "transfer": gettext_lazy("Bank transfer"),
    "set_off": gettext_lazy("Taken off the settlement"),
}


def fiscal_paper(document: FiscalDocument, language: str) -> Invoice:
    """Fill the contract of the invoice's template from the frozen data."""
    data: Mapping[str, Any] = document.data

    def amount(minor: int) -> str:
        return format_money(Money(minor, document.currency), language)

    with override(language):
        notes = []
        if document.kind == FiscalKind.CREDIT_NOTE:
            notes.append(
                _("Credit note on invoice %(number)s of %(day)s.")
                % {"number": data["reverses"], "day": _day(data["reverses_on"], language)}
            )
        if data["reason"]:
            notes.append(text_in(data["reason"], language))
        means = str(MEANS.get(data["payment_means"], data["payment_means"]))
    return Invoice(
        number=document.number,
        heading=document.kind,
        issued_on=format_date(document.issued_at, language),
        delivered_on=_day(data["delivered_on"], language),
        order_number=data["order_number"],
        seller=_party(data["seller"], language),
        buyer=_party(data["buyer"], language),
        lines=tuple(_line(line, amount, language) for line in data["lines"]),
        taxes=tuple(_tax(row, amount, language) for row in data["taxes"]),
        net=amount(data["net_minor"]),
        tax=amount(data["tax_minor"]),
        total=amount(data["total_minor"]),
        payment_means=means,
        payment_reference=data["payment_reference"],
        notes=tuple(notes),
    )


def _line(line: Mapping[str, Any], amount: Callable[[int], str], language: str) -> InvoiceLine:
    quantity = line["quantity"]
    return InvoiceLine(
        product=text_in(line["names"], language),
        quantity=format_number(quantity, language),
        unit_price=amount(line["net_minor"] // quantity) if quantity else "",
        tax=format_percent(Decimal(line["tax_rate"]), language),
        net=amount(line["net_minor"]),
    )


def _tax(row: Mapping[str, Any], amount: Callable[[int], str], language: str) -> InvoiceTax:
    return InvoiceTax(
        rate=format_percent(Decimal(row["rate"]), language),
        base=amount(row["base_minor"]),
        amount=amount(row["tax_minor"]),
        mention=text_in(row["mention"], language) if row["mention"] else "",
    )


def _day(text: str, language: str) -> str:
    return format_date(date.fromisoformat(text), language) if text else ""


def _party(data: Mapping[str, Any], language: str) -> Party:
    said = {name: data[name] for name in data if name not in ("names", "address")}
    return Party(
        name=text_in(data["names"], language), address=tuple(row for row in data["address"] if row), **said
    )
