"""Pre-orders in the contract's words: opened, shown, found and closed."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from marketplace.kernel.actor import Permission
from tests.factories.catalog import ProductFactory
from tests.factories.ground import staff_actor
from tests.marketplace.graphql.api import data_of, global_id

pytestmark = pytest.mark.django_db
OPEN = """mutation ($id: ID!, $input: ProductVariantInput!) { productVariantUpdate(id: $id, input: $input) {
  productVariant { quantityAvailable(address: null) preorder { globalThreshold globalSoldUnits endDate arrivesOn } }
  errors { field code } } }"""
CLOSE = """mutation ($id: ID!) { productVariantPreorderDeactivate(id: $id) {
  productVariant { preorder { globalThreshold } } errors { field code } } }"""
FIND = """query ($is: Boolean!) {
  products(first: 9, channel: "default-channel", filter: { hasPreorderedVariants: $is }) { totalCount }
  productVariants(first: 9, channel: "default-channel", filter: { isPreorder: $is }) { totalCount }
  orders(first: 9, filter: { isPreorder: $is }) { totalCount } }"""


def test_a_preorder_is_opened_shown_found_and_closed() -> None:
    staff = staff_actor(Permission.MANAGE_PRODUCTS, Permission.MANAGE_ORDERS)
    variant = ProductFactory.create(listed=True).variants.get()
    key = {"id": global_id("ProductVariant", variant.pk)}
    day = timezone.localdate() + timedelta(days=20)
    end = timezone.now() + timedelta(days=20)

    def opened(**preorder: Any) -> Any:
        return data_of(OPEN, {**key, "input": {"preorder": preorder}}, actor=staff)["productVariantUpdate"]

    unclear = opened(globalThreshold=9)
    told = opened(globalThreshold=9, endDate=end.isoformat())["productVariant"]
    found = [data_of(FIND, {"is": wanted}, actor=staff) for wanted in (True, False)]
    closed = data_of(CLOSE, key, actor=staff)["productVariantPreorderDeactivate"]

    assert unclear["errors"][0]["field"] == "preorder"
    assert told["quantityAvailable"] == 9
    assert told["preorder"]["globalThreshold"] == 9
    assert told["preorder"]["globalSoldUnits"] == 0
    assert told["preorder"]["arrivesOn"] == day.isoformat()
    assert [[part["totalCount"] for part in each.values()] for each in found] == [[1, 1, 0], [0, 0, 0]]
    assert closed == {"productVariant": {"preorder": None}, "errors": []}


def test_a_new_variant_is_preordered_at_once_and_nothing_is_half_written() -> None:
    staff = staff_actor(Permission.MANAGE_PRODUCTS)
    product = ProductFactory.create(listed=True)
    variant = product.variants.get()
    end = timezone.now() + timedelta(days=20)
    known = {"product": global_id("Product", product.pk), "attributes": [], "sku": "NEW-1"}
    create = """mutation ($input: ProductVariantCreateInput!) { productVariantCreate(input: $input) {
      productVariant { preorder { globalThreshold } } errors { field } } }"""

    def made(**preorder: Any) -> Any:
        return data_of(create, {"input": {**known, "preorder": preorder}}, actor=staff)[
            "productVariantCreate"
        ]

    none = made(globalThreshold=0, endDate=end.isoformat())
    assert (none["productVariant"], product.variants.count()) == (None, 1)
    assert made(globalThreshold=7, endDate=end.isoformat())["productVariant"] == {
        "preorder": {"globalThreshold": 7}
    }
    refused = data_of(
        OPEN,
        {
            "id": global_id("ProductVariant", variant.pk),
            "input": {"name": "Other", "preorder": {"globalThreshold": 0}},
        },
        actor=staff,
    )["productVariantUpdate"]
    assert refused["errors"][0]["field"] == "preorder"
    assert product.variants.get(pk=variant.pk).names == variant.names
