"""How the demonstration's carriers are reached: a table, the post, our van around the hub, a system that is called."""

from collections.abc import Mapping
from datetime import datetime

from django.utils import timezone

from logistics.carrying import CarrierKind
from logistics.doorstep import days_to_choose
from logistics.models.carrier import CarrierAccount
from logistics.models.delivery import DeliveryMethod, DeliveryRate
from logistics.models.parcel import Parcel
from logistics.services.delivery_wish import delivery_wish
from logistics.services.parcel_carrier_change import parcel_carrier_change
from logistics.services.parcels_hand_over import parcels_hand_over
from logistics.states import DeliveryKind, FulfilmentState, WishKind
from marketplace.accounts.models import User
from marketplace.cooperatives.models.organisation import Membership, Organisation
from marketplace.cooperatives.states import Role
from marketplace.demo.organisations import MACHINE, Country, service_make
from marketplace.demo.people import DRIVER

# Slug, names, way to the door, days, region (empty: everywhere), price and cost in centimes, position in the list.
# Prices are assumptions of the demonstration (see logistics/data/delivery_methods.json).
VAN = "demo-navette"
EXPRESS = "demo-express"
MOST_ON_BOARD = 5
_WAYS = (
    (
        VAN,
        ("Navette de la plateforme (démo)", "مركبة المنصة (تجريبية)"),
        ("van", "Navette de la plateforme", "مركبة المنصة", 1, 2, 1_500, 1_200, 4),
        CarrierKind.OWN,
    ),
    (
        EXPRESS,
        ("Express Démo", "إكسبريس تجريبي"),
        ("express", "Express, suivi en direct", "توصيل سريع مع تتبع مباشر", 1, 2, 4_500, 3_800, 5),
        CarrierKind.REST,
    ),
)


def carriers_make(country: Country, people: Mapping[str, User], *, now: datetime) -> int:
    """Give every carrier its account; add our van (with driver and load) and the carrier with a system."""
    for slug, names, way, kind in _WAYS:
        carrier = service_make(slug, *names, now=now, is_carrier=True)
        region = country.warehouse.region if kind == CarrierKind.OWN else ""
        _way(carrier, way, region, now)
        CarrierAccount.objects.create(organisation=carrier, kind=kind)
    for carrier in Organisation.objects.filter(is_carrier=True, carrier_account=None):
        kind = CarrierKind.POSTAL if hasattr(carrier, "tracking_range") else CarrierKind.TABLE
        CarrierAccount.objects.create(organisation=carrier, kind=kind)
    van = CarrierAccount.objects.get(kind=CarrierKind.OWN).organisation
    Membership.objects.create(
        organisation=van, user=people[DRIVER.email], role=Role.DRIVER, since_date=now.date()
    )
    _load_van(country, van, now=now)
    return CarrierAccount.objects.count()


def _load_van(country: Country, van: Organisation, *, now: datetime) -> None:
    """Give every second parcel that waits for a carrier to the van; one of its customers asks for another day."""
    waiting = Parcel.objects.filter(
        fulfilment__warehouse=country.warehouse,
        fulfilment__state=FulfilmentState.PACKED,
        fulfilment__method__kind=DeliveryKind.HOME,
    )
    chosen = list(waiting.order_by("id").values_list("pk", flat=True))[::2][:MOST_ON_BOARD]
    for parcel_id in chosen:
        parcel_carrier_change(actor=MACHINE, parcel_id=parcel_id, method_code="van", now=now)
    if not chosen:
        return
    parcels_hand_over(
        actor=MACHINE, warehouse_id=country.warehouse.pk, carrier_id=van.pk, parcel_ids=chosen, now=now
    )
    delivery_wish(
        actor=MACHINE,
        parcel_id=chosen[0],
        kind=WishKind.NEIGHBOUR,
        day=days_to_choose(timezone.localdate(now))[0],
        words="Fatima, au premier étage",
        now=now,
    )


def _way(
    carrier: Organisation, way: tuple[str, str, str, int, int, int, int, int], region: str, now: datetime
) -> None:
    code, french, arabic, least, most, price, cost, position = way
    method = DeliveryMethod.objects.create(
        code=code,
        names={"fr": french, "ar": arabic},
        kind=DeliveryKind.HOME,
        carrier=carrier,
        min_days=least,
        max_days=most,
        position=position,
    )
    DeliveryRate.objects.create(
        method=method,
        region=region,
        up_to_weight_g=30_000,
        price_minor=price,
        cost_minor=cost,
        from_date=now.date(),
        source="demo",
        confidence="L",
    )
