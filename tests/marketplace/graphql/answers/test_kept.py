"""Values that are kept while nothing changes: test that ..."""

from datetime import date

import pytest
from django.db import transaction

from catalog.models.offer import Listing
from catalog.selectors.filters import ORDERS, ProductFilters, ProductOrder
from catalog.selectors.product_rows import Shelves
from marketplace.graphql.catalog.pages import ProductPages
from tests.factories.catalog import ListingFactory

TODAY = date(2026, 11, 28)


@pytest.mark.django_db(transaction=True)
def test_whole_lists_are_counted_once_until_a_listing_changes() -> None:
    listing = ListingFactory.create(visible=True)
    channel, shelf = listing.channel, listing.category_id
    shelves = Shelves("category_id", {shelf: (shelf,)})
    whole = ProductPages(channel, ProductFilters(), ORDERS[ProductOrder.NEWEST], TODAY, shelves)
    narrowed = ProductPages(channel, ProductFilters(region="MA-03"), ORDERS[ProductOrder.NEWEST], TODAY)

    assert (whole.count(), whole.counts_of([shelf]), narrowed.count()) == (1, {shelf: 1}, 0)
    with transaction.atomic():
        Listing.objects.filter(pk=listing.pk).update(is_visible=False)
        assert whole.count() == 0
        transaction.set_rollback(True)
    assert (whole.count(), whole.counts_of([shelf])) == (1, {shelf: 1})
    Listing.objects.filter(pk=listing.pk).update(is_visible=False)
    assert (whole.count(), whole.counts_of([shelf])) == (0, {shelf: 0})
