"""The evidence for a dispute, in the processor's fields: made from the order, its lots, its way and its messages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from marketplace.documents.contracts import Evidence, EvidenceSection


@dataclass(frozen=True, slots=True)
class Sold:
    """One line of the order, with the lots that were packed for it."""

    quantity: int
    product: str
    cooperative: str
    total: str
    lots: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """All that is known of an order, as plain words."""

    order_number: int
    customer: str
    email: str
    phone: str
    address: str
    placed_at: datetime
    total: str
    lines: Sequence[Sold]
    carrier: str
    tracking_number: str
    # Each: when, and what
    lots: Sequence[tuple[datetime, str]] = ()
    acts: Sequence[tuple[datetime, str]] = ()
    way: Sequence[tuple[datetime, str]]
    proofs: Sequence[tuple[datetime, str]] = ()
    messages: Sequence[tuple[datetime, str]]
    refunds: Sequence[tuple[datetime, str]]

    @property
    def chronicle(self) -> list[tuple[datetime, str]]:
        """All that happened in one row, oldest first: that is how a bank's reader follows it."""
        told = (
            ("lot", self.lots),
            ("order", [(self.placed_at, "placed"), *self.acts]),
            ("parcel", self.way),
            ("proof of delivery", self.proofs),
            ("message to the customer", self.messages),
            ("refund", self.refunds),
        )
        return sorted(
            ((moment, f"{of}: {words}") for of, rows in told for moment, words in rows),
            key=lambda row: row[0],
        )


def _day(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def evidence_of(story: Story) -> dict[str, str]:
    """Return the fields of evidence (docs.stripe.com/api/disputes/evidence_object); empty ones are left out."""
    goods = [
        f"{line.quantity} x {line.product} ({line.cooperative}), {line.total}"
        + (f"; lot {', '.join(line.lots)}" if line.lots else "")
        for line in story.lines
    ]
    shipped = next((moment for moment, step in story.way if step == "handed_over"), None)
    sections = [
        f"Order {story.order_number}, placed {_day(story.placed_at)}, {story.total}.",
        "Goods and lots:\n" + "\n".join(goods),
        "What happened, in order:\n"
        + "\n".join(f"{_day(moment)}: {words}" for moment, words in story.chronicle),
    ]
    fields = {
        "customer_name": story.customer,
        "customer_email_address": story.email,
        "shipping_address": story.address,
        "shipping_carrier": story.carrier,
        "shipping_tracking_number": story.tracking_number,
        "shipping_date": f"{shipped:%Y-%m-%d}" if shipped else "",
        "product_description": "\n".join(goods),
        "uncategorized_text": "\n\n".join(sections),
    }
    return {name: text for name, text in fields.items() if text}


def evidence_pack(story: Story, reference: str) -> Evidence:
    """Return the same evidence as a paper."""
    facts = [
        ("Order", str(story.order_number)),
        ("Placed", _day(story.placed_at)),
        ("Total", story.total),
        ("Customer", story.customer),
        ("E-mail", story.email),
        ("Telephone", story.phone),
        ("Address", story.address),
        ("Carrier", f"{story.carrier} {story.tracking_number}".strip()),
    ]
    goods = [
        (
            f"{line.quantity} x {line.product} ({line.cooperative})",
            f"{line.total} · {', '.join(line.lots)}".strip(" ·"),
        )
        for line in story.lines
    ]
    told = {
        "Goods and lots": goods,
        "What happened, in order": [(_day(moment), words) for moment, words in story.chronicle],
    }
    sections = [EvidenceSection(title="Order", rows=tuple((name, text) for name, text in facts if text))]
    sections += [EvidenceSection(title=title, rows=tuple(rows)) for title, rows in told.items() if rows]
    return Evidence(number=reference, sections=tuple(sections))
