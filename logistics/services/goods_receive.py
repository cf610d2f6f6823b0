"""Count goods in at the gate, with or without an announcement."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.models.product import Variant
from logistics.events import GoodsReceived
from logistics.models.inbound import Discrepancy, GoodsReceipt, Notice, NoticeLine, ReceiptLine
from logistics.models.lot import Lot
from logistics.models.warehouse import Warehouse
from logistics.policies import may_run_hub
from logistics.receiving import differences_of, warmest_of
from logistics.selectors.locked import notice_locked
from logistics.selectors.pooled import is_pooled
from logistics.services.collection_count import collection_counted
from logistics.services.evidence_keep import Stored, evidence_note, evidence_stored
from logistics.services.hub_charge import Work, receipt_charge
from logistics.services.lot_receive import MOST_UNITS, lot_receive
from logistics.services.numbers import next_serial, number_of
from logistics.states import NOTICE_FLOW, EvidenceKind, NoticeState
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, InvalidInput, NotFound
from marketplace.kernel.policy import require
from marketplace.outbox import bus

# Clocks of phones run ahead a little
CLOCK_SLACK: Final = timedelta(minutes=10)
HEAVIEST_LOAD_G: Final = 40_000_000
COLDEST_C: Final = Decimal(-60)
WARMEST_C: Final = Decimal(80)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """One article as it stands at the gate: good units, damaged ones, and what the lot's label says."""

    variant_id: int
    counted: int
    damaged: int = 0
    weight_g: int | None = None
    code: str = ""
    harvest_date: date | None = None
    produced_date: date | None = None
    best_before_date: date | None = None
    bin_code: str = ""
    photo: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A load at the gate: which hub, announced by which notice, who brought it, how warm it is."""

    warehouse_id: uuid.UUID
    notice_id: int | None = None
    brought_by: str = ""
    temperature_c: Decimal | None = None
    note: str = ""
    # The moment of the act; a phone without network sends it later
    received_at: datetime | None = None


def goods_receive(
    *, actor: Actor, delivery: Delivery, lines: Sequence[Counted], key: str, now: datetime
) -> GoodsReceipt:
    """
    Write what was counted, make a lot in quarantine of each article, and open a case for each difference.

    Damaged units are not taken in. The same key again returns the first receipt and takes nothing in.

    :raises NotFound: if there is no such warehouse, notice or product
    :raises NotAllowed: if the actor does not run this hub
    :raises IllegalMove: if the notice was received or cancelled before
    :raises InvalidInput: if a number or a day cannot be, an announced article is left out, or owners are mixed
    :raises Conflict: if a lot of that code exists, or the key was used elsewhere
    """
    warehouse = Warehouse.objects.filter(pk=delivery.warehouse_id).first()
    if warehouse is None:
        raise NotFound(_("There is no such warehouse."), field="warehouse")
    require(
        may_run_hub(actor, warehouse.organisation_id), _("Only the people of this hub may take goods in.")
    )
    _demand_sensible(delivery, lines, key, now=now)
    photos = {
        line.variant_id: (EvidenceKind.PHOTO, line.photo) if line.photo is not None else None
        for line in lines
    }
    with evidence_stored(photos) as stored:
        return _received(actor, warehouse, delivery, lines, stored, key, now)


def _demand_sensible(delivery: Delivery, lines: Sequence[Counted], key: str, *, now: datetime) -> None:
    if not 1 <= len(key) <= 80:
        raise InvalidInput(_("A receipt needs a key of at most 80 characters."), field="key")
    if delivery.received_at is not None and delivery.received_at > now + CLOCK_SLACK:
        raise InvalidInput(_("This lies in the future."), field="received_at")
    if delivery.temperature_c is not None and not COLDEST_C <= delivery.temperature_c <= WARMEST_C:
        raise InvalidInput(_("This is not a temperature of goods."), field="temperature_c")
    if not lines or len({line.variant_id for line in lines}) < len(lines):
        raise InvalidInput(_("Count each article once."), field="lines")
    for line in lines:
        for field, units in (("counted", line.counted), ("damaged", line.damaged)):
            if not 0 <= units <= MOST_UNITS:
                raise InvalidInput(
                    _("The quantity must be between 0 and %(most)s.") % {"most": MOST_UNITS}, field=field
                )
        if line.weight_g is not None and not 1 <= line.weight_g <= HEAVIEST_LOAD_G:
            raise InvalidInput(_("A load weighs between 1 g and 40 tonnes."), field="weight_g")


@transaction.atomic
def _received(
    actor: Actor,
    warehouse: Warehouse,
    delivery: Delivery,
    lines: Sequence[Counted],
    photos: Mapping[int, Stored],
    key: str,
    now: datetime,
) -> GoodsReceipt:
    notice = notice_locked(delivery.notice_id) if delivery.notice_id is not None else None
    known = GoodsReceipt.objects.filter(key=key).first()
    if known is not None:
        if known.warehouse_id != warehouse.pk or known.notice_id != delivery.notice_id:
            raise Conflict(_("Something else was received under this key."), field="key")
        return known
    variants = _variants(lines)
    owner_id = _owner_of(variants, notice, warehouse)
    announced = _announced(notice, lines)
    receipt = _written(actor, warehouse, delivery, notice, owner_id, key, now)
    cases = 0
    for line in lines:
        row = _line_received(receipt, line, announced.get(line.variant_id), actor=actor, now=now)
        cases += _cases_opened(receipt, row, variants[line.variant_id], is_announced=notice is not None)
        if line.variant_id in photos:
            evidence_note(
                photos[line.variant_id],
                subject=f"receipt-line:{row.pk}",
                warehouse_id=warehouse.pk,
                organisation_id=owner_id,
                actor=actor,
                now=now,
            )
    if notice is not None:
        notice.state, notice.closed_at = NoticeState.RECEIVED, now
        notice.save(update_fields=["state", "closed_at"])
    grams = sum(line.counted * variants[line.variant_id].weight_g for line in lines)
    _charged(receipt, warehouse, grams, actor=actor, now=now)
    cases += collection_counted(receipt=receipt, actor=actor, now=now)
    bus.publish(_told(receipt, notice, units=sum(line.counted for line in lines), cases=cases, now=now))
    return receipt


def _charged(receipt: GoodsReceipt, warehouse: Warehouse, grams: int, *, actor: Actor, now: datetime) -> None:
    receipt_charge(
        warehouse=warehouse,
        work=Work(
            organisation_id=receipt.organisation_id,
            reference=f"receipt:{receipt.pk}",
            number=receipt.number,
            grams=grams,
        ),
        actor=actor,
        happened_at=receipt.received_at,
        now=now,
    )


def _written(
    actor: Actor,
    warehouse: Warehouse,
    delivery: Delivery,
    notice: Notice | None,
    owner_id: int,
    key: str,
    now: datetime,
) -> GoodsReceipt:
    return GoodsReceipt.objects.create(
        number=number_of("receipt", next_serial("receipt")),
        key=key,
        notice=notice,
        organisation_id=owner_id,
        warehouse=warehouse,
        temperature_c=delivery.temperature_c,
        brought_by=delivery.brought_by.strip()[:100],
        note=delivery.note.strip()[:300],
        received_by=actor.name,
        received_at=delivery.received_at or now,
        recorded_at=now,
    )


def _variants(lines: Sequence[Counted]) -> dict[int, Variant]:
    rows = Variant.objects.select_related("product__product_type", "product__pooled")
    found = {row.pk: row for row in rows.filter(pk__in=[line.variant_id for line in lines])}
    if len(found) < len(lines):
        raise NotFound(_("There is no such product or warehouse."), field="variant")
    return found


def _owner_of(variants: Mapping[int, Variant], notice: Notice | None, warehouse: Warehouse) -> int:
    # What is pooled may come from any member: its owner is whoever announced it.
    owners = {
        variant.product.organisation_id
        for variant in variants.values()
        if notice is None or not is_pooled(variant.product)
    }
    if notice is not None:
        NOTICE_FLOW.check(NoticeState(notice.state), NoticeState.RECEIVED)
        if notice.warehouse_id != warehouse.pk:
            raise InvalidInput(_("This notice was sent to another hub."), field="notice")
        owners.add(notice.organisation_id)
    if len(owners) > 1:
        raise InvalidInput(_("One receipt holds the goods of one cooperative."), field="lines")
    return owners.pop()


def _announced(notice: Notice | None, lines: Sequence[Counted]) -> dict[int, NoticeLine]:
    if notice is None:
        return {}
    announced = {row.variant_id: row for row in notice.lines.all()}
    if not announced.keys() <= {line.variant_id for line in lines}:
        raise InvalidInput(_("Count every announced article, also if none came."), field="lines")
    return announced


def _line_received(
    receipt: GoodsReceipt, line: Counted, announced: NoticeLine | None, *, actor: Actor, now: datetime
) -> ReceiptLine:
    return ReceiptLine.objects.create(
        receipt=receipt,
        variant_id=line.variant_id,
        notice_line=announced,
        announced=announced.quantity if announced else 0,
        counted=line.counted,
        damaged=line.damaged,
        weight_g=line.weight_g,
        lot=_lot_made(receipt, line, announced, actor=actor, now=now) if line.counted else None,
    )


def _lot_made(
    receipt: GoodsReceipt, line: Counted, announced: NoticeLine | None, *, actor: Actor, now: datetime
) -> Lot:
    """What the worker reads off the crate comes before what was announced from afar."""
    return lot_receive(
        actor=actor,
        variant_id=line.variant_id,
        warehouse_id=receipt.warehouse_id,
        organisation_id=receipt.organisation_id,
        quantity=line.counted,
        code=line.code,
        harvest_date=line.harvest_date or (announced.harvest_date if announced else None),
        produced_date=line.produced_date or (announced.produced_date if announced else None),
        best_before_date=line.best_before_date or (announced.best_before_date if announced else None),
        bin_code=line.bin_code,
        received_at=receipt.received_at,
        now=now,
    )


def _cases_opened(receipt: GoodsReceipt, row: ReceiptLine, variant: Variant, *, is_announced: bool) -> int:
    differences = differences_of(
        announced=row.announced if is_announced else None,
        counted=row.counted,
        damaged=row.damaged,
        weight_g=row.weight_g,
        unit_weight_g=variant.weight_g,
        temperature_c=receipt.temperature_c,
        warmest_c=warmest_of(variant.product.product_type.facts),
    )
    Discrepancy.objects.bulk_create(
        Discrepancy(
            line=row,
            warehouse_id=receipt.warehouse_id,
            kind=difference.kind,
            amount=difference.amount,
            opened_at=receipt.recorded_at,
        )
        for difference in differences
    )
    return len(differences)


def _told(
    receipt: GoodsReceipt, notice: Notice | None, *, units: int, cases: int, now: datetime
) -> GoodsReceived:
    return GoodsReceived(
        happened_at=now,
        receipt_id=receipt.pk,
        number=receipt.number,
        organisation_id=receipt.organisation_id,
        notice=notice.number if notice else "",
        units=units,
        discrepancies=cases,
    )
