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
