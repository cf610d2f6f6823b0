"""Which gateway speaks with which carrier."""

from collections.abc import Callable, Mapping
from typing import Final

from django.conf import settings

from logistics.carrying import CarrierKind
from logistics.gateways.base import Carrier
from logistics.gateways.by_hand import ByHandCarrier, PostalCarrier
from logistics.gateways.rest import RestCarrier
from logistics.models.carrier import CarrierAccount


def _rest(_carrier_id: int) -> Carrier:
    return RestCarrier(base_url=settings.CARRIER_API_BASE, token=settings.CARRIER_API_TOKEN)


KINDS: Final[Mapping[str, Callable[[int], Carrier]]] = {
    CarrierKind.OWN: lambda _carrier_id: ByHandCarrier(),
    CarrierKind.TABLE: lambda _carrier_id: ByHandCarrier(),
    CarrierKind.POSTAL: PostalCarrier,
    CarrierKind.REST: _rest,
}


def carrier_of(account: CarrierAccount | None, carrier_id: int) -> Carrier:
    """Return how a carrier is dealt with; one without an account is the post if it gave us numbers, else by hand."""
    kind = CarrierKind(account.kind) if account is not None else CarrierKind.POSTAL
    return KINDS[kind](carrier_id)
