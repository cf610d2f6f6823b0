"""How the demonstration's carriers are reached: a table, the post, our van around the hub, a system that is called."""

from datetime import datetime

from logistics.carrying import CarrierKind
from logistics.models.carrier import CarrierAccount
from logistics.models.delivery import DeliveryMethod, DeliveryRate
from logistics.states import DeliveryKind
from marketplace.cooperatives.models.organisation import Organisation
from marketplace.demo.organisations import Country, service_make

# Slug, names, way to the door, days, region (empty: everywhere), price and cost in centimes, position in the list.
# Prices are assumptions of the demonstration (see logistics/data/delivery_methods.json).
VAN = "demo-navette"
EXPRESS = "demo-express"
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


def carriers_make(country: Country, *, now: datetime) -> int:
    """Give every carrier its account, and add our van (for the hub's region) and the carrier with a system."""
    for slug, names, way, kind in _WAYS:
        carrier = service_make(slug, *names, now=now, is_carrier=True)
        region = country.warehouse.region if kind == CarrierKind.OWN else ""
        _way(carrier, way, region, now)
        CarrierAccount.objects.create(organisation=carrier, kind=kind)
    for carrier in Organisation.objects.filter(is_carrier=True, carrier_account=None):
        kind = CarrierKind.POSTAL if hasattr(carrier, "tracking_range") else CarrierKind.TABLE
        CarrierAccount.objects.create(organisation=carrier, kind=kind)
    return CarrierAccount.objects.count()


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
