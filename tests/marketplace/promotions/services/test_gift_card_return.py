"""gift_card_return and gift_cards_release: test that ..."""

import pytest
from django.db import IntegrityError, transaction

from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.ledger.selectors import balance
from marketplace.promotions.checks import promotions_findings
from marketplace.promotions.models.gift_card import GiftCardUse
from marketplace.promotions.selectors.gift_cards import card_parts, returnable_to_cards
from marketplace.promotions.services.gift_card_change import gift_card_deactivate
from marketplace.promotions.services.gift_card_locked import left_on
from marketplace.promotions.services.gift_card_return import (
    MoreThanPaid,
    gift_card_return,
    gift_cards_release,
)
from marketplace.promotions.sources import Source
from tests.factories.ground import NOON
from tests.factories.promotions import MACHINE, gift_card
from tests.marketplace.promotions.services.test_gift_card_spend import spend

pytestmark = pytest.mark.django_db


def give_back(minor: int, key: str = "refund:1") -> None:
    gift_card_return(
        actor=MACHINE,
        key=key,
        reference="order:1",
        amount=Money(minor),
        source=Source(chart.refunds_due(), key),
        now=NOON,
    )


def test_the_card_used_last_gets_back_first_even_when_switched_off() -> None:
    first, second = gift_card(10_000).card, gift_card(5_000).card
    spend({first.pk: 2_000, second.pk: 5_000})
    gift_card_deactivate(actor=MACHINE, gift_card_id=second.pk, now=NOON)

    give_back(6_000)

    assert (left_on(first), left_on(second)) == (Money(9_000), Money(5_000))
    assert balance(chart.refunds_due(), subject="refund:1") == Money(6_000)
    assert returnable_to_cards("order:1", "MAD") == Money(1_000)
    assert [(part.amount.minor, part.returned.minor) for part in card_parts("order:1")] == [
        (2_000, 1_000),
        (5_000, 5_000),
    ]


def test_never_more_comes_back_than_was_paid() -> None:
    card = gift_card(10_000).card
    spend({card.pk: 4_000})
    give_back(3_000)

    for minor in (1_001, 0, -5):
        with pytest.raises(MoreThanPaid):
            give_back(minor, "refund:2")
    assert (left_on(card), GiftCardUse.objects.get().returned_minor) == (Money(9_000), 3_000)
    give_back(1_000, "refund:3")
    assert left_on(card) == Money(10_000)
    with pytest.raises(IntegrityError), transaction.atomic():
        GiftCardUse.objects.update(returned_minor=4_001)


def test_the_same_key_again_gives_nothing() -> None:
    card = gift_card(10_000).card
    spend({card.pk: 4_000})

    give_back(3_000)
    give_back(3_000)

    assert left_on(card) == Money(9_000)


def test_an_order_given_up_gives_all_back_once() -> None:
    card = gift_card(10_000).card
    spend({card.pk: 4_000})

    gift_cards_release(actor=MACHINE, reference="order:1", now=NOON)
    gift_cards_release(actor=MACHINE, reference="order:1", now=NOON)
    gift_cards_release(actor=MACHINE, reference="order:unknown", now=NOON)

    assert (left_on(card), balance(chart.promised())) == (Money(10_000), Money(0))
    assert promotions_findings() == []
