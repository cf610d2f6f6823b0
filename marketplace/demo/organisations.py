"""The cooperatives, alliances, hub, shops and carriers of the demonstration: invented, on real geography."""

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from logistics.models.warehouse import Warehouse
from logistics.services.delivery_methods_load import carrier_names, delivery_methods_load
from logistics.states import WarehouseKind
from marketplace.channels.models import Channel
from marketplace.cooperatives.models.identity import BankAccount, CommissionTerm, Identifier
from marketplace.cooperatives.models.joining import Agreement, AgreementSignature, OrganisationStep
from marketplace.cooperatives.models.organisation import Alliance, Organisation
from marketplace.cooperatives.states import (
    AllianceState,
    DocumentState,
    IdentifierKind,
    OrganisationKind,
    Sector,
    VerificationState,
)
from marketplace.demo.storage import zones_make
from marketplace.demo.words import names
from marketplace.kernel.actor import Actor
from marketplace.kernel.checkdigits import rib_key
from marketplace.kernel.geography import province, region_of
from marketplace.payouts.models.term import SettlementTerm

MACHINE = Actor.of_machine("demo")
# In the proportion of the cooperatives of one province, 2014: 23 food, 11 crafts, 6 livestock, 3 herbs of 43
# (tanmia.ma, 14 October 2014).
SECTOR_CYCLE = (
    "food",
    "crafts",
    "food",
    "livestock",
    "food",
    "food",
    "crafts",
    "food",
    "herbs",
    "food",
    "crafts",
)


HUB_NAMES = ("plateforme-oujda", "Plateforme régionale d’Oujda (démo)", "منصة وجدة الجهوية (تجريبية)")
PLACES = (
    (WarehouseKind.HUB, "oujda", "Plateforme d’Oujda", "منصة وجدة"),
    (WarehouseKind.SHOP, "boutique-solidaire", "Boutique solidaire", "متجر تضامني"),
    (WarehouseKind.STAND, "stand-place", "Stand de la place", "رواق الساحة"),
    (WarehouseKind.AIRPORT, "aeroport-angads", "Boutique de l’aéroport Oujda-Angads", "متجر مطار وجدة أنكاد"),
)
CARRIER_NAMES = {
    "courier": ("Coursier Démo", "ساعي تجريبي"),
    "post": ("Poste Démo", "بريد تجريبي"),
}


@dataclass(frozen=True, slots=True)
class Country:
    """All organisations of the demonstration."""

    channel: Channel
    cooperatives: list[Organisation]
    hub: Organisation
    warehouse: Warehouse


def _rib(number: int) -> str:
    """A RIB of bank 999, which does not exist, with its right key."""
    body = f"999780{number:016d}"
    return body + rib_key(body)


def _ice(number: int) -> str:
    """An ICE of the invented range 9990000xx with its right check digits (mod 97 = 0)."""
    stem = f"{999000000 + number:09d}0001"
    return stem + f"{(97 - int(stem) * 100 % 97) % 97:02d}"


def channel_make() -> Channel:
    """The Moroccan market, its commission and its settlement calendar."""
    channel = Channel.objects.create(
        slug="default-channel", name="Maroc", is_default=True, cash_cap_minor=500_000, cash_fee_minor=1_000
    )
    CommissionTerm.objects.create(rate=Decimal("0.10"), hub_fee_minor=500, from_date=date(2024, 1, 1))
    SettlementTerm.objects.update_or_create(
        currency="MAD",
        from_date=date(2024, 1, 1),
        defaults={
            "days": [1, 16],
            "minimum_minor": 2_000,
            "payer_name": "Marché des coopératives (démo)",
            "payer_rib": _rib(999),
        },
    )
    return channel


def _stories(word: str, place: str, place_ar: str, word_ar: str, sector: str) -> dict[str, str]:
    work = {
        "food": ("le goût de notre terroir", "مذاق أرضنا"),
        "crafts": ("le geste de nos mères", "صنعة أمهاتنا"),
        "livestock": ("le soin de nos troupeaux", "العناية بقطعاننا"),
        "herbs": ("le savoir des plantes", "معرفة الأعشاب"),
    }[sector]
    return {
        "fr": f"À {place}, les membres de {word} partagent {work[0]}. Récolte, transformation et vente se "
        "décident ensemble ; chaque dirham est expliqué à chacune.",
        "ar": f"في {place_ar}، يتقاسم أعضاء {word_ar} {work[1]}. الجني والتحويل والبيع قرارات مشتركة، "
        "وكل درهم مشروح للجميع.",
    }


def _cooperative(number: int, code: str, rng: random.Random, now: datetime) -> Organisation:
    word = names()["words"][number]
    sector = SECTOR_CYCLE[number % len(SECTOR_CYCLE)]
    place = province(code)
    members = rng.randint(7, 90)
    women = members if rng.random() < 0.45 else rng.randint(members // 4, members)
    return Organisation(
        kind=OrganisationKind.COOPERATIVE,
        slug=f"demo-{word['latin'].lower().replace(' ', '-')}",
        names={
            "fr": f"Coopérative Démo {word['latin']}",
            "ar": f"تعاونية تجريبية {word['arabic']}",
            "en": f"{word['latin']} Demo Cooperative",
            "es": f"Cooperativa Demo {word['latin']}",
        },
        stories=_stories(word["latin"], place.name("fr"), place.name("ar"), word["arabic"], sector),
        sector=Sector(sector),
        province=code,
        region=region_of(code).code,
        commune=place.seat or place.name("fr"),
        founded_date=date(rng.randint(2004, 2022), rng.randint(1, 12), rng.randint(1, 28)),
        member_count=members,
        women_count=women,
        languages=["ar", "fr"],
        state=VerificationState.ACTIVE if number < 61 else VerificationState.IN_REVIEW,
        created_at=now - timedelta(days=rng.randint(200, 900)),
    )


def _identity(organisation: Organisation, number: int, rng: random.Random, now: datetime) -> None:
    expires = now.date() + timedelta(days=rng.randint(200, 1500))
    numbers = {
        IdentifierKind.ICE: (_ice(number + 1), "DGI", None),
        IdentifierKind.COOPERATIVE_REGISTER: (f"{100 + number}/2014", "Tribunal de première instance", None),
        IdentifierKind.MANDATE: ("PV 15/03/2025", "Assemblée générale", None),
        IdentifierKind.ONSSA: (f"CAHV.{number % 99}.{number + 1}.24", "ONSSA", expires),
    }
    Identifier.objects.bulk_create(
        Identifier(
            organisation=organisation,
            kind=kind,
            value=value,
            issuer=issuer,
            issued_date=date(2024, 3, 1),
            expires_date=expiry,
            # Whoever is still being looked at has one paper left to decide.
            state=DocumentState.SUBMITTED
            if organisation.state == VerificationState.IN_REVIEW and kind == IdentifierKind.MANDATE
            else DocumentState.ACCEPTED,
        )
        for kind, (value, issuer, expiry) in numbers.items()
    )
    BankAccount.objects.create(
        organisation=organisation,
        rib=_rib(number + 1),
        holder=organisation.name("fr")[:70],
        is_active=True,
        usable_from=now - timedelta(days=300),
        created_at=now - timedelta(days=303),
    )


def service_make(slug: str, fr: str, ar: str, *, now: datetime, **flags: bool) -> Organisation:
    """Make an organisation that serves the others: a hub (`is_hub`) or a carrier (`is_carrier`)."""
    return Organisation.objects.create(
        kind=OrganisationKind.GIE if flags.get("is_hub") else OrganisationKind.COMPANY,
        slug=slug,
        names={"fr": fr, "ar": ar},
        province="MA-OUJ",
        region="MA-02",
        commune="Oujda",
        is_seller=False,
        state=VerificationState.ACTIVE,
        created_at=now,
        **flags,
    )


def _warehouse(
    hub: Organisation, kind: WarehouseKind, slug: str, fr: str, ar: str, now: datetime
) -> Warehouse:
    return Warehouse.objects.create(
        organisation=hub,
        kind=kind,
        slug=slug,
        names={"fr": fr, "ar": ar},
        province="MA-OUJ",
        region="MA-02",
        commune="Oujda",
        address="Technopole",
        is_online=kind == WarehouseKind.HUB,
        gs1_prefix="6110000" if kind == WarehouseKind.HUB else "",
        created_at=now,
    )


def country_make(rng: random.Random, *, now: datetime) -> Country:
    """Create the channel, 64 cooperatives over the 12 regions, 2 alliances, the hub, 3 shops and the carriers."""
    began = now - timedelta(days=200)
    channel = channel_make()
    regions = list(names()["provinces"].values())
    codes = [regions[n % 12][n // 12 % len(regions[n % 12])] for n in range(len(names()["words"]))]
    cooperatives = Organisation.objects.bulk_create(
        _cooperative(number, code, rng, now) for number, code in enumerate(codes)
    )
    for number, organisation in enumerate(cooperatives):
        _identity(organisation, number, rng, now)
    _signatures(cooperatives, now)
    _alliances(cooperatives)
    hub = service_make(*HUB_NAMES, now=began, is_hub=True)
    warehouse = _places(hub, began)
    carriers = {
        name: service_make(f"demo-{name}", *CARRIER_NAMES.get(name, (name, name)), now=began, is_carrier=True)
        for name in carrier_names()
    }
    delivery_methods_load(
        actor=MACHINE,
        warehouse=warehouse,
        carriers={name: row.pk for name, row in carriers.items()},
        from_date=began.date(),
    )
    return Country(channel, cooperatives, hub, warehouse)


def _signatures(cooperatives: list[Organisation], now: datetime) -> None:
    """Let everybody who sells have signed; the road of those who joined last can be read."""
    agreement, _made = Agreement.objects.get_or_create(
        version=1, defaults={"texts": {"fr": "Accord (démo)"}, "from_date": date(2024, 1, 1)}
    )
    AgreementSignature.objects.bulk_create(
        AgreementSignature(
            organisation=row,
            agreement=agreement,
            signed_name=row.name("fr"),
            signed_at=now - timedelta(days=190),
        )
        for row in cooperatives
        if row.state == VerificationState.ACTIVE
    )
    road = (VerificationState.PROFILE, VerificationState.SUBMITTED, VerificationState.IN_REVIEW)
    OrganisationStep.objects.bulk_create(
        OrganisationStep(
            organisation=row,
            before=before,
            after=after,
            actor=MACHINE.name,
            happened_at=now - timedelta(days=days),
        )
        for row in cooperatives
        if row.state == VerificationState.IN_REVIEW
        for before, after, days in zip(road, road[1:], (6, 2), strict=False)
    )


def _places(hub: Organisation, began: datetime) -> Warehouse:
    """Create the hub's warehouse with its shelf positions, and the three shops; return the warehouse."""
    warehouse, *_shops = [_warehouse(hub, *place, began) for place in PLACES]
    zones_make(warehouse)
    return warehouse


def _alliances(cooperatives: list[Organisation]) -> None:
    south = [row for row in cooperatives if row.region in ("MA-12", "MA-11")][:5]
    east = [row for row in cooperatives if row.region == "MA-02"][:4]
    for slug, fr, ar, members in (
        ("demo-alliance-sud", "Alliance Démo du Sud", "تحالف الجنوب التجريبي", south),
        ("demo-alliance-oriental", "Alliance Démo de l’Oriental", "تحالف الشرق التجريبي", east),
    ):
        alliance = Alliance.objects.create(
            slug=slug,
            names={"fr": fr, "ar": ar},
            stories={
                "fr": "Plusieurs coopératives, une marque, un colis : ensemble, elles répondent aux grandes commandes.",
                "ar": "عدة تعاونيات، علامة واحدة وطرد واحد: معا تستجيب للطلبات الكبيرة.",
            },
            province=members[0].province,
            region=members[0].region,
            since_date=date(2024, 2, 7),
            state=AllianceState.ACTIVE,
            seller=members[0],
        )
        alliance.members.set(members)
