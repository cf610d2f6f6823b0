"""Variants are created and changed, and priced."""

from decimal import Decimal

import pytest

from catalog.models.offer import Listing, Price
from catalog.models.product import Variant
from catalog.services.price_set import MOST_MINOR, price_set
from catalog.services.variant_changes import VariantChanges
from catalog.services.variant_create import MOST_VARIANTS, variant_create
from catalog.services.variant_update import variant_update
from catalog.states import ProductState
from marketplace.kernel.errors import Conflict, IllegalMove, InvalidInput, NotFound
from marketplace.kernel.money import Money
from marketplace.outbox.models import Message
from tests.factories.catalog import ProductFactory, VariantFactory
from tests.factories.ground import ChannelFactory

pytestmark = pytest.mark.django_db
PACK = {"net_quantity": Decimal("250"), "unit": "g", "weight_g": 300}


def _create(actor, product, now, **changes):
    return variant_create(actor=actor, product_id=product.pk, changes=VariantChanges(**changes), now=now)


def test_a_variant_is_added_behind_the_others(sales, draft, noon):
    variant = _create(sales, draft, noon, **PACK, names={"fr": "Pot 250 g"}, gtin="4006381333931")

    assert (variant.net_quantity, variant.unit, variant.weight_g, variant.position) == (
        Decimal("250"),
        "g",
        300,
        1,
    )
    assert (variant.names, variant.gtin, variant.is_active) == ({"fr": "Pot 250 g"}, "4006381333931", True)
    assert variant.sku.startswith(f"P{draft.pk}-")


@pytest.mark.parametrize(
    ("_case", "changes", "field"),
    [
        ("nothing inside", {"net_quantity": Decimal(0)}, "net_quantity"),
        ("less than nothing", {"net_quantity": Decimal(-1)}, "net_quantity"),
        ("a billion", {"net_quantity": Decimal(10**9)}, "net_quantity"),
        ("not a number", {"net_quantity": Decimal("NaN")}, "net_quantity"),
        ("infinite", {"net_quantity": Decimal("Infinity")}, "net_quantity"),
        ("too fine", {"net_quantity": Decimal("0.0015")}, "net_quantity"),
        ("no quantity", {"net_quantity": None}, "net_quantity"),
        ("an unknown unit", {"unit": "stone"}, "unit"),
        ("weighed by the piece", {"unit": "piece", "is_weighed": True}, "unit"),
        ("no weight", {"weight_g": 0}, "weight_g"),
        ("two tonnes", {"weight_g": 2_000_000}, "weight_g"),
        ("a wrong check digit", {"gtin": "4006381333930"}, "gtin"),
        ("a SKU that is too long", {"sku": "x" * 41}, "sku"),
        ("a position that is none", {"position": -1}, "position"),
    ],
)
def test_a_variant_that_cannot_be_is_refused(_case, changes, field, sales, draft, noon):
    with pytest.raises(InvalidInput) as refusal:
        _create(sales, draft, noon, **{**PACK, **changes})

    assert refusal.value.field == field
    assert draft.variants.count() == 1


def test_a_sku_and_a_gtin_are_given_once(sales, draft, noon):
    taken = VariantFactory.create(sku="TAKEN", gtin="4006381333931")

    with pytest.raises(Conflict) as sku:
        _create(sales, draft, noon, **PACK, sku="TAKEN")
    with pytest.raises(Conflict) as gtin:
        _create(sales, draft, noon, **PACK, gtin=taken.gtin)
    with pytest.raises(Conflict):
        variant_update(
            actor=sales, variant_id=draft.variants.get().pk, changes=VariantChanges(sku="TAKEN"), now=noon
        )

    assert (sku.value.field, gtin.value.field) == ("sku", "gtin")
    assert draft.variants.count() == 1


def test_a_product_has_only_so_many_variants(sales, draft, noon):
    VariantFactory.create_batch(MOST_VARIANTS - 1, product=draft)

    with pytest.raises(InvalidInput):
        _create(sales, draft, noon, **PACK)


def test_the_last_variant_off_the_shelf_takes_the_product_along(sales, seller, noon, channel):
    product = ProductFactory.create(organisation=seller, listed=True)
    changes = VariantChanges(is_active=False, names={"fr": "Petit"}, position=3)

    variant = variant_update(actor=sales, variant_id=product.variants.get().pk, changes=changes, now=noon)

    variant.refresh_from_db()
    assert (variant.is_active, variant.names, variant.position) == (False, {"fr": "Petit"}, 3)
    listing = Listing.objects.get()
    assert (listing.is_visible, listing.price_from_minor) == (False, None)


def test_an_archived_product_gets_no_variants_and_no_prices(sales, draft, channel, noon):
    variant = draft.variants.get()
    type(draft).objects.update(state=ProductState.ARCHIVED)

    with pytest.raises(IllegalMove):
        _create(sales, draft, noon, **PACK)
    with pytest.raises(IllegalMove):
        variant_update(actor=sales, variant_id=variant.pk, changes=VariantChanges(weight_g=1), now=noon)
    with pytest.raises(IllegalMove):
        price_set(actor=sales, variant_id=variant.pk, channel_id=channel.pk, amount=Money(1), now=noon)

    variant.refresh_from_db()
    assert variant.weight_g == 560
    assert Price.objects.get().amount_minor == 4500


def test_a_price_moves_the_listing_and_is_told(sales, seller, channel, noon):
    product = ProductFactory.create(organisation=seller, listed=True)
    dear = VariantFactory.create(product=product)

    price_set(actor=sales, variant_id=dear.pk, channel_id=channel.pk, amount=Money(3900), now=noon)
    price_set(actor=sales, variant_id=dear.pk, channel_id=channel.pk, amount=Money(3900), now=noon)
    price_set(actor=sales, variant_id=dear.pk, channel_id=channel.pk, amount=Money(4900), now=noon)

    assert Listing.objects.get().price_from_minor == 4500
    bodies = list(Message.objects.order_by("pk").values_list("body", flat=True))
    assert [(body["before_minor"], body["after_minor"]) for body in bodies] == [(None, 3900), (3900, 4900)]


@pytest.mark.parametrize(
    ("_case", "amount", "field"),
    [
        ("nothing", Money(0), "amount"),
        ("less than nothing", Money(-1), "amount"),
        ("more than a million", Money(MOST_MINOR + 1), "amount"),
        ("another currency", Money(100, "EUR"), "amount"),
    ],
)
def test_a_price_that_cannot_be_is_refused(_case, amount, field, sales, draft, channel, noon):
    with pytest.raises(InvalidInput) as refusal:
        price_set(
            actor=sales, variant_id=draft.variants.get().pk, channel_id=channel.pk, amount=amount, now=noon
        )

    assert refusal.value.field == field
    assert Price.objects.get().amount_minor == 4500
    assert not Message.objects.exists()


def test_what_does_not_exist_has_no_price(sales, draft, channel, noon):
    with pytest.raises(NotFound):
        price_set(actor=sales, variant_id=10**12, channel_id=channel.pk, amount=Money(1), now=noon)
    with pytest.raises(NotFound):
        price_set(
            actor=sales, variant_id=draft.variants.get().pk, channel_id=10**9, amount=Money(1), now=noon
        )


def test_another_channel_has_a_price_of_its_own(sales, draft, channel, noon):
    euro = ChannelFactory.create(slug="diaspora", currency="EUR")
    variant = draft.variants.get()

    price_set(actor=sales, variant_id=variant.pk, channel_id=euro.pk, amount=Money(900, "EUR"), now=noon)

    prices = Variant.objects.get(pk=variant.pk).prices.order_by("pk")
    assert [(price.amount.minor, price.amount.currency) for price in prices] == [(4500, "MAD"), (900, "EUR")]
