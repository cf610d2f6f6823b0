"""What an invoice or a credit note says, as frozen data: enough for the paper and for UBL, in any language."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

from marketplace.kernel.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class FiscalParty:
    """Seller or buyer with the identifiers that an invoice must carry (CGI art. 145-III)."""

    names: Mapping[str, str]
    legal_form: str = ""
    address: Sequence[str] = ()
    ice: str = ""
    tax_id: str = ""
    business_tax: str = ""
    register: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FiscalLine:
    """So many of something at a price that contains its tax; the mention quotes the article that exempts it."""

    names: Mapping[str, str]
    quantity: int
    total: Money
    tax: Money
    tax_code: str
    tax_rate: Decimal
    mention: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class FiscalDraft:
    """An invoice or credit note before it has a number."""

    seller: FiscalParty
    buyer: FiscalParty
    order_number: str
    delivered_on: str
    payment_means: str
    payment_reference: str
    lines: Sequence[FiscalLine]
    currency: str
    # For a credit note: the number and date of the invoice, and why
    reverses: str = ""
    reverses_on: str = ""
    reason: Mapping[str, str] = field(default_factory=dict)


def tax_of(total: Money, rate: Decimal) -> Money:
    """Return the tax that an amount contains, rounded once."""
    return total - total.scaled(1 / (1 + rate)) if rate else Money.zero(total.currency)


def frozen(draft: FiscalDraft) -> dict[str, Any]:
    """Return the draft as plain JSON with its sums: per tax, without tax, with tax; the parts add up to the whole."""
    lines = [
        {
            "names": dict(line.names),
            "quantity": line.quantity,
            "total_minor": line.total.minor,
            "tax_minor": line.tax.minor,
            "net_minor": line.total.minor - line.tax.minor,
            "tax_code": line.tax_code,
            "tax_rate": str(line.tax_rate),
            "mention": dict(line.mention),
        }
        for line in draft.lines
    ]
    taxes: dict[tuple[str, str], dict[str, Any]] = {}
    for line in lines:
        key = (str(line["tax_code"]), str(line["tax_rate"]))
        row = taxes.setdefault(
            key, {"code": key[0], "rate": key[1], "mention": line["mention"], "base_minor": 0, "tax_minor": 0}
        )
        row["base_minor"] += line["net_minor"]
        row["tax_minor"] += line["tax_minor"]
    tax = sum(row["tax_minor"] for row in taxes.values())
    total = sum(line.total.minor for line in draft.lines)
    said = asdict(draft)
    said.pop("lines")
    return {
        **said,
        "lines": lines,
        "taxes": list(taxes.values()),
        "net_minor": total - tax,
        "tax_minor": tax,
        "total_minor": total,
    }
