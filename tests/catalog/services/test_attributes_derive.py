"""Columns that attributes repeat."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models.assignment import ProductAttributeValue, VariantAttributeValue
from catalog.services.attributes_derive import attributes_derive
from catalog.services.product_changes import ProductChanges
from catalog.services.product_update import product_update
from catalog.services.reference_load import reference_load
from catalog.services.variant_changes import VariantChanges
from catalog.services.variant_create import variant_create
from catalog.services.variant_update import variant_update
from marketplace.kernel.actor import Actor, Permission
from tests.factories.catalog import AttributeValueFactory, ProductFactory, VariantFactory
from tests.factories.ground import NOON

pytestmark = pytest.mark.django_db
STAFF = Actor(user_id=1, permissions=frozenset({Permission.MANAGE_PRODUCTS}))


def values_of(product):
    return {
        (row.value.attribute.slug, row.value.slug)
        for row in ProductAttributeValue.objects.filter(product=product).select_related("value__attribute")
    }


def values_of_variant(variant):
    return {
        (row.value.attribute.slug, row.value.names["fr"], row.value.number)
        for row in VariantAttributeValue.objects.filter(variant=variant).select_related("value__attribute")
    }


def test_a_shop_without_such_attributes_derives_nothing(django_assert_num_queries):
    product = ProductFactory.create()

    with django_assert_num_queries(1):
        attributes_derive(product_ids=[product.pk])

    assert values_of(product) == set()


def test_origin_and_season_follow_the_product():
    reference_load()
    product = ProductFactory.create(province="MA-TAR", region="MA-07", season_months=[3, 10])
    by_hand = AttributeValueFactory.create()
    ProductAttributeValue.objects.create(product=product, value=by_hand)
    attributes_derive(product_ids=[product.pk])
    assert len(values_of(product)) == 5

    product_update(
        actor=STAFF,
        product_id=product.pk,
        changes=ProductChanges(province="MA-AGD", season_months=[10]),
        now=NOON,
    )

    assert values_of(product) == {
        ("region", "souss-massa"),
        ("province", "agadir-ida-ou-tanane"),
        ("harvest-season", "october"),
        (by_hand.attribute.slug, by_hand.slug),
    }


def test_size_weight_and_volume_follow_the_variant():
    reference_load()
    product = ProductFactory.create()
    changes = VariantChanges(net_quantity=Decimal("1.5"), unit="kg", weight_g=1600)
    variant = variant_create(actor=STAFF, product_id=product.pk, changes=changes, now=NOON)
    assert values_of_variant(variant) == {
        ("size", "1.5 kg", None),
        ("net-quantity", "1500", Decimal(1500)),
    }

    variant_update(
        actor=STAFF,
        variant_id=variant.pk,
        changes=VariantChanges(net_quantity=Decimal(250), unit="ml", names={"fr": "Flacon", "ar": "قنينة"}),
        now=NOON,
    )

    assert values_of_variant(variant) == {
        ("size", "Flacon", None),
        ("net-volume", "0.25", Decimal("0.25")),
    }


def test_pieces_have_a_size_only():
    reference_load()
    variant = VariantFactory.create(names={}, net_quantity=Decimal(2), unit="piece")

    attributes_derive(product_ids=[variant.product_id])

    assert values_of_variant(variant) == {("size", "2 piece", None)}


def test_it_takes_as_many_statements_for_many_products_as_for_one():
    reference_load()
    variants = VariantFactory.create_batch(6)
    attributes_derive(product_ids=[each.product_id for each in variants])

    def count(some):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            attributes_derive(product_ids=[each.product_id for each in some])
        return len(asked)

    assert count(variants[:1]) == count(variants)
    assert (
        VariantAttributeValue.objects.filter(variant__in=variants, value__attribute__slug="size").count() == 6
    )
