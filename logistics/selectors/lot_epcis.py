"""A lot's history put together for an EPCIS document."""

from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.digital_link import lot_path
from logistics.epcis import Happening, Transformation, document_of
from logistics.models.inbound import ReceiptLine
from logistics.models.lot import Lot, Movement
from logistics.models.parcel import Parcel
from logistics.models.processing import ProcessingRun
from logistics.models.quality import QualityCheck
from logistics.models.warehouse import Warehouse
from logistics.policies import may_run_hub, may_see_goods_of
from logistics.states import LotState, MovementReason
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound

# CBV: business step, disposition and action of each movement
_STEPS: Final = {
    MovementReason.RECEIPT: ("commissioning", "in_progress", "ADD"),
    MovementReason.PRODUCE: ("commissioning", "in_progress", "ADD"),
    MovementReason.PACK: ("packing", "in_progress", "ADD"),
    MovementReason.UNPACK: ("unpacking", "in_progress", "DELETE"),
    MovementReason.RETURN: ("unpacking", "returned", "DELETE"),
    MovementReason.DESTROY: ("destroying", "destroyed", "DELETE"),
    MovementReason.SAMPLE: ("sampling", "non_sellable_other", "OBSERVE"),
    MovementReason.COUNT: ("cycle_counting", "in_progress", "OBSERVE"),
    MovementReason.CONSUME: ("decommissioning", "inactive", "DELETE"),
    MovementReason.DAMAGE: ("decommissioning", "damaged", "DELETE"),
    MovementReason.LOSS: ("decommissioning", "unknown", "DELETE"),
    MovementReason.OWNER: ("shipping", "in_transit", "OBSERVE"),
}


def lot_epcis(*, actor: Actor, lot_id: int, now: datetime) -> dict[str, Any]:
    """
    Return a lot's history as an EPCIS 2.0 document; five queries.

    :raises NotFound: if there is none, or it is neither of the actor's hub nor the actor's own
    """
    rows = Lot.objects.select_related("variant", "warehouse")
    lot = rows.filter(pk=lot_id).first()
    if lot is None or not (
        may_run_hub(actor, lot.warehouse.organisation_id) or may_see_goods_of(actor, lot.organisation_id)
    ):
        raise NotFound(_("There is no such lot."), field="lot")
    return document_of(
        lot_address=_address(lot),
        happenings=[*_moved(lot), *_examined(lot), *_recalled(lot)],
        transformations=_transformed(lot),
        created_at=timezone.localtime(now),
    )


def _transformed(lot: Lot) -> list[Transformation]:
    runs = ProcessingRun.objects.filter(
        Q(output_lot=lot) | Q(inputs__lot=lot) | Q(by_products__lot=lot)
    ).distinct()
    full = runs.select_related("output_lot__variant", "warehouse").prefetch_related(
        "inputs__lot__variant", "by_products__lot__variant"
    )
    return [
        Transformation(
            happened_at=timezone.localtime(run.done_at),
            place=_place(run.warehouse),
            address=f"{settings.PUBLIC_URL}/processing/{run.number}",
            inputs=tuple((_address(row.lot), row.units) for row in run.inputs.all()),
            outputs=(
                (_address(run.output_lot), run.output_units),
                *((_address(row.lot), row.units) for row in run.by_products.all()),
            ),
        )
        for run in full.order_by("id")
    ]


def _address(lot: Lot) -> str:
    return settings.PUBLIC_URL + lot_path(gtin=lot.variant.gtin, lot=lot.code)


def _place(warehouse: Warehouse) -> str:
    return f"{settings.PUBLIC_URL}/place/{warehouse.slug}"


def _moved(lot: Lot) -> list[Happening]:
    moves = list(Movement.objects.filter(lot=lot).select_related("warehouse").order_by("id"))
    numbers = {
        move.reference.removeprefix("parcel:") for move in moves if move.reference.startswith("parcel:")
    }
    boxes = {parcel.number: _container(parcel) for parcel in Parcel.every.filter(number__in=numbers)}
    gate = ReceiptLine.objects.select_related("receipt").filter(lot=lot).first()
    found = []
    for move in moves:
        step, disposition, action = _STEPS[MovementReason(move.reason)]
        is_gate = move.reason == MovementReason.RECEIPT and gate is not None
        found.append(
            Happening(
                step=step,
                disposition=disposition,
                action=action,
                happened_at=timezone.localtime(move.happened_at),
                quantity=abs(move.quantity),
                place=_place(move.warehouse),
                container=boxes.get(move.reference.removeprefix("parcel:"), "")
                if move.reason in (MovementReason.PACK, MovementReason.UNPACK, MovementReason.RETURN)
                else "",
                transaction=("recadv", f"{settings.PUBLIC_URL}/receipt/{gate.receipt.number}")
                if is_gate and gate
                else None,
                temperature_c=gate.receipt.temperature_c if is_gate and gate else None,
            )
        )
    return found


def _container(parcel: Parcel) -> str:
    if parcel.sscc:
        return f"https://id.gs1.org/00/{parcel.sscc}"
    return f"{settings.PUBLIC_URL}/parcel/{parcel.number}"


def _examined(lot: Lot) -> list[Happening]:
    checks = QualityCheck.objects.filter(lot=lot, decided_at__isnull=False).order_by("id")
    return [
        Happening(
            step="inspecting",
            disposition="in_progress"
            if check.decision in (LotState.RELEASED, LotState.RELEASED_WITH_REMARK)
            else "non_sellable_other",
            action="OBSERVE",
            happened_at=timezone.localtime(check.decided_at),
            quantity=check.sample_units,
            place=_place(lot.warehouse),
        )
        for check in checks
    ]


def _recalled(lot: Lot) -> list[Happening]:
    if lot.state != LotState.RECALLED or lot.decided_at is None:
        return []
    return [
        Happening(
            step="holding",
            disposition="recalled",
            action="OBSERVE",
            happened_at=timezone.localtime(lot.decided_at),
            quantity=lot.quantity_received,
            place=_place(lot.warehouse),
        )
    ]
