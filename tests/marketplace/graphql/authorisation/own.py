"""Who may ask what of what the contract has no word for: the hub, the cooperatives' parts, the books."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import timezone

from logistics.models.fulfilment import Fulfilment, LotAllocation
from logistics.models.lot import Lot
from logistics.models.parcel import Parcel
from logistics.models.recall import Recall, RecallParcel
from logistics.models.warehouse import Warehouse
from logistics.services.line_pick import line_pick
from logistics.services.recall_open import recall_open
from logistics.services.wave_create import wave_create
from logistics.states import RecallTrigger
from marketplace.kernel.actor import Permission
from marketplace.payouts.models.settlement import SettlementRun
from marketplace.payouts.services.settlement_prepare import settlement_prepare
from orders.services.shortage_open import supply_refuse
from orders.shortage_states import ShortageReason
from tests.factories.ground import NOON
from tests.factories.logistics import MACHINE, released_lot
from tests.factories.payouts import SettlementTermFactory
from tests.marketplace.graphql.authorisation.rows import Person, Row, needs, seen_by
from tests.marketplace.graphql.authorisation.world import World
from tests.orders.journey import packed, told

_DUE = date(2026, 11, 16)
_SETTLE = (Permission.APPROVE_SETTLEMENTS,)
_HUB = frozenset({Person.HOLDER})


def _hub(arguments: Any) -> Row:
    return needs(Permission.MANAGE_HUB, arguments)


def _hub_id(world: World) -> str:
    return world.id("Warehouse", Warehouse.objects.get(is_online=True).pk)


def _going(world: World) -> Fulfilment:
    world.order()
    told()
    return Fulfilment.objects.order_by("created_at").first() or Fulfilment()


def _in_wave(world: World) -> Fulfilment:
    row = _going(world)
    if row.state == "released":
        wave_create(actor=MACHINE, warehouse_id=row.warehouse_id, fulfilment_ids=[row.pk], now=NOON)
    return row


def _wave_of(world: World) -> int:
    row = _in_wave(world)
    row.refresh_from_db()
    assert row.wave_id is not None
    return row.wave_id


def _pick(world: World) -> Mapping[str, Any]:
    row = _in_wave(world)
    share = LotAllocation.objects.filter(line__fulfilment=row).first()
    return {
        "hubOrder": world.id("HubOrder", row.pk),
        "pickLine": world.id("PickLine", share.pk if share else 0),
    }


def _pack(world: World) -> Mapping[str, Any]:
    row = _in_wave(world)
    for share in LotAllocation.objects.filter(line__fulfilment=row, picked_at=None):
        line_pick(actor=MACHINE, fulfilment_id=row.pk, allocation_id=share.pk, now=NOON)
    return {"hubOrder": world.id("HubOrder", row.pk)}


def _parcel(world: World) -> Parcel:
    return Parcel.objects.first() or packed(world.order(), NOON)


def _lot(world: World) -> Lot:
    return released_lot(world.variant, 5, warehouse=Warehouse.objects.get(is_online=True))


def _recall(world: World) -> Recall:
    return Recall.objects.first() or recall_open(
        actor=MACHINE,
        warehouse_id=Warehouse.objects.get(is_online=True).pk,
        lot_ids=[_lot(world).pk],
        trigger=RecallTrigger.DRILL,
        reason="exercice",
        key="k",
        now=NOON,
    )


def _recalled(world: World) -> Mapping[str, Any]:
    row = RecallParcel.objects.get_or_create(
        recall=_recall(world),
        parcel=_parcel(world),
        lot=_recall(world).lots.get(),
        defaults={"units": 1, "place": "hub"},
    )[0]
    return {"id": world.id("RecallParcel", row.pk), "reach": "REACHED"}


def _run(world: World) -> str:
    SettlementTermFactory.create()
    run = SettlementRun.objects.first() or settlement_prepare(actor=MACHINE, due_date=_DUE, now=NOON)
    return world.id("Settlement", run.pk)


def _prepare(_world: World) -> Mapping[str, Any]:
    SettlementTermFactory.create()
    return {"dueDate": _DUE.isoformat()}


def _own(world: World) -> Mapping[str, Any]:
    return {"cooperative": world.id("Cooperative", world.product.organisation_id), "first": 5}


def _desk(world: World) -> Mapping[str, Any]:
    return {"desk": world.id("Cooperative", world.market.hub.pk), "first": 5}


def _part(world: World) -> Mapping[str, Any]:
    return {"id": world.id("SubOrder", world.order().sub_orders.get().pk)}


def _line(world: World) -> Mapping[str, Any]:
    line = world.order().lines.get()
    told()
    return {"orderLine": world.id("OrderLine", line.pk), "quantity": 1, "reason": "SPOILT"}


def _weighed(world: World) -> Mapping[str, Any]:
    line = world.order().lines.get()
    line.weighed_g = 500
    line.save(update_fields=["weighed_g"])
    told()
    return {"orderLine": world.id("OrderLine", line.pk), "weightGrams": line.quantity * 490}


def _weighed_before(world: World) -> Mapping[str, Any]:
    return {"orderLine": _weighed(world)["orderLine"]}


def _shortage(world: World) -> Mapping[str, Any]:
    line = world.order().lines.get()
    told()
    row = line.shortages.first() or supply_refuse(
        actor=MACHINE, line_id=line.pk, quantity=1, reason=ShortageReason.SPOILT, now=timezone.now()
    )
    return {"id": world.id("OrderShortage", row.pk), "remedy": "WAIT"}


ROWS: dict[str, Row] = {
    "Query.waves": _hub(lambda w: {"warehouse": _hub_id(w), "first": 5}),
    "Query.wave": _hub(lambda w: {"id": w.id("Wave", _wave_of(w))}),
    "Query.parcels": _hub(lambda w: {"warehouse": _hub_id(w), "first": 5}),
    "Query.parcel": seen_by(
        _HUB, lambda w: {"id": w.id("Parcel", _parcel(w).pk)}, permission=Permission.MANAGE_HUB
    ),
    "Mutation.waveCreate": _hub(lambda w: {"warehouse": _hub_id(w)}),
    "Mutation.linePick": _hub(_pick),
    "Mutation.parcelPack": _hub(_pack),
    "Mutation.parcelsHandOver": _hub(
        lambda w: {"warehouse": _hub_id(w), "carrier": w.id("Cooperative", _parcel(w).carrier_id)}
    ),
    "Mutation.parcelTrack": _hub(
        lambda w: {
            "parcel": w.id("Parcel", _parcel(w).pk),
            "kind": "OUT_FOR_DELIVERY",
            "happenedAt": NOON.isoformat(),
            "key": "k",
        }
    ),
    "Query.recalls": _hub(lambda w: {"warehouse": _hub_id(w), "first": 5}),
    "Query.recall": _hub(lambda w: {"id": w.id("Recall", _recall(w).pk)}),
    "Mutation.recallCreate": _hub(
        lambda w: {
            "warehouse": _hub_id(w),
            "lots": [w.id("Lot", _lot(w).pk)],
            "trigger": "COMPLAINT",
            "reason": "goût",
            "key": "new",
        }
    ),
    "Mutation.recallParcelFollow": _hub(_recalled),
    "Mutation.recallClose": _hub(lambda w: {"id": w.id("Recall", _recall(w).pk), "conclusion": "Vu."}),
    "Query.subOrders": needs(Permission.MANAGE_ORDERS, _own, also=(Person.MEMBER,)),
    "Mutation.subOrderAcknowledge": seen_by(
        {Person.MEMBER, Person.HOLDER}, _part, permission=Permission.MANAGE_ORDERS
    ),
    "Mutation.orderLineRefuse": seen_by(
        {Person.MEMBER, Person.HOLDER}, _line, permission=Permission.MANAGE_ORDERS
    ),
    "Mutation.orderLineWeigh": seen_by(
        {Person.MEMBER, Person.HOLDER},
        _weighed,
        permission=Permission.MANAGE_ORDERS,
        alternatives=(Permission.MANAGE_HUB,),
    ),
    "Mutation.orderLineWeighUndo": seen_by(
        {Person.MEMBER, Person.HOLDER},
        _weighed_before,
        permission=Permission.MANAGE_ORDERS,
        alternatives=(Permission.MANAGE_HUB,),
    ),
    "Mutation.orderShortageAnswer": needs(Permission.MANAGE_ORDERS, _shortage, also=(Person.OWNER,)),
    "Query.settlements": needs(Permission.PREPARE_SETTLEMENTS, lambda _w: {"first": 5}, alternatives=_SETTLE),
    "Query.settlement": needs(
        Permission.PREPARE_SETTLEMENTS, lambda w: {"id": _run(w)}, alternatives=_SETTLE
    ),
    "Query.settlementStatements": needs(
        Permission.PREPARE_SETTLEMENTS, _own, also=(Person.MEMBER,), alternatives=_SETTLE
    ),
    "Query.ledgerBalances": needs(Permission.AUDIT_BOOKS, lambda _w: {"date": _DUE.isoformat(), "first": 5}),
    "Query.cashRemittances": needs(Permission.MANAGE_CASH, _desk),
    "Query.cashCases": needs(Permission.MANAGE_CASH, _desk),
    "Mutation.settlementPrepare": needs(Permission.PREPARE_SETTLEMENTS, _prepare),
    "Mutation.settlementApprove": needs(Permission.APPROVE_SETTLEMENTS, lambda w: {"id": _run(w)}),
    "Mutation.settlementLock": needs(
        Permission.PREPARE_SETTLEMENTS, lambda w: {"id": _run(w)}, alternatives=_SETTLE
    ),
    "Mutation.settlementExport": needs(
        Permission.PREPARE_SETTLEMENTS,
        lambda w: {"id": _run(w), "fileFormat": "CSV"},
        alternatives=_SETTLE,
    ),
}
