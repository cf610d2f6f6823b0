"""The products of the demonstration, their pictures, their certificates and their lots."""

import io
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection

from catalog.models.certificate import Certificate
from catalog.models.media import Media
from catalog.models.product import Product, Variant
from catalog.models.taxonomy import Category, ProductType
from catalog.pictures import cooperative_picture, product_picture
from catalog.services.catalogue_bulk_load import BulkProduct, BulkVariant, catalogue_bulk_load
from catalog.services.thumbnails_make import thumbnails_make
from catalog.services.thumbnails_plan import thumbnails_plan
from catalog.states import CertificateScheme, CertificateState
from catalog.units import Unit
from logistics.label_rules import SCHEMES, allergens_by_nature, name_stands_in, storage_proposed
from logistics.models.label import LabelText
from logistics.services.lot_hold import lot_reject
from logistics.services.lot_receive import lot_receive
from logistics.services.lot_release import lot_release
from marketplace.cooperatives.models.organisation import Alliance, Organisation
from marketplace.cooperatives.states import VerificationState
from marketplace.demo.organisations import MACHINE, Country
from marketplace.demo.storage import bin_for
from marketplace.demo.words import Good, goods

UNITS = {"g": Unit.GRAM, "ml": Unit.MILLILITRE, "piece": Unit.PIECE}
PICTURE_SIZE = (800, 800)
# As many drawings of a family as make a shelf look varied; products share them
DRAWINGS_PER_FAMILY = 6
PIECE_WEIGHT_G = 1500


@dataclass(frozen=True, slots=True)
class Plan:
    """A product to be: whose, which good, and how dear."""

    organisation: Organisation
    good: Good
    factor: float
    number: int


def _suits(good: Good, organisation: Organisation) -> bool:
    return good.sector == organisation.sector and (not good.regions or organisation.region in good.regions)


def plans_make(country: Country, rng: random.Random, *, count: int) -> Iterator[Plan]:
    """Deal goods to active cooperatives, round after round, until there are `count` products."""
    sellers = [row for row in country.cooperatives if row.state == VerificationState.ACTIVE]
    shelves = {
        row.pk: rng.sample(suited, len(suited))
        for row in sellers
        if (suited := [good for good in goods() if _suits(good, row)])
    }
    number = 0
    round_of_goods = 0
    while number < count:
        for seller in sellers:
            shelf = shelves.get(seller.pk)
            if shelf and number < count:
                yield Plan(seller, shelf[round_of_goods % len(shelf)], rng.uniform(0.85, 1.2), number)
                number += 1
        round_of_goods += 1


def _variants(plan: Plan) -> list[BulkVariant]:
    good = plan.good
    variants = []
    for size in good.sizes:
        label = _size_label(size, good.unit)
        weight = PIECE_WEIGHT_G if good.unit == "piece" else round(size * 1.12) + 40
        variants.append(
            BulkVariant(
                sku=f"D{plan.number:06d}-{size}",
                names={} if good.unit == "piece" else {"fr": label, "ar": label, "en": label, "es": label},
                net_quantity=Decimal(size),
                unit=UNITS[good.unit],
                weight_g=weight,
                price_minor=good.price_minor(size, plan.factor),
            )
        )
    return variants


def _size_label(size: int, unit: str) -> str:
    if unit == "g":
        return f"{size // 1000} kg" if size >= 1000 else f"{size} g"
    return f"{size // 1000} L" if size >= 1000 else f"{size} ml"


def _descriptions(plan: Plan) -> dict[str, str]:
    good, owner = plan.good, plan.organisation
    return {
        "fr": f"{good.names['fr']}, de {owner.name('fr')}. Petite production, lots suivis de la récolte au colis.",
        "ar": f"{good.names['ar']} من {owner.name('ar')}. إنتاج محدود، ودفعات متتبعة من الجني إلى الطرد.",
        "en": f"{good.names['en']} by {owner.name('en')}. Small batches, traced from harvest to parcel.",
        "es": f"{good.names['es']} de {owner.name('es')}. Pequeñas producciones, trazadas de la cosecha al paquete.",
    }


def products_make(
    country: Country,
    plans: Sequence[Plan] | Iterator[Plan],
    *,
    now: datetime,
    progress: Callable[[int], None],
) -> int:
    """Load published products at the speed of COPY; return how many."""
    kinds = {row.key: row for row in ProductType.objects.all()}
    shelves = dict(Category.objects.values_list("slug", "id"))

    def rows() -> Iterator[BulkProduct]:
        for plan in plans:
            kind = kinds[plan.good.family]
            yield BulkProduct(
                slug=f"{plan.good.family.replace('_', '-')}-{plan.number}",
                organisation_id=plan.organisation.pk,
                product_type_id=kind.pk,
                category_id=shelves[plan.good.category],
                names=plan.good.names,
                descriptions=_descriptions(plan),
                province=plan.organisation.province,
                season_months=kind.facts.get("season_months", []),
                published_at=now - timedelta(days=120, minutes=-plan.number % 90_000),
                variants=_variants(plan),
            )

    return catalogue_bulk_load(products=rows(), channel=country.channel, progress=progress)


def _stored_drawing(family: str, seed: int) -> str:
    buffer = io.BytesIO()
    product_picture(family, seed, size=PICTURE_SIZE).save(buffer, "JPEG", quality=86, optimize=True)
    return default_storage.save(f"products/demo-{family}-{seed}.jpg", ContentFile(buffer.getvalue()))


def pictures_make(*, now: datetime) -> int:
    """Draw the shelves' pictures and hang one on each product; small copies are planned for a task."""
    products = list(Product.objects.select_related("product_type").order_by("id"))
    drawings: dict[tuple[str, int], str] = {}
    media = []
    for number, product in enumerate(products):
        key = (product.product_type.key, number % DRAWINGS_PER_FAMILY)
        if key not in drawings:
            drawings[key] = _stored_drawing(*key)
        media.append(
            Media(
                product=product,
                image=drawings[key],
                width=PICTURE_SIZE[0],
                height=PICTURE_SIZE[1],
                alts=product.names,
                created_at=now,
            )
        )
    rows = Media.objects.bulk_create(media, batch_size=500)
    firsts = {str(row.image): row.pk for row in reversed(rows)}
    for media_id in firsts.values():
        thumbnails_plan(media_id=media_id, now=now)
    while thumbnails_make(now=now):
        pass
    _share_thumbnails(now)
    return len(media)


def _share_thumbnails(now: datetime) -> None:
    """Let every product that shows a drawing use the small copies that were made of it."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO catalog_thumbnail
                (media_id, size, format, file, width, height, state, due_at, attempts, last_error)
            SELECT other.id, made.size, made.format, made.file, made.width, made.height, made.state, %s, 1, ''
            FROM catalog_thumbnail made JOIN catalog_media first ON first.id = made.media_id
            JOIN catalog_media other ON other.image = first.image AND other.id <> first.id
            ON CONFLICT DO NOTHING
            """,
            [now],
        )


def portraits_make(*, count: int) -> None:
    """Draw landscapes for the first cooperatives and the alliances."""
    sellers = Organisation.objects.filter(is_seller=True).order_by("id")[:count]
    rows: list[Organisation | Alliance] = [*sellers, *Alliance.objects.order_by("id")]
    for seed, row in enumerate(rows):
        buffer = io.BytesIO()
        cooperative_picture(seed, region=row.region, size=(960, 600)).save(buffer, "JPEG", quality=84)
        row.picture.save(f"demo-{row.slug}.jpg", ContentFile(buffer.getvalue()), save=True)


def certificates_make(country: Country, rng: random.Random, *, now: datetime) -> None:
    """Give some cooperatives a quality sign, a few of them expired so that the badge can be seen to disappear."""
    schemes = [CertificateScheme.IGP, CertificateScheme.ORGANIC, CertificateScheme.AGRICULTURAL_LABEL]
    today = now.date()
    Certificate.objects.bulk_create(
        Certificate(
            organisation=row,
            scheme=schemes[number % len(schemes)],
            number=f"DEMO-{number:03d}",
            issuer="Organisme Démo",
            issued_date=today - timedelta(days=400),
            expires_date=today + timedelta(days=-20 if number % 7 == 0 else rng.randint(40, 700)),
            state=CertificateState.ACCEPTED,
        )
        for number, row in enumerate(country.cooperatives[:40])
    )


def lots_make(country: Country, rng: random.Random, *, now: datetime, progress: Callable[[int], None]) -> int:
    """Bring every variant to the hub in one or two lots of different age; a few wait for quality or are refused."""
    variants = Variant.objects.select_related("product__product_type").order_by("id")
    made = 0
    for number, variant in enumerate(variants.iterator(chunk_size=500)):
        received = now - timedelta(days=rng.randint(95, 130))
        for copy in range(1 + (number % 3 == 0)):
            day = received + timedelta(days=20 * copy)
            lot = lot_receive(
                actor=MACHINE,
                variant_id=variant.pk,
                warehouse_id=country.warehouse.pk,
                quantity=rng.randint(18, 60),
                best_before_date=_best_before(variant, now.date(), rng),
                produced_date=day.date() - timedelta(days=12),
                bin_code=bin_for(variant, number),
                now=day,
            )
            made += 1
            if number % 60 == 59:
                continue
            if number % 97 == 96:
                lot_reject(actor=MACHINE, lot_id=lot.pk, reason="Humidité au-dessus de la limite", now=day)
                continue
            lot_release(actor=MACHINE, lot_id=lot.pk, now=day + timedelta(days=1))
        if number % 50 == 0:
            progress(made)
    return made


# What demonstration goods are made of where their name does not say it
INGREDIENTS = {
    "couscous-cereals": {"ar": "سميد، ماء، ملح", "fr": "semoule, eau, sel"},
    "table-olives": {"ar": "زيتون، ماء، ملح", "fr": "olives, eau, sel"},
    "dairy-livestock": {"ar": "حليب، خميرة، ملح", "fr": "lait, ferments, sel"},
}


def label_words_make(*, now: datetime) -> int:
    """Write the words of the labels: what each product contains, and how it is kept."""
    products = Product.objects.select_related("product_type").order_by("id")
    rows = [
        LabelText(
            product=product,
            ingredients=INGREDIENTS.get(product.product_type.key)
            or {language: product.name(language) for language in ("ar", "fr")},
            storage=dict(storage_proposed(product.product_type.key)),
            allergens=list(allergens_by_nature(product.product_type.key)),
            updated_by=MACHINE.name,
            updated_at=now,
        )
        for product in products.iterator(chunk_size=500)
    ]
    LabelText.objects.bulk_create(rows, batch_size=500)
    _protect_names(now)
    return len(rows)


def _protect_names(now: datetime) -> None:
    """Let whoever uses a protected name hold its certificate through the whole story: without it nothing is packed."""
    rows = []
    for product in Product.objects.select_related("product_type").order_by("id").iterator(chunk_size=500):
        for protected in product.product_type.facts.get("protected", ()):
            if name_stands_in(str(protected.get("name", "")) or "-", product.names.values()):
                scheme = SCHEMES.get(str(protected.get("type")), "")
                rows.append((product, scheme))
    Certificate.objects.bulk_create(
        Certificate(
            organisation_id=product.organisation_id,
            product=product,
            scheme=scheme,
            number=f"DEMO-P{product.pk}",
            issuer="Organisme Démo",
            issued_date=now.date() - timedelta(days=400),
            expires_date=now.date() + timedelta(days=500),
            state=CertificateState.ACCEPTED,
        )
        for product, scheme in rows
        if scheme
    )


def _best_before(variant: Variant, today: date, rng: random.Random) -> date | None:
    months = variant.product.product_type.facts.get("shelf_life_months") or []
    return today + timedelta(days=30 * min(int(months[-1]), 24) - rng.randint(0, 60)) if months else None
