"""gift_card_issue: test that ..."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import Conflict, DomainError, InvalidInput, NotAllowed
from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.ledger.selectors import balance, entry_by_key
from marketplace.promotions.checks import promotions_findings
from marketplace.promotions.codes import ALPHABET, hash_of, plain
from marketplace.promotions.models.gift_card import GiftCard
from marketplace.promotions.services.gift_card_issue import (
    MOST_MINOR,
    CardExpired,
    CodeTaken,
    gift_card_issue,
)
from marketplace.promotions.services.gift_card_locked import left_on
from marketplace.promotions.sources import Source
from tests.factories.ground import NOON, OrganisationFactory, UserFactory, member_actor, staff_actor
from tests.factories.promotions import HOUSE, gift_card

pytestmark = pytest.mark.django_db


def test_a_card_owes_its_bearer_what_was_taken_from_the_source() -> None:
    actor = staff_actor(Permission.MANAGE_GIFT_CARD)
    person = UserFactory.create()

    issued = gift_card_issue(
        actor=actor,
        key="refund:1",
        amount=Money(12_345),
        source=Source(chart.refunds_due(), "refund:1"),
        now=NOON,
        user_id=person.pk,
        email="amina@example.com",
        expires_date=date(2027, 11, 16),
        note=" Sorry\u202e ",
        tags=["refund"],
        channel_slug="default-channel",
    )

    card = issued.card
    assert (card.initial, left_on(card), card.is_active) == (Money(12_345), Money(12_345), True)
    assert balance(chart.refunds_due(), subject="refund:1") == Money(12_345)
    assert balance(chart.gift_cards(), subject=card.subject) == Money(-12_345)
    assert (card.note, card.tags, card.created_by_id, card.user_id) == (
        "Sorry",
        ["refund"],
        actor.user_id,
        person.pk,
    )
    assert promotions_findings() == []


def test_only_a_hash_of_the_code_and_its_end_are_kept() -> None:
    issued = gift_card()

    row = GiftCard.objects.values().get()
    letters = plain(issued.code)
    assert (len(letters), set(letters) <= set(ALPHABET)) == (16, True)
    assert row["last4"] == letters[-4:]
    assert row["code_hash"] == hash_of(issued.code.lower().replace("-", " "))
    assert not any(letters in str(value) or issued.code in str(value) for value in row.values())
    entry = entry_by_key(f"{issued.card.subject}:issued")
    assert entry is not None
    assert letters not in str(entry.facts)


def test_the_same_key_again_issues_nothing_and_tells_no_code() -> None:
    first = gift_card(key="once")
    again = gift_card(key="once")

    assert (again.card.pk, again.code, bool(first.code)) == (first.card.pk, "", True)
    assert left_on(first.card) == Money(10_000)


def test_a_key_names_one_amount() -> None:
    card = gift_card(key="once").card

    with pytest.raises(Conflict):
        gift_card(5_000, key="once")
    assert left_on(card) == Money(10_000)


def test_a_code_can_be_chosen_once() -> None:
    gift_card(code="abcd-2345")

    with pytest.raises(CodeTaken) as refused:
        gift_card(code="ABCD2345")
    assert (refused.value.field, GiftCard.objects.count()) == ("code", 1)


@pytest.mark.parametrize(
    ("changes", "error", "field"),
    [
        ({"minor": 0}, InvalidInput, "balance"),
        ({"minor": -1}, InvalidInput, "balance"),
        ({"minor": MOST_MINOR + 1}, InvalidInput, "balance"),
        ({"code": "short"}, InvalidInput, "code"),
        ({"code": "A" * 17}, InvalidInput, "code"),
        ({"expires_date": NOON.date()}, CardExpired, "expiry_date"),
        ({"note": "x" * 301}, InvalidInput, "note"),
    ],
)
def test_what_a_card_cannot_be_is_refused(
    changes: dict[str, Any], error: type[DomainError], field: str
) -> None:
    with pytest.raises(error) as refused:
        gift_card(**changes)

    assert refused.value.field == field
    assert (GiftCard.objects.count(), balance(chart.gift_cards())) == (0, Money(0))


def test_strangers_issue_nothing() -> None:
    strangers = [
        Actor.anonymous(),
        Actor(user_id=UserFactory.create().pk),
        member_actor(OrganisationFactory.create(active=True)),
        staff_actor(Permission.MANAGE_PRODUCTS),
    ]
    for actor in strangers:
        with pytest.raises(NotAllowed):
            gift_card_issue(actor=actor, key="x", amount=Money(100), source=HOUSE, now=NOON)
    assert (GiftCard.objects.count(), balance(chart.gift_cards())) == (0, Money(0))


def test_the_last_day_may_be_tomorrow() -> None:
    assert gift_card(expires_date=NOON.date() + timedelta(days=1)).card.expires_date == date(2026, 11, 17)


def test_the_database_refuses_an_empty_card_and_an_active_one_that_was_withdrawn() -> None:
    card = gift_card().card
    with pytest.raises(IntegrityError), transaction.atomic():
        GiftCard.objects.filter(pk=card.pk).update(initial_minor=0)
    with pytest.raises(IntegrityError), transaction.atomic():
        GiftCard.objects.filter(pk=card.pk).update(withdrawn_at=NOON)
