"""Ask the hub to prepare and send what an order bought."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from logistics.models.delivery import DeliveryMethod
from logistics.models.fulfilment import Fulfilment, FulfilmentLine
from logistics.models.kit import FulfilmentBox, FulfilmentBoxItem
from logistics.models.stock import Reservation, Shortage
from logistics.models.warehouse import Warehouse
from logistics.states import FulfilmentState
from marketplace.kernel.errors import Conflict, InvalidInput, NotFound
from marketplace.kernel.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class FulfilmentRequestLine:
    """So many items of a variant; `reference` ("order-line:<id>") is the key under which they are reserved."""

    reference: str
    sub_order_reference: str
    variant_id: int
    organisation_id: int
    names: Mapping[str, str]
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FulfilmentRequestBox:
    """Gift boxes into which pieces of the lines go: by the line's reference, how many into each."""

    reference: str
    names: Mapping[str, str]
    quantity: int
    packaging_id: int | None
    items: Mapping[str, int]


@transaction.atomic
def fulfilment_request(
    *,
    reference: str,
    order_number: str,
    recipient: Mapping[str, str],
    language: str,
    method_id: uuid.UUID,
    cash_due: Money,
    lines: Sequence[FulfilmentRequestLine],
    now: datetime,
    boxes: Sequence[FulfilmentRequestBox] = (),
    gift: Mapping[str, str] | None = None,
    ready_date: date | None = None,
) -> Fulfilment:
    """
    Create the fulfilment of an order, once per reference: asking again returns the first one.

    :param recipient: name, phone, street, quarter, landmark, city, province and postcode as on the label
    :param gift: sender, message and url of a gift, for the card that is laid into the parcel
    :param cash_due: what the carrier must collect (zero for a paid order)
    :param ready_date: before this day no wave takes it by itself; None: at once
    :raises InvalidInput: if there is no line, the sum is negative, or a line's goods are not reserved for it
    :raises NotFound: if there is no such delivery method, or no warehouse serves the web shop
    :raises Conflict: if another transaction asks for the same reference at this moment
    """
    known = Fulfilment.objects.filter(reference=reference).first()
    if known is not None:
        return known
    if not lines or cash_due.minor < 0:
        raise InvalidInput(
            _("A fulfilment needs lines and a sum to collect that is not negative."), field="lines"
        )
    method, warehouse = _way(method_id)
    _demand_reserved(lines)

    fulfilment, is_new = Fulfilment.objects.get_or_create(
        reference=reference,
        defaults={
            "order_number": order_number,
            "warehouse": warehouse,
            "recipient": dict(recipient),
            "language": language,
            "gift": dict(gift or {}),
            "method": method,
            "cash_due_minor": cash_due.minor,
            "currency": cash_due.currency,
            "state": FulfilmentState.RELEASED,
            "state_at": now,
            "ready_date": ready_date,
            "created_at": now,
        },
    )
    if is_new:
        rows = FulfilmentLine.objects.bulk_create(_line(fulfilment, line) for line in lines)
        if boxes:
            _boxes(fulfilment, boxes, {row.reference: row for row in rows})
    return fulfilment


def _way(method_id: uuid.UUID) -> tuple[DeliveryMethod, Warehouse]:
    """Return how the parcel travels, and from where."""
    method = DeliveryMethod.objects.filter(pk=method_id).first()
    warehouse = Warehouse.objects.filter(is_online=True, is_active=True).first()
    if method is None or warehouse is None:
        raise NotFound(_("This way of delivery does not exist."), field="method")
    return method, warehouse


def _boxes(
    fulfilment: Fulfilment, boxes: Sequence[FulfilmentRequestBox], lines: Mapping[str, FulfilmentLine]
) -> None:
    rows = FulfilmentBox.objects.bulk_create(
        FulfilmentBox(
            fulfilment=fulfilment,
            reference=box.reference,
            names=dict(box.names),
            quantity=box.quantity,
            packaging_id=box.packaging_id,
        )
        for box in boxes
    )
    FulfilmentBoxItem.objects.bulk_create(
        FulfilmentBoxItem(box=row, line=lines[reference], quantity=pieces)
        for row, box in zip(rows, boxes, strict=True)
        for reference, pieces in box.items.items()
    )


def _demand_reserved(lines: Sequence[FulfilmentRequestLine]) -> None:
    """Nothing is sent that was not promised first (or was promised and then fell short, which stays visible)."""
    references = [line.reference for line in lines]
    promised: dict[tuple[str, int], int] = {}
    for kind in (Reservation, Shortage):
        rows = (
            kind._default_manager.filter(key__in=references)
            .values_list("key", "stock__variant_id")
            .annotate(units=Sum("quantity"))
        )
        for key, variant_id, units in rows:
            promised[key, variant_id] = promised.get((key, variant_id), 0) + units
    if len(set(references)) < len(references):
        raise Conflict(_("A line was given twice."), field="lines")
    for line in lines:
        if promised.get((line.reference, line.variant_id), 0) < line.quantity:
            raise InvalidInput(_("The goods of this line are not reserved for it."), field=line.reference)


def _line(fulfilment: Fulfilment, line: FulfilmentRequestLine) -> FulfilmentLine:
    return FulfilmentLine(
        fulfilment=fulfilment,
        reference=line.reference,
        sub_order_reference=line.sub_order_reference,
        variant_id=line.variant_id,
        organisation_id=line.organisation_id,
        names=dict(line.names),
        quantity=line.quantity,
    )
