"""Orders are promised within what cooperatives can make."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Sum

from logistics.models.capacity import Capacity, CapacityBooking, CapacityPeriod
from logistics.selectors.capacity import foretold, load_for
from logistics.services.capacity_book import NoCapacity, capacity_book, capacity_release
from marketplace.cooperatives.models.closure import Closure
from tests.factories.catalog import ProductFactory, VariantFactory
from tests.factories.ground import NOON, OrganisationFactory
from tests.logistics.racing import errors, race

TODAY = NOON.date()
DAY = timedelta(days=1)


def limited(product, most, *, per="day", measure="piece", whole=True):
    return Capacity.objects.create(
        organisation=product.organisation, product=None if whole else product, per=per, measure=measure, most=most,
        from_date=TODAY, set_by="test", set_at=NOON,
    )  # fmt: skip


@pytest.mark.django_db
def test_lines_take_the_first_free_days_and_give_them_back():
    product = ProductFactory.create(organisation=OrganisationFactory.create(active=True), listed=True)
    variant, free = product.variants.get(), VariantFactory.create()
    limited(product, 10)
    Closure.objects.create(
        organisation=product.organisation, from_date=TODAY + DAY, until_date=TODAY + DAY, reason="rest",
        announced_by="test", announced_at=NOON,
    )  # fmt: skip
    wanted = {variant.pk: 12}
    load = load_for(wanted, on=TODAY)
    assert load is not None
    told = foretold(load, wanted, on=TODAY)

    first = capacity_book(wanted={"a": (variant.pk, 12), "b": (free.pk, 99)}, on=TODAY)
    second = capacity_book(wanted={"c": (variant.pk, 1)}, on=TODAY)
    capacity_release(keys=["a", "nobody"])
    third = capacity_book(wanted={"d": (variant.pk, 10)}, on=TODAY)

    assert told == {variant.pk: TODAY + 2 * DAY}
    assert (first, second, third) == ({"a": TODAY + 2 * DAY}, {"c": TODAY + 2 * DAY}, {"d": TODAY})
    assert CapacityPeriod.objects.aggregate(sum=Sum("taken"))["sum"] == 11
    assert CapacityBooking.objects.aggregate(sum=Sum("amount"))["sum"] == 11
    with pytest.raises(NoCapacity) as refusal:
        capacity_book(wanted={"e": (variant.pk, 5), "f": (variant.pk, 5_000)}, on=TODAY)
    assert refusal.value.field == "f"
    assert not CapacityBooking.objects.filter(key__in=("e", "f")).exists()
    assert foretold(load, {variant.pk: 5_000, 0: 1}, on=TODAY) == {variant.pk: None}
    with pytest.raises(IntegrityError), transaction.atomic():
        CapacityPeriod.objects.update(taken=11)


@pytest.mark.django_db
def test_all_that_limits_a_product_counts():
    """Ten pieces a day of everything, and one kilogram a week of this: 500 g each."""
    product = ProductFactory.create(organisation=OrganisationFactory.create(active=True), listed=True)
    variant = product.variants.get()
    other = ProductFactory.create(organisation=product.organisation, listed=True).variants.get()
    limited(product, 10)
    limited(product, 1_000, per="week", measure="kg", whole=False)

    ready = capacity_book(wanted={"a": (variant.pk, 2), "b": (variant.pk, 1), "c": (other.pk, 7)}, on=TODAY)

    assert variant.net_quantity == 500
    # NOON is a Monday
    assert ready == {"a": TODAY, "b": TODAY + 7 * DAY, "c": TODAY}
    assert capacity_book(wanted={"d": (other.pk, 1)}, on=TODAY) == {"d": TODAY + DAY}
    assert capacity_book(wanted={}, on=TODAY) == {}
    load = load_for([variant.pk, other.pk], on=TODAY)
    assert load is not None
    assert foretold(load, {variant.pk: 1, other.pk: 9}, on=TODAY, together=False) == {
        variant.pk: TODAY + 7 * DAY,
        other.pk: TODAY + DAY,
    }


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_many_at_once_are_never_promised_more_than_can_be_made():
    product = ProductFactory.create(organisation=OrganisationFactory.create(active=True), listed=True)
    variant = product.variants.get()
    limited(product, 3)

    results = race(
        *(partial(capacity_book, wanted={f"k{number}": (variant.pk, 1)}, on=TODAY) for number in range(10))
    )

    assert errors(results) == []
    days = sorted(day for found in results for day in found.values())  # type: ignore[attr-defined]
    assert days == sorted([*[TODAY] * 3, *[TODAY + DAY] * 3, *[TODAY + 2 * DAY] * 3, TODAY + 3 * DAY])
    assert [row.taken for row in CapacityPeriod.objects.order_by("from_date")] == [3, 3, 3, 1]
