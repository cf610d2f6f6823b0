"""The models of the package, listed for Django."""

from logistics.models.delivery import DeliveryMethod, DeliveryRate, TrackingRange
from logistics.models.evidence import Evidence
from logistics.models.fulfilment import Fulfilment, FulfilmentLine, LotAllocation, Wave
from logistics.models.inbound import Discrepancy, GoodsReceipt, Notice, NoticeLine, ReceiptLine
from logistics.models.lot import Lot, LotStock, Movement
from logistics.models.parcel import Manifest, Parcel, ParcelDocument, TrackingEvent
from logistics.models.stock import Reservation, Shortage, Stock
from logistics.models.warehouse import Bin, Warehouse

__all__ = [
    "Bin",
    "DeliveryMethod",
    "DeliveryRate",
    "Discrepancy",
    "Evidence",
    "Fulfilment",
    "FulfilmentLine",
    "GoodsReceipt",
    "Lot",
    "LotAllocation",
    "LotStock",
    "Manifest",
    "Movement",
    "Notice",
    "NoticeLine",
    "Parcel",
    "ParcelDocument",
    "ReceiptLine",
    "Reservation",
    "Shortage",
    "Stock",
    "TrackingEvent",
    "TrackingRange",
    "Warehouse",
    "Wave",
]
