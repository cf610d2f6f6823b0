"""The models of the package, listed for Django."""

from logistics.models.capacity import Capacity, CapacityBooking, CapacityPeriod
from logistics.models.carrier import CarrierAccount, CarrierBooking, CarrierDistrict, CarrierReport
from logistics.models.collection import CollectionRound, CollectionStop, StopLoad, Vehicle
from logistics.models.delivery import DeliveryMethod, DeliveryRate, DeliveryZone, TrackingRange
from logistics.models.delivery_tariff import TariffChange
from logistics.models.doorstep import DeliveryProof, DeliveryWish
from logistics.models.evidence import Evidence
from logistics.models.fulfilment import Fulfilment, FulfilmentLine, LotAllocation, Wave
from logistics.models.inbound import Discrepancy, GoodsReceipt, Notice, NoticeLine, ReceiptLine
from logistics.models.kit import FulfilmentBox, FulfilmentBoxItem, Kit, KitComponent
from logistics.models.label import LabelPrint, LabelText, LabelVersion
from logistics.models.lot import Lot, LotStock, Movement
from logistics.models.parcel import Manifest, Parcel, ParcelDocument, TrackingEvent
from logistics.models.pooled import Contribution, LineOwner, SupplyCall
from logistics.models.processing import (
    Consumable,
    ConsumableMove,
    ProcessingRun,
    Recipe,
    RecipeByProduct,
    RecipeInput,
    RecipeMaterial,
    RunByProduct,
    RunInput,
    RunShare,
)
from logistics.models.quality import QualityCheck, Reading
from logistics.models.recall import Recall, RecallParcel
from logistics.models.sheet import SheetJob, SheetPart
from logistics.models.stock import PreorderBooking, Reservation, Shortage, Stock
from logistics.models.storage import (
    CountLine,
    CycleCount,
    Placement,
    TemperatureAlarm,
    TemperatureReading,
)
from logistics.models.tariff import HubCharge, HubCost, HubTariff
from logistics.models.warehouse import Bin, StorageZone, Warehouse
from logistics.models.zone import ChannelWarehouse, MethodListing, PostalCodeRule, ShippingZone, ZoneMethod

__all__ = [
    "Bin",
    "Capacity",
    "CapacityBooking",
    "CapacityPeriod",
    "CarrierAccount",
    "CarrierBooking",
    "CarrierDistrict",
    "CarrierReport",
    "ChannelWarehouse",
    "CollectionRound",
    "CollectionStop",
    "Consumable",
    "ConsumableMove",
    "Contribution",
    "CountLine",
    "CycleCount",
    "DeliveryMethod",
    "DeliveryProof",
    "DeliveryRate",
    "DeliveryWish",
    "DeliveryZone",
    "Discrepancy",
    "Evidence",
    "Fulfilment",
    "FulfilmentBox",
    "FulfilmentBoxItem",
    "FulfilmentLine",
    "GoodsReceipt",
    "HubCharge",
    "HubCost",
    "HubTariff",
    "Kit",
    "KitComponent",
    "LabelPrint",
    "LabelText",
    "LabelVersion",
    "LineOwner",
    "Lot",
    "LotAllocation",
    "LotStock",
    "Manifest",
    "MethodListing",
    "Movement",
    "Notice",
    "NoticeLine",
    "Parcel",
    "ParcelDocument",
    "Placement",
    "PostalCodeRule",
    "PreorderBooking",
    "ProcessingRun",
    "QualityCheck",
    "Reading",
    "Recall",
    "RecallParcel",
    "ReceiptLine",
    "Recipe",
    "RecipeByProduct",
    "RecipeInput",
    "RecipeMaterial",
    "Reservation",
    "RunByProduct",
    "RunInput",
    "RunShare",
    "SheetJob",
    "SheetPart",
    "ShippingZone",
    "Shortage",
    "Stock",
    "StopLoad",
    "StorageZone",
    "SupplyCall",
    "TariffChange",
    "TemperatureAlarm",
    "TemperatureReading",
    "TrackingEvent",
    "TrackingRange",
    "Vehicle",
    "Warehouse",
    "Wave",
    "ZoneMethod",
]
