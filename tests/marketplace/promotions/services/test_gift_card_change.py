"""Activating, changing and withdrawing gift cards: test that ..."""

from datetime import date
from typing import Any

import pytest

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove, InvalidInput, NotAllowed
from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.ledger.selectors import balance
from marketplace.promotions.checks import promotions_findings
from marketplace.promotions.models.gift_card import GiftCard
from marketplace.promotions.selectors.gift_cards import (
    balances_of_cards,
    gift_card_by_code,
    gift_cards_listed,
    gift_cards_of,
)
from marketplace.promotions.services.gift_card_change import (
    CardChanges,
    gift_card_activate,
    gift_card_deactivate,
    gift_card_update,
    gift_card_withdraw,
)
from marketplace.promotions.services.gift_card_issue import CardExpired
from marketplace.promotions.services.gift_card_locked import left_on
from tests.factories.ground import NOON, UserFactory
from tests.factories.promotions import MACHINE, gift_card

pytestmark = pytest.mark.django_db


def _change(card: GiftCard, key: str = "1", **changes: Any) -> GiftCard:
    return gift_card_update(
        actor=MACHINE, key=key, gift_card_id=card.pk, changes=CardChanges(**changes), now=NOON
    )


def test_a_card_is_switched_off_and_on() -> None:
    card = gift_card().card

    assert gift_card_deactivate(actor=MACHINE, gift_card_id=card.pk, now=NOON).is_active is False
    assert gift_card_activate(actor=MACHINE, gift_card_id=card.pk, now=NOON).is_active is True


def test_an_expired_card_is_not_switched_on() -> None:
    card = gift_card(is_active=False).card
    GiftCard.objects.update(expires_date=date(2026, 11, 15))

    with pytest.raises(CardExpired):
        gift_card_activate(actor=MACHINE, gift_card_id=card.pk, now=NOON)
    assert GiftCard.objects.get().is_active is False


def test_texts_tags_and_the_last_day_change() -> None:
    card = gift_card(tags=["a", "b"], expires_date=date(2027, 1, 1)).card

    _change(card, add_tags=["b", "c"], remove_tags=["a"], note="For Amina", expires_date=date(2028, 1, 1))

    kept = GiftCard.objects.get()
    assert (kept.tags, kept.note, kept.expires_date) == (["b", "c"], "For Amina", date(2028, 1, 1))
    _change(card, never_expires=True)
    assert GiftCard.objects.get().expires_date is None
    _change(card)
    assert (GiftCard.objects.get().note, left_on(card)) == ("For Amina", Money(10_000))


def test_a_balance_is_set_by_posting_the_difference_once() -> None:
    card = gift_card(10_000).card

    _change(card, balance=Money(12_000))
    _change(card, balance=Money(12_000))
    assert (left_on(card), balance(chart.promotions())) == (Money(12_000), Money(12_000))
    _change(card, key="2", balance=Money(500))

    assert (left_on(card), balance(chart.promotions())) == (Money(500), Money(500))
    assert GiftCard.objects.get().initial == Money(10_000)


def test_a_change_that_cannot_be_leaves_the_card_as_it_was() -> None:
    card = gift_card(10_000).card

    with pytest.raises(CardExpired):
        _change(card, expires_date=date(2026, 11, 16), note="late")
    with pytest.raises(InvalidInput):
        _change(card, balance=Money(0), note="empty")
    kept = GiftCard.objects.get()
    assert (kept.note, kept.expires_date, left_on(card)) == ("", None, Money(10_000))


def test_a_withdrawn_card_owes_nothing_and_stays_as_it_is() -> None:
    card = gift_card(10_000).card

    gift_card_withdraw(actor=MACHINE, gift_card_id=card.pk, now=NOON)

    assert (left_on(card), balance(chart.expired_gift_cards())) == (Money(0), Money(-10_000))
    with pytest.raises(IllegalMove):
        gift_card_withdraw(actor=MACHINE, gift_card_id=card.pk, now=NOON)
    with pytest.raises(IllegalMove):
        gift_card_activate(actor=MACHINE, gift_card_id=card.pk, now=NOON)
    assert list(gift_cards_listed(MACHINE)) == []
    assert promotions_findings() == []


def test_strangers_change_nothing() -> None:
    card = gift_card().card
    for actor in (Actor.anonymous(), Actor(user_id=UserFactory.create().pk)):
        with pytest.raises(NotAllowed):
            gift_card_withdraw(actor=actor, gift_card_id=card.pk, now=NOON)
        with pytest.raises(NotAllowed):
            gift_card_deactivate(actor=actor, gift_card_id=card.pk, now=NOON)
        with pytest.raises(NotAllowed):
            gift_card_update(actor=actor, key="1", gift_card_id=card.pk, changes=CardChanges(), now=NOON)
        with pytest.raises(NotAllowed):
            gift_cards_listed(actor)
    assert (GiftCard.objects.get().is_active, left_on(card)) == (True, Money(10_000))


def test_a_card_is_found_by_its_code_and_a_person_sees_their_own() -> None:
    person = UserFactory.create()
    mine = gift_card(user_id=person.pk)
    other = gift_card(7_000)

    found = gift_card_by_code(mine.code.lower())
    assert found is not None
    assert (found.pk, gift_card_by_code("ABCD-EFGH-JKMN-PQRS")) == (mine.card.pk, None)
    assert list(gift_cards_of(person.pk)) == [mine.card]
    assert balances_of_cards([mine.card, other.card]) == {
        mine.card.pk: Money(10_000),
        other.card.pk: Money(7_000),
    }
