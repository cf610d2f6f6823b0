"""Variants by the codes that are printed on goods."""

import pytest

from catalog.selectors.codes import variant_by_code
from marketplace.kernel.errors import NotFound
from tests.factories.catalog import VariantFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("code", ["HON-250", "hon-250", "  HON-250 ", "6111234567898"])
def test_a_variant_is_found_by_its_sku_or_its_barcode(code: str) -> None:
    variant = VariantFactory.create(sku="HON-250", gtin="6111234567898")

    assert variant_by_code(code) == variant


@pytest.mark.parametrize("code", ["", " ", "HON-251", "0"])
def test_a_code_of_nothing_is_not_found(code: str) -> None:
    # A variant without a barcode must not answer to an empty one.
    VariantFactory.create(sku="HON-250", gtin="")

    with pytest.raises(NotFound):
        variant_by_code(code)
