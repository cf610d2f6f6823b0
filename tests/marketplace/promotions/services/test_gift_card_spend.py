"""gift_cards_spend: test that ..."""

from datetime import timedelta

import pytest

from marketplace.kernel.errors import Conflict, DomainError, IllegalMove, NotFound
from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.ledger.selectors import balance
from marketplace.promotions.models.gift_card import GiftCard, GiftCardUse
from marketplace.promotions.services.gift_card_issue import CardExpired
from marketplace.promotions.services.gift_card_locked import left_on
from marketplace.promotions.services.gift_card_spend import NotEnoughOnCard, gift_cards_spend
from tests.factories.ground import NOON
from tests.factories.orders import VISITOR
from tests.factories.promotions import gift_card

pytestmark = pytest.mark.django_db


def spend(amounts: dict[int, int], reference: str = "order:1") -> None:
    wanted = {card: Money(minor) for card, minor in amounts.items()}
    gift_cards_spend(actor=VISITOR, reference=reference, amounts=wanted, now=NOON)


def test_what_cards_pay_waits_under_the_order() -> None:
    first, second = gift_card(10_000).card, gift_card(5_000).card

    spend({second.pk: 5_000, first.pk: 2_000})

    assert (left_on(first), left_on(second)) == (Money(8_000), Money(0))
    assert balance(chart.promised(), subject="order:1") == Money(-7_000)
    assert list(GiftCardUse.objects.order_by("card_id").values_list("card_id", "amount_minor")) == [
        (first.pk, 2_000),
        (second.pk, 5_000),
    ]
    first.refresh_from_db()
    assert first.used_at == NOON


def test_a_card_may_pay_for_two_orders_but_for_each_once() -> None:
    card = gift_card(10_000).card
    spend({card.pk: 4_000})
    spend({card.pk: 4_000}, "order:2")

    with pytest.raises(Conflict):
        spend({card.pk: 1_000})
    assert left_on(card) == Money(2_000)


@pytest.mark.parametrize(
    ("state", "error"),
    [
        ({"is_active": False}, IllegalMove),
        ({"expires_date": (NOON - timedelta(days=1)).date()}, CardExpired),
        ({}, NotEnoughOnCard),
    ],
)
def test_a_card_that_cannot_pay_leaves_all_others_untouched(
    state: dict[str, object], error: type[DomainError]
) -> None:
    good, bad = gift_card(10_000).card, gift_card(10_000).card
    if state:
        GiftCard.objects.filter(pk=bad.pk).update(**state)

    with pytest.raises(error):
        spend({good.pk: 1_000, bad.pk: 10_001})
    assert (left_on(good), left_on(bad), GiftCardUse.objects.count()) == (Money(10_000), Money(10_000), 0)
    assert balance(chart.promised()) == Money(0)


def test_a_card_can_be_used_on_its_last_day() -> None:
    card = gift_card(10_000).card
    GiftCard.objects.filter(pk=card.pk).update(expires_date=NOON.date())

    spend({card.pk: 10_000})

    assert left_on(card) == Money(0)


def test_there_must_be_such_a_card() -> None:
    with pytest.raises(NotFound):
        spend({1: 100})
