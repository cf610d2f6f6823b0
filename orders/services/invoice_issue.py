"""Issue the invoices of a delivered order, and the credit notes of its refunds."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from marketplace.cooperatives.models.organisation import Organisation
from marketplace.cooperatives.selectors import identifiers_accepted
from marketplace.documents.fiscal import FiscalDraft, FiscalLine, FiscalParty, tax_of
from marketplace.documents.models import FiscalDocument, FiscalKind
from marketplace.documents.selectors import fiscal_about
from marketplace.documents.service_taxes import service_tax
from marketplace.documents.services.fiscal_issue import fiscal_issue
from marketplace.kernel.money import Money
from marketplace.kernel.places import country_name
from marketplace.kernel.texts import LANGUAGES
from orders.models.order import Order, OrderLine, SubOrder
from orders.models.payment import Payment
from orders.models.refund import RefundPart
from orders.postings import order_subject
from orders.postings_refund import part_subject
from orders.refund_states import RefundCause

MARKETPLACE = "marketplace"
SERVICES: Mapping[str, Mapping[str, str]] = {
    "delivery": {"fr": "Livraison", "ar": "التوصيل", "en": "Delivery", "es": "Entrega"},
    "cash_fee": {
        "fr": "Service de paiement à la livraison",
        "ar": "خدمة الدفع عند التسليم",
        "en": "Service of paying at the door",
        "es": "Servicio de pago contra reembolso",
    },
}


def marketplace_party() -> FiscalParty:
    """The marketplace as a seller, from the settings."""
    seller = settings.SELLER
    return FiscalParty(
        names={"fr": seller["name"] or "Le marché des coopératives"},
        legal_form=seller["form"],
        address=[seller["address"]],
        ice=seller["ice"],
        tax_id=seller["if"],
        register=seller["rc"],
        phone=seller["phone"],
        email=seller["email"],
    )


def organisation_party(row: Organisation) -> FiscalParty:
    """A cooperative with the numbers that were verified."""
    known = identifiers_accepted(row.pk)
    return FiscalParty(
        names=dict(row.names),
        address=[row.address, row.commune],
        ice=known.get("ice", ""),
        tax_id=known.get("if", ""),
        business_tax=known.get("tp", ""),
        register=known.get("rc") or known.get("cooperative_register", ""),
        phone=row.phone,
        email=row.email,
    )


def _buyer(order: Order) -> FiscalParty:
    if order.is_gift and not order.billing_address:
        # Whoever pays is named, never whoever is given the goods.
        return FiscalParty(names={"fr": order.gift_sender}, phone=order.phone, email=order.email)
    named: Mapping[str, Any] = order.billing_address or order.address
    rows = [str(named.get(name, "")) for name in ("street", "quarter")]
    rows.append(f"{named.get('postcode', '')} {named.get('city', '')}".strip())
    if country := str(named.get("country", "")):
        rows += [str(named.get("area", "")), country_name(country, "fr")]
    name = str(named.get("recipient", ""))
    return FiscalParty(
        names={"fr": name},
        address=[row for row in rows if row],
        ice=str(named.get("ice", "")),
        email=order.email,
    )


def _draft(
    order: Order, seller: FiscalParty, lines: Sequence[FiscalLine], delivered: datetime | None, **more: Any
) -> FiscalDraft:
    payment = Payment.objects.get(order=order)
    return FiscalDraft(
        seller=seller,
        buyer=_buyer(order),
        order_number=str(order.number),
        delivered_on=timezone.localdate(delivered).isoformat() if delivered else "",
        payment_means=order.payment_method,
        payment_reference=payment.provider_reference or payment.transfer_reference,
        lines=lines,
        currency=order.currency,
        **more,
    )


def _line(line: OrderLine, quantity: int, total: Money, tax: Money) -> FiscalLine:
    names = {
        code: f"{name} {(line.variant_names or {}).get(code, '')}".strip()
        for code, name in line.product_names.items()
    }
    return FiscalLine(
        names=names,
        quantity=quantity,
        total=total,
        tax=tax,
        tax_code=line.tax_code,
        tax_rate=line.tax_rate,
        mention=line.tax_mention,
    )


def _services(amounts: Mapping[str, Money], on: date) -> list[FiscalLine]:
    lines = []
    for name, amount in amounts.items():
        if amount:
            rate = service_tax(name, on)
            lines.append(
                FiscalLine(
                    names=SERVICES[name],
                    quantity=1,
                    total=amount,
                    tax=tax_of(amount, rate),
                    tax_code=f"R{int(rate * 100)}",
                    tax_rate=rate,
                )
            )
    return lines


@transaction.atomic
def invoices_issue(*, order_id: uuid.UUID, now: datetime) -> list[FiscalDocument]:
    """
    Issue an invoice for each delivered part, and the marketplace's own for the delivery; issuing again changes nothing.

    What was refunded before is credited at once.
    """
    order = Order.objects.select_for_update(of=("self",)).get(pk=order_id)
    parts = order.sub_orders.select_related("organisation").exclude(delivered_at=None).order_by("number")
    issued = []
    delivered: datetime | None = None
    for part in parts:
        delivered = part.delivered_at
        lines = [
            _line(line, line.quantity, line.total, tax_of(line.total, line.tax_rate))
            for line in part.lines.order_by("id")
        ]
        if part.gross:
            issued.append(
                _issue(part.subject, f"organisation:{part.organisation_id}", order,
                       _draft(order, organisation_party(part.organisation), lines, delivered), now)
            )  # fmt: skip
    services = _services({"delivery": order.delivery, "cash_fee": order.cash_fee}, timezone.localdate(now))
    if delivered is not None and services:
        draft = _draft(order, marketplace_party(), services, delivered)
        issued.append(_issue(f"{order_subject(order)}:delivery", MARKETPLACE, order, draft, now))
    for refund_part in RefundPart.objects.filter(sub_order__in=parts):
        _credit(refund_part, now)
    return issued


def _issue(subject: str, seller: str, order: Order, draft: FiscalDraft, now: datetime) -> FiscalDocument:
    return fiscal_issue(
        kind=FiscalKind.INVOICE,
        seller=seller,
        buyer=order_subject(order),
        subject=subject,
        draft=draft,
        now=now,
    )


@transaction.atomic
def credit_notes_issue(*, refund_id: uuid.UUID, now: datetime) -> list[FiscalDocument]:
    """Issue the credit notes of a refund, tied to the invoices of its order; where none was issued yet, none."""
    parts = RefundPart.objects.filter(refund=refund_id).order_by("sub_order__number")
    return [note for part in parts for note in _credit(part, now)]


def _credit(part: RefundPart, now: datetime) -> list[FiscalDocument]:
    part = RefundPart.objects.select_related("refund__order", "sub_order__organisation").get(pk=part.pk)
    order, sub_order = part.refund.order, part.sub_order
    notes = []
    invoice = fiscal_about(FiscalKind.INVOICE, sub_order.subject)
    if invoice is not None and part.goods_minor:
        lines = [
            _line(row.order_line, row.quantity, row.amount, row.tax)
            for row in part.lines.select_related("order_line").order_by("pk")
        ]
        notes.append(
            _note(
                part,
                part_subject(part),
                invoice,
                organisation_party(sub_order.organisation),
                lines,
                sub_order,
                now,
            )
        )
    delivery = fiscal_about(FiscalKind.INVOICE, f"{order_subject(order)}:delivery")
    if delivery is not None and part.delivery_minor:
        lines = _services(
            {"delivery": part.delivery - part.cash_fee, "cash_fee": part.cash_fee},
            timezone.localdate(delivery.issued_at),
        )
        notes.append(
            _note(
                part, f"{part_subject(part)}:delivery", delivery, marketplace_party(), lines, sub_order, now
            )
        )
    return notes


def _reason(part: RefundPart) -> dict[str, str]:
    """Why, in every language: the words of whoever decided, or else the cause."""
    words = {}
    for code in LANGUAGES:
        with override(code):
            words[code] = part.refund.reason or str(RefundCause(part.refund.cause).label)
    return words


def _note(
    part: RefundPart,
    subject: str,
    invoice: FiscalDocument,
    seller: FiscalParty,
    lines: Sequence[FiscalLine],
    sub_order: SubOrder,
    now: datetime,
) -> FiscalDocument:
    draft = _draft(
        part.refund.order,
        seller,
        lines,
        sub_order.delivered_at,
        reverses=invoice.number,
        reverses_on=timezone.localdate(invoice.issued_at).isoformat(),
        reason=_reason(part),
    )
    return fiscal_issue(
        kind=FiscalKind.CREDIT_NOTE,
        seller=invoice.seller,
        buyer=invoice.buyer,
        subject=subject,
        draft=draft,
        reverses=invoice,
        now=now,
    )
