"""What stands on the shelves in the journeys: three cooperatives, each with a drawn product, a hub and carriers."""

import io
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from catalog.models.media import Media
from catalog.models.product import Product
from catalog.pictures import product_picture
from catalog.services.media_add import media_add
from catalog.services.thumbnails_make import thumbnails_make
from catalog.services.thumbnails_plan import thumbnails_plan
from marketplace.cooperatives.models.organisation import Organisation
from marketplace.kernel.actor import Actor
from tests.factories.catalog import CategoryFactory, ProductFactory, ProductTypeFactory
from tests.factories.ground import (
    NOON,
    BankAccountFactory,
    ChannelFactory,
    CommissionTermFactory,
    OrganisationFactory,
)
from tests.factories.logistics import DeliveryRateFactory, released_lot

MACHINE = Actor.of_machine("journey")
# Family, names of the product and of its maker, province, price in centimes
GOODS: tuple[tuple[str, dict[str, str], dict[str, str], str, int], ...] = (
    (
        "dates",
        {"fr": "Dattes Aziza bouzid", "ar": "تمر العزيزة بوزيد"},
        {"fr": "Coopérative Nakhil", "ar": "تعاونية النخيل"},
        "MA-FIG",
        6_000,
    ),
    (
        "honey",
        {"fr": "Miel de thym", "ar": "عسل الزعتر"},
        {"fr": "Coopérative Assal", "ar": "تعاونية العسل"},
        "MA-AZI",
        18_000,
    ),
    (
        "saffron",
        {"fr": "Safran en filaments", "ar": "زعفران خيوط"},
        {"fr": "Coopérative Zaafaran", "ar": "تعاونية الزعفران"},
        "MA-TAR",
        9_500,
    ),
)


@dataclass(frozen=True)
class Shelves:
    """What can be bought."""

    products: list[Product]
    sellers: list[Organisation]

    def slugs(self) -> list[str]:
        """The names of the products in addresses."""
        return [product.slug for product in self.products]


ALLERGENS = {"couscous-cereals": ["gluten"], "almonds": ["nuts"], "dairy-livestock": ["milk"]}


def stocked_shelves(*, stock: int = 20) -> Shelves:
    """Put the goods on the shelves; delivery costs 35 MAD, paying at the door 10 MAD, the commission is 10 %."""
    channel = ChannelFactory.create(cash_fee_minor=1_000)
    CommissionTermFactory.create()
    DeliveryRateFactory.create()
    products = [_product(*row, channel=channel, stock=stock) for row in GOODS]
    while thumbnails_make(now=NOON, limit=50):
        pass
    return Shelves(products, [product.organisation for product in products])


def _product(
    family: str,
    names: dict[str, str],
    maker: dict[str, str],
    province: str,
    price_minor: int,
    *,
    channel: Any,
    stock: int,
) -> Product:
    seller = OrganisationFactory.create(active=True, names=maker, province=province)
    BankAccountFactory.create(organisation=seller)
    product = ProductFactory.create(
        organisation=seller,
        product_type=ProductTypeFactory.create(key=family, is_food=True),
        category=CategoryFactory.create(slug=f"shelf-{family}", names=names),
        slug=family,
        names=names,
        descriptions={language: f"{text}." for language, text in names.items()},
        ingredients=names,
        storage={"ar": "يحفظ في مكان جاف", "fr": "à conserver au sec"},
        allergens=ALLERGENS.get(family, []),
        listed=True,
        listed__price_minor=price_minor,
        listed__channel=channel,
    )
    released_lot(product.variants.get(), stock, best_before_date=NOON.date() + timedelta(days=300))
    drawn = io.BytesIO()
    product_picture(family, 1, size=(600, 600)).save(drawn, "JPEG", quality=85)
    media_add(actor=MACHINE, product_id=product.pk, content=drawn.getvalue(), alts=names, now=NOON)
    for media in Media.objects.filter(product=product):
        thumbnails_plan(media_id=media.pk, now=NOON)
    return product
