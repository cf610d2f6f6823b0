"""
A lot's history as an EPCIS 2.0 document (GS1 EPCIS standard 2.0, JSON-LD binding; vocabulary CBV 2.0). Pure.

Class level identification: a lot is its GS1 Digital Link, a parcel its SSCC where it has one, places are addresses of
ours. Nothing names a person: who received a parcel is nobody's business but the hub's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

CONTEXT: Final = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"
VERSION: Final = "2.0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One thing that happened to units of a lot: what (a CBV business step), when, where, how many."""

    step: str
    disposition: str
    action: str
    happened_at: datetime
    quantity: int
    place: str
    # Of a parcel that units went into; empty: none
    container: str = ""
    # (type of the business transaction in CBV, its address)
    transaction: tuple[str, str] | None = None
    temperature_c: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Transformation:
    """Lots became other lots: (address, units) that went in and came out."""

    happened_at: datetime
    place: str
    address: str
    inputs: tuple[tuple[str, int], ...]
    outputs: tuple[tuple[str, int], ...]


def document_of(
    *,
    lot_address: str,
    happenings: Sequence[Happening],
    transformations: Sequence[Transformation] = (),
    created_at: datetime,
) -> dict[str, Any]:
    """Return the document, its events in the order in which things happened."""
    events = [_event(lot_address, each) for each in happenings]
    events += [_transformation(each) for each in transformations]
    return {
        "@context": [CONTEXT],
        "type": "EPCISDocument",
        "schemaVersion": VERSION,
        "creationDate": _moment(created_at),
        "epcisBody": {"eventList": sorted(events, key=lambda event: str(event["eventTime"]))},
    }


def _event(lot: str, each: Happening) -> dict[str, Any]:
    goods = [{"epcClass": lot, "quantity": each.quantity}]
    event: dict[str, Any] = {
        **_when(each.happened_at),
        "type": "AggregationEvent" if each.container else "ObjectEvent",
        "action": each.action,
        "bizStep": each.step,
        "disposition": each.disposition,
        "readPoint": {"id": each.place},
        "bizLocation": {"id": each.place},
    }
    if each.container:
        event |= {"parentID": each.container, "childQuantityList": goods}
    else:
        event["quantityList"] = goods
    if each.transaction is not None:
        kind, address = each.transaction
        event["bizTransactionList"] = [{"type": kind, "bizTransaction": address}]
    if each.temperature_c is not None:
        event["sensorElementList"] = [_sensor(each.temperature_c)]
    return event


def _transformation(each: Transformation) -> dict[str, Any]:
    return {
        **_when(each.happened_at),
        "type": "TransformationEvent",
        "transformationID": each.address,
        "inputQuantityList": [{"epcClass": lot, "quantity": units} for lot, units in each.inputs],
        "outputQuantityList": [{"epcClass": lot, "quantity": units} for lot, units in each.outputs],
        "bizStep": "commissioning",
        "disposition": "in_progress",
        "readPoint": {"id": each.place},
        "bizLocation": {"id": each.place},
    }


def _when(moment: datetime) -> Mapping[str, str]:
    offset = moment.strftime("%z")
    return {"eventTime": _moment(moment), "eventTimeZoneOffset": f"{offset[:3]}:{offset[3:]}"}


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds")


def _sensor(celsius: Decimal) -> dict[str, Any]:
    return {"sensorReport": [{"type": "Temperature", "value": float(celsius), "uom": "CEL"}]}
