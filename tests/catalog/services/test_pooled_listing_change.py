"""pooled_listing_regrade and pooled_listing_reopen: test that ..."""

from typing import Any

import pytest

from catalog.models.pooled import PooledListing
from catalog.models.product import Product
from catalog.services.pooled_listing_change import pooled_listing_regrade, pooled_listing_reopen
from catalog.services.pooled_listing_open import pooled_listing_close
from catalog.states import ProductState
from marketplace.cooperatives.models.organisation import Alliance
from marketplace.cooperatives.states import AllianceState, Role
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove, InvalidInput, NotAllowed, NotFound
from tests.factories.ground import NOON, OrganisationFactory, member_actor
from tests.factories.pooled import GRADES, Pooled, pooled

pytestmark = pytest.mark.django_db


@pytest.fixture
def pool() -> Pooled:
    return pooled()


def seller(pool: Pooled, role: str = Role.PRESIDENT) -> Actor:
    return member_actor(pool.members[0], role)


def test_grades_count_for_other_sums_in_their_order_only(pool: Pooled) -> None:
    known: dict[str, Any] = {"actor": seller(pool), "listing_id": pool.listing.pk, "now": NOON}

    pooled_listing_regrade(**known, grades={"2": 4_000, "1": 7_000})
    refused: list[dict[str, int]] = [{}, {"2": 1}, {"1": 0}, {"1": 5, "2": 5}, {"1": 5, "4": 1}]
    for wrong in refused:
        with pytest.raises(InvalidInput):
            pooled_listing_regrade(**known, grades=wrong)

    assert PooledListing.objects.get().grades == {"1": 7_000, "2": 4_000}


def test_what_is_closed_takes_no_grades_and_can_be_opened_again(pool: Pooled) -> None:
    known: dict[str, Any] = {"actor": seller(pool, Role.SALES), "listing_id": pool.listing.pk, "now": NOON}
    pooled_listing_close(**known)
    with pytest.raises(IllegalMove):
        pooled_listing_regrade(**known, grades={"1": 7_000})

    pooled_listing_reopen(**known)
    again = pooled_listing_reopen(**known)

    assert (again.closed_at, again.grades) == (None, GRADES)


def test_an_alliance_that_ended_or_a_product_put_away_opens_no_more(pool: Pooled) -> None:
    known: dict[str, Any] = {"actor": seller(pool), "listing_id": pool.listing.pk, "now": NOON}
    pooled_listing_close(**known)
    Product.objects.filter(pk=pool.listing.product_id).update(state=ProductState.ARCHIVED)
    with pytest.raises(IllegalMove):
        pooled_listing_reopen(**known)
    Product.objects.filter(pk=pool.listing.product_id).update(state=ProductState.PUBLISHED)
    Alliance.objects.update(state=AllianceState.SETTLED)
    with pytest.raises(IllegalMove):
        pooled_listing_reopen(**known)

    assert PooledListing.objects.get().closed_at == NOON


def test_only_the_selling_members_writers_change_it(pool: Pooled) -> None:
    for actor, refusal in [
        (seller(pool, Role.TREASURER), NotAllowed),
        (member_actor(pool.members[1]), NotFound),
        (member_actor(OrganisationFactory.create(active=True)), NotFound),
    ]:
        with pytest.raises(refusal):
            pooled_listing_regrade(actor=actor, listing_id=pool.listing.pk, grades={"1": 1}, now=NOON)
        with pytest.raises(refusal):
            pooled_listing_reopen(actor=actor, listing_id=pool.listing.pk, now=NOON)
    with pytest.raises(NotFound):
        pooled_listing_reopen(actor=seller(pool), listing_id=0, now=NOON)

    assert PooledListing.objects.get().grades == GRADES
