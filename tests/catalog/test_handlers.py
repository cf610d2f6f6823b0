import pytest

from catalog.handlers import plan_thumbnails, show_or_hide_seller
from catalog.models.media import Media
from catalog.models.offer import Listing
from catalog.tasks import make_thumbnails
from marketplace.cooperatives.services.organisation_move import organisation_move
from marketplace.cooperatives.states import VerificationState
from marketplace.kernel.actor import Actor
from marketplace.outbox import bus
from marketplace.outbox.delivery import deliver
from tests.factories.catalog import ProductFactory

pytestmark = pytest.mark.django_db
MACHINE = Actor.of_machine("test")


def test_a_suspended_seller_leaves_the_shelves_and_comes_back(noon):
    product, other = ProductFactory.create(listed=True), ProductFactory.create(listed=True)

    for state, visible in (
        (VerificationState.SUSPENDED, {other.pk}),
        (VerificationState.ACTIVE, {product.pk, other.pk}),
    ):
        organisation_move(
            actor=MACHINE, organisation_id=product.organisation_id, after=state, reason="x", now=noon
        )
        deliver(now=noon)
        assert set(Listing.objects.filter(is_visible=True).values_list("product_id", flat=True)) == visible


def test_the_handlers_are_known_by_name():
    planner, hider = bus.listener("catalog.plan_thumbnails"), bus.listener("catalog.show_or_hide_seller")
    assert planner is not None
    assert hider is not None
    assert (planner.handler, hider.handler) == (plan_thumbnails, show_or_hide_seller)


def test_the_task_draws_until_nothing_is_due(noon):
    Media.objects.create(
        product=ProductFactory.create(), image="gone.jpg", width=300, height=150, created_at=noon
    )

    assert make_thumbnails() == 0
