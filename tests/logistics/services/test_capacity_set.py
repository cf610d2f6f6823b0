"""A cooperative says how much it can make."""

from datetime import timedelta
from typing import Any

import pytest

from logistics.models.capacity import Capacity, CapacityPeriod
from logistics.selectors.capacity import capacities_of
from logistics.services.capacity_book import capacity_book
from logistics.services.capacity_set import capacity_end, capacity_set
from marketplace.cooperatives.states import Role
from marketplace.kernel.errors import InvalidInput, NotAllowed, NotFound
from tests.factories.catalog import ProductFactory
from tests.factories.ground import NOON, OrganisationFactory, member_actor

pytestmark = pytest.mark.django_db
TODAY = NOON.date()


@pytest.fixture
def product():
    return ProductFactory.create(organisation=OrganisationFactory.create(active=True), listed=True)


def said(product, **more: Any) -> Capacity:
    """Say: so many pieces of all that the cooperative makes in a day."""
    own = product.organisation
    given = {
        "actor": member_actor(own),
        "organisation_id": own.pk,
        "product_id": None,
        "per": "day",
        "now": NOON,
    }
    return capacity_set(**{**given, "measure": "piece", "most": 10, **more})


def test_what_is_said_again_replaces_it_and_takes_no_promise_back(product):
    variant = product.variants.get()
    first = said(product)
    capacity_book(wanted={"order-line:1": (variant.pk, 14)}, on=TODAY)

    smaller = said(product, most=3)
    (row,) = capacities_of(
        actor=member_actor(product.organisation), organisation_id=product.organisation_id, on=TODAY
    )

    assert smaller.pk == first.pk
    periods = CapacityPeriod.objects.order_by("from_date").values_list("taken", "most")
    assert list(periods) == [(10, 10), (4, 4)]
    assert [taken for _day, taken, _most in row.periods][:3] == [10, 4, 0]
    assert capacity_book(wanted={"order-line:2": (variant.pk, 3)}, on=TODAY) == {
        "order-line:2": TODAY + timedelta(days=2)
    }


def test_another_period_or_measure_begins_when_what_was_promised_is_made(product):
    variant = product.variants.get()
    untouched = said(product, per="week")
    second = said(product)
    capacity_book(wanted={"order-line:1": (variant.pk, 14)}, on=TODAY)
    third = said(product, measure="kg", most=1_000)

    assert (untouched.from_date, second.from_date, third.from_date) == (
        TODAY,
        TODAY,
        TODAY + timedelta(days=2),
    )
    assert list(Capacity.objects.filter(is_active=True)) == [third]


def test_what_cannot_be_meant_is_refused_and_an_end_can_be_said_twice(product):
    own, other = product.organisation, OrganisationFactory.create(active=True)
    rule = said(product, product_id=product.pk, actor=member_actor(own, Role.PRODUCTION))
    refused: list[tuple[type[Exception], dict[str, Any]]] = [
        (InvalidInput, {"per": "year"}),
        (InvalidInput, {"measure": "crate"}),
        (InvalidInput, {"most": 0}),
        (InvalidInput, {"most": 10_000_001}),
        (NotFound, {"product_id": ProductFactory.create().pk}),
        (NotFound, {"actor": member_actor(other)}),
        (NotAllowed, {"actor": member_actor(own, Role.TREASURER)}),
    ]

    for error, asked in refused:
        with pytest.raises(error):
            said(product, **asked)
    with pytest.raises(NotFound):
        capacity_end(actor=member_actor(other), organisation_id=other.pk, capacity_id=rule.pk)
    with pytest.raises(NotAllowed):
        capacities_of(actor=member_actor(other), organisation_id=own.pk, on=TODAY)
    for _twice in range(2):
        capacity_end(actor=member_actor(own), organisation_id=own.pk, capacity_id=rule.pk)

    assert Capacity.objects.count() == 1
    assert capacities_of(actor=member_actor(own), organisation_id=own.pk, on=TODAY) == []
    assert capacity_book(wanted={"order-line:1": (product.variants.get().pk, 99)}, on=TODAY) == {}
