"""Take a line's goods from the shelf, by scan or by click."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.models.product import Variant
from logistics.models.fulfilment import Fulfilment, LotAllocation
from logistics.models.lot import Lot
from logistics.policies import may_run_hub
from logistics.selectors.locked import fulfilment_locked
from logistics.states import FULFILMENT_FLOW, FulfilmentState
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, IllegalMove, InvalidInput
from marketplace.kernel.policy import require


class ScanFault(StrEnum):
    """What can be wrong with a scan."""

    UNKNOWN = "unknown"
    FOREIGN = "foreign"
    TWICE = "twice"
    HELD = "held"


class WrongScan(InvalidInput):
    """What was scanned is not what is to be picked; `fault` says in which way."""

    code = "WRONG_SCAN"

    def __init__(self, message: str, fault: ScanFault) -> None:
        super().__init__(message, field="code")
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Picked:
    """What was just picked, and how many shares of the fulfilment are still on the shelf."""

    allocation: LotAllocation
    left: int


@transaction.atomic
def line_pick(
    *,
    actor: Actor,
    fulfilment_id: uuid.UUID,
    now: datetime,
    code: str = "",
    allocation_id: int | None = None,
    tapped_at: datetime | None = None,
    key: str = "",
) -> Picked:
    """
    Mark one lot's share of a fulfilment as picked: the one scanned (lot code or GTIN) or the one clicked.

    The same key again returns the first pick and changes nothing, even if it was undone meanwhile.

    :param tapped_at: when the hand took it, if a phone without a network tells it later
    :param key: the name of the tap
    :raises NotFound: if there is no such fulfilment
    :raises NotAllowed: if the actor does not run this hub
    :raises IllegalMove: if the fulfilment is not being picked
    :raises WrongScan: if the code is unknown, belongs elsewhere, was picked already, or its lot may not leave
    :raises Conflict: if the lot was taken back at this moment
    """
    fulfilment = fulfilment_locked(fulfilment_id)
    require(
        may_run_hub(actor, fulfilment.warehouse.organisation_id), _("Only the people of this hub may pick.")
    )
    if fulfilment.state != FulfilmentState.PICKING:
        FULFILMENT_FLOW.check(FulfilmentState(fulfilment.state), FulfilmentState.PICKING)
    shares = list(
        LotAllocation.objects.filter(line__fulfilment=fulfilment, packed_at=None)
        .select_related("lot_stock__lot__variant", "lot_stock__bin", "line")
        .order_by("id")
    )
    known = next((share for share in shares if key and share.pick_key == key), None)
    if known is not None:
        return Picked(known, sum(share.picked_at is None for share in shares))
    share = _clicked(shares, allocation_id) if allocation_id is not None else _scanned(shares, code)
    if not share.lot.may_leave(timezone.localdate(now)):
        message = _("Lot %(lot)s may not leave the hub. Put it back and call the quality officer.")
        raise WrongScan(message % {"lot": share.lot.code}, ScanFault.HELD)

    moment = min(tapped_at or now, now)
    if not LotAllocation.objects.filter(pk=share.pk, picked_at=None).update(picked_at=moment, pick_key=key):
        raise Conflict(_("Lot %(lot)s was taken off sale just now. Put it back.") % {"lot": share.lot.code})
    share.picked_at = moment
    _now_picking(fulfilment, now=now)
    return Picked(share, sum(other.picked_at is None for other in shares))


def _now_picking(fulfilment: Fulfilment, *, now: datetime) -> None:
    if fulfilment.state != FulfilmentState.PICKING:
        fulfilment.state, fulfilment.state_at = FulfilmentState.PICKING, now
        fulfilment.save(update_fields=["state", "state_at"])


def _clicked(shares: Sequence[LotAllocation], allocation_id: int) -> LotAllocation:
    share = next((share for share in shares if share.pk == allocation_id), None)
    if share is None:
        raise WrongScan(_("This does not belong to this parcel."), ScanFault.FOREIGN)
    if share.picked_at is not None:
        raise WrongScan(_("This was picked already."), ScanFault.TWICE)
    return share


def _scanned(shares: Sequence[LotAllocation], code: str) -> LotAllocation:
    code = code.strip()
    if not code:
        raise InvalidInput(_("Please scan or type a code."), field="code")
    matching = [
        share for share in shares if code.upper() in (share.lot.code.upper(), share.lot.variant.gtin.upper())
    ]
    waiting = next((share for share in matching if share.picked_at is None), None)
    if waiting is not None:
        return waiting
    if matching:
        raise WrongScan(_("%(code)s was picked already.") % {"code": code}, ScanFault.TWICE)
    raise _stray(shares, code)


def _stray(shares: Sequence[LotAllocation], code: str) -> WrongScan:
    """Say what the code is, if it is anything, and what should be taken instead."""
    lot = Lot.objects.filter(code__iexact=code).first()
    variant_id = (
        lot.variant_id if lot else Variant.objects.filter(gtin=code).values_list("pk", flat=True).first()
    )
    if lot is None and variant_id is None:
        return WrongScan(_("%(code)s is not known here.") % {"code": code}, ScanFault.UNKNOWN)
    right = next(
        (share for share in shares if share.lot.variant_id == variant_id and share.picked_at is None), None
    )
    if right is not None:
        place = right.lot_stock.bin.code if right.lot_stock.bin else "–"
        message = _("%(code)s is the right product but another lot. Take lot %(lot)s from %(bin)s.")
        return WrongScan(message % {"code": code, "lot": right.lot.code, "bin": place}, ScanFault.FOREIGN)
    return WrongScan(_("%(code)s does not belong to this parcel.") % {"code": code}, ScanFault.FOREIGN)


@transaction.atomic
def line_unpick(*, actor: Actor, fulfilment_id: uuid.UUID, allocation_id: int, now: datetime) -> None:
    """
    Undo a pick: the goods are back on the shelf.

    :raises NotFound: if there is no such fulfilment
    :raises NotAllowed: if the actor does not run this hub
    :raises IllegalMove: if that share is not picked, or packed already
    """
    fulfilment = fulfilment_locked(fulfilment_id)
    require(
        may_run_hub(actor, fulfilment.warehouse.organisation_id), _("Only the people of this hub may pick.")
    )
    shares = LotAllocation.objects.filter(pk=allocation_id, line__fulfilment=fulfilment, packed_at=None)
    if not shares.filter(picked_at__isnull=False).update(picked_at=None):
        raise IllegalMove(_("This is not picked."), field="allocation")
