from datetime import timedelta

import pytest

from catalog.models.exposure import Exposure, ExposureView, SellerTurn, Surface
from catalog.models.offer import Listing
from catalog.selectors.exposures import exposures_listed, gap_index, gini
from catalog.selectors.filters import ProductFilters, ProductOrder
from catalog.selectors.listed import products_listed
from catalog.services.exposure_note import exposure_note
from catalog.services.turns_take import turns_take
from marketplace.kernel.errors import InvalidInput
from tests.factories.catalog import CategoryFactory, ProductFactory
from tests.factories.ground import NOON, OrganisationFactory

pytestmark = pytest.mark.django_db
TODAY = NOON.date()


@pytest.fixture
def sellers(channel):
    """Five cooperatives: one with seven products, the newest of all, four with one each."""
    made = [OrganisationFactory.create(active=True) for _ in range(5)]
    for place, seller in enumerate([made[0]] * 7 + made[1:]):
        product = ProductFactory.create(organisation=seller, listed=True)
        Listing.objects.filter(product=product).update(
            organisation=seller, published_at=NOON - timedelta(hours=place)
        )
    return made


def _page(channel, order=ProductOrder.FAIR, today=TODAY, first=4, **options):
    return products_listed(
        channel=channel, filters=ProductFilters(), order=order, today=today, first=first, **options
    )


def test_each_cooperative_has_its_turn_before_anybody_has_a_second(channel, sellers):
    assert turns_take(today=TODAY) == 5

    seen, after = [], ""
    while True:
        page = _page(channel, after=after)
        seen += [card.organisation_id for card in page.items]
        if not page.has_next:
            break
        after = page.cursor
    assert sorted(seen[:5]) == sorted(seller.pk for seller in sellers)
    assert seen[5:] == [sellers[0].pk] * 6
    back = _page(channel, after=after, backwards=True)
    assert [card.organisation_id for card in back.items] == seen[3:7]


def test_a_list_stands_still_all_day_and_turns_the_next(channel, sellers):
    turns_take(today=TODAY)
    first = [card.product_id for card in _page(channel).items]
    turns_take(today=TODAY)

    assert [card.product_id for card in _page(channel).items] == first
    orders = set()
    for later in range(6):
        turns_take(today=TODAY + timedelta(days=later))
        orders.add(tuple(SellerTurn.objects.order_by("turn").values_list("pk", flat=True)))
    assert len(orders) > 1


def test_who_was_shown_least_in_four_weeks_comes_first_and_the_log_says_why(channel, sellers):
    turns_take(today=TODAY - timedelta(days=1))
    yesterday = TODAY - timedelta(days=1)
    for shown in ([0, 1, 2], [0, 1], [0]):
        exposure_note(
            organisation_ids=[sellers[each].pk for each in shown], surface=Surface.SHELF, today=yesterday
        )
    exposure_note(organisation_ids=[], surface=Surface.HOME, today=yesterday)
    exposure_note(organisation_ids=[sellers[4].pk], surface=Surface.HOME, today=TODAY)
    # Longer ago than four weeks, and an organisation that is no more: neither counts
    Exposure.objects.create(organisation=sellers[3], day=TODAY - timedelta(days=29), surface="home", shown=99)
    ExposureView.objects.create(day=yesterday, surface="home", organisation_ids=[0])

    turns_take(today=TODAY)

    rows = exposures_listed().items
    assert [(row.organisation_id, row.shown) for row in rows[2:]] == [
        (sellers[2].pk, 1),
        (sellers[1].pk, 2),
        (sellers[0].pk, 3),
    ]
    assert {row.organisation_id for row in rows[:2]} == {sellers[3].pk, sellers[4].pk}
    assert ExposureView.objects.values_list("day", flat=True).get() == TODAY
    assert Exposure.objects.get(organisation=sellers[0], day=yesterday).turn is not None
    assert gap_index(today=TODAY) == pytest.approx(gini([3, 2, 1, 0, 0]))
    page = exposures_listed(first=2)
    assert [row.turn for row in exposures_listed(after=page.cursor).items] == [2, 3, 4]
    with pytest.raises(InvalidInput):
        exposures_listed(after="nonsense")


@pytest.mark.parametrize(
    ("counts", "expected"), [([], None), ([0, 0], None), ([5, 5, 5], 0), ([0, 0, 0, 8], 0.75)]
)
def test_the_gap_index_is_ginis(counts, expected):
    assert gini(counts) == (pytest.approx(expected) if expected is not None else None)


def test_four_weeks_of_visitors_see_the_cooperatives_almost_equally_often(channel, sellers):
    shown = {
        order: dict.fromkeys((seller.pk for seller in sellers), 0)
        for order in (ProductOrder.FAIR, ProductOrder.NEWEST)
    }
    for later in range(10):
        day = TODAY + timedelta(days=later)
        turns_take(today=day)
        for order, counts in shown.items():
            page = [card.organisation_id for card in _page(channel, order, day, first=2).items]
            for key in page:
                counts[key] += 1
            if order is ProductOrder.FAIR:
                exposure_note(organisation_ids=page, surface=Surface.SHELF, today=day)

    fair, newest = (gini(list(counts.values())) for counts in shown.values())
    assert fair is not None and fair <= 0.05
    assert newest == pytest.approx(0.8)


def test_what_is_published_during_the_day_is_in_the_first_round_until_the_night(channel, sellers):
    turns_take(today=TODAY)
    new = ProductFactory.create(
        organisation=sellers[1], category=CategoryFactory.create(slug="other"), listed=True
    )
    Listing.objects.filter(product=new).update(published_at=NOON - timedelta(days=3), organisation=sellers[1])

    assert new.pk in {card.product_id for card in _page(channel, first=6).items}
    turns_take(today=TODAY)
    assert list(
        Listing.objects.filter(organisation=sellers[1])
        .order_by("-published_at")
        .values_list("shop_round", "shelf_round")
    ) == [(1, 1), (2, 1)]
