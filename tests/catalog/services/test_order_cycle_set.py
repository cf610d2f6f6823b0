"""order_cycle_set: test that ..."""

from datetime import UTC, datetime, timedelta

import pytest

from catalog.models.order_cycle import OrderCycle
from catalog.selectors.offers import Offer, WhyNot, offers
from catalog.services.order_cycle_set import cycles_advance, order_cycle_end, order_cycle_set
from marketplace.channels.selectors import default_channel
from marketplace.cooperatives.states import Role
from marketplace.kernel.errors import InvalidInput, NotAllowed, NotFound
from tests.factories.ground import NOON, OrganisationFactory, member_actor
from tests.factories.orders import Market, market
from tests.once import fresh, once

pytestmark = pytest.mark.django_db
built = once(market)
TODAY = NOON.date()
DAY = timedelta(days=1)


@pytest.fixture
def shop(built: Market) -> Market:
    return fresh(built)


def said(
    shop: Market, *, role=Role.SALES, product=None, opens=DAY, closes=3 * DAY, ready=5, repeats=7, now=NOON
):
    own = shop.sellers[0]
    return order_cycle_set(
        actor=member_actor(own, role), organisation_id=own.pk, product_id=product, opens_at=NOON + opens,
        closes_at=NOON + closes, ready_date=TODAY + ready * DAY, repeats_days=repeats, now=now,
    )  # fmt: skip


def offer(shop: Market, at: datetime) -> Offer:
    return offers([shop.variants[0].pk], default_channel(), at)[shop.variants[0].pk]


def test_goods_are_bought_while_a_round_is_open_and_ready_on_its_day(shop):
    said(shop)

    before, during, after = (offer(shop, NOON + days * DAY) for days in (0, 1, 3))

    assert (before.why_not, before.back_date) == (WhyNot.BETWEEN_ROUNDS, TODAY + DAY)
    assert during.is_buyable
    assert during.round is not None
    assert (during.round.closes_at, during.expected_date) == (NOON + 3 * DAY, TODAY + 5 * DAY)
    assert (after.why_not, after.back_date, after.round) == (WhyNot.BETWEEN_ROUNDS, None, None)
    # Others sell as ever, and a rule of one product goes before that of all
    said(shop, product=shop.variants[0].product_id, opens=-DAY)
    assert offer(shop, NOON).is_buyable
    assert OrderCycle.objects.filter(ended_at=None).count() == 2
    order = shop.order({0: 1})
    assert order.sub_orders.get().ready_date == TODAY + 5 * DAY


def test_a_round_that_has_ended_comes_again_at_the_same_hour_of_the_wall(shop):
    """Ramadan 2027 begins on 8 February: Morocco's clocks go from UTC+1 to UTC that Sunday, the 7th."""
    weekly = said(shop)
    once_only = said(shop, product=shop.variants[0].product_id, repeats=0)
    sunday = OrderCycle.objects.create(
        organisation=shop.sellers[1], opens_at=datetime(2027, 2, 1, 7, tzinfo=UTC), repeats_days=14,
        closes_at=datetime(2027, 2, 3, 17, tzinfo=UTC), ready_date=TODAY, set_by="test", set_at=NOON,
    )  # fmt: skip

    assert cycles_advance(now=NOON + 2 * DAY, limit=10) == 0
    assert cycles_advance(now=NOON + 18 * DAY, limit=10) == 1
    weekly.refresh_from_db()
    assert (weekly.opens_at, weekly.ready_date) == (NOON + 22 * DAY, TODAY + 26 * DAY)
    assert cycles_advance(now=datetime(2027, 2, 4, tzinfo=UTC), limit=10) == 2
    sunday.refresh_from_db()
    once_only.refresh_from_db()
    assert sunday.closes_at == datetime(2027, 2, 17, 18, tzinfo=UTC)
    assert once_only.closes_at == NOON + 3 * DAY


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"closes": -DAY, "opens": -2 * DAY}, "closes_at"),
        ({"closes": DAY}, "closes_at"),
        ({"closes": 9 * DAY, "ready": 10}, "closes_at"),
        ({"ready": 2}, "ready_date"),
        ({"ready": 181}, "ready_date"),
        ({"repeats": 5}, "repeats_days"),
    ],
)
def test_what_cannot_be_meant_is_refused(shop, asked, field):
    with pytest.raises(InvalidInput) as refusal:
        said(shop, **asked)

    assert refusal.value.field == field


def test_who_may_say_so_and_end_it(shop):
    own, actor = shop.sellers[0], member_actor(shop.sellers[0], Role.PRESIDENT)
    row = said(shop)
    with pytest.raises(NotAllowed):
        said(shop, role=Role.TREASURER)
    with pytest.raises(NotFound):
        said(shop, product=shop.variants[1].product_id)
    stranger = OrganisationFactory.create(active=True)
    with pytest.raises(NotFound):
        order_cycle_end(
            actor=member_actor(stranger, Role.PRESIDENT),
            organisation_id=stranger.pk,
            cycle_id=row.pk,
            now=NOON,
        )
    for _time in range(2):
        order_cycle_end(actor=actor, organisation_id=own.pk, cycle_id=row.pk, now=NOON)
    assert offer(shop, NOON).is_buyable
