"""Do one thing to many gift cards: all or none."""

import uuid
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import InvalidInput
from marketplace.kernel.money import Money
from marketplace.kernel.policy import require
from marketplace.promotions.policies import may_manage_gift_cards
from marketplace.promotions.services.gift_card_change import (
    gift_card_activate,
    gift_card_deactivate,
    gift_card_withdraw,
)
from marketplace.promotions.services.gift_card_issue import IssuedCard, gift_card_issue
from marketplace.promotions.sources import Source

MOST_CARDS = 100


@transaction.atomic
def gift_cards_issue(
    *,
    actor: Actor,
    count: int,
    amount: Money,
    source: Source,
    tags: Sequence[str],
    expires_date: date | None,
    is_active: bool,
    now: datetime,
) -> list[IssuedCard]:
    """
    Issue so many cards over the same amount, each with a code that is told this once.

    :raises NotAllowed: if the actor may not issue cards
    :raises InvalidInput: if there are none or too many of them, or for the reasons of `gift_card_issue`
    """
    require(may_manage_gift_cards(actor), _("You may not issue gift cards."))
    _demand_count(count, "count")
    return [
        gift_card_issue(
            actor=actor,
            key=f"bulk:{uuid.uuid4()}",
            amount=amount,
            source=source,
            tags=tags,
            expires_date=expires_date,
            is_active=is_active,
            now=now,
        )
        for _each in range(count)
    ]


def gift_cards_activate(*, actor: Actor, gift_card_ids: Sequence[int], now: datetime) -> int:
    """
    Let cards be used; return how many there are.

    :raises DomainError: for the reasons of `gift_card_activate`
    """
    return _each(gift_card_activate, gift_card_ids, actor=actor, now=now)


def gift_cards_deactivate(*, actor: Actor, gift_card_ids: Sequence[int], now: datetime) -> int:
    """
    Stop cards from being used; return how many there are.

    :raises DomainError: for the reasons of `gift_card_deactivate`
    """
    return _each(gift_card_deactivate, gift_card_ids, actor=actor, now=now)


def gift_cards_withdraw(*, actor: Actor, gift_card_ids: Sequence[int], now: datetime) -> int:
    """
    Take cards back for good; return how many there are.

    :raises DomainError: for the reasons of `gift_card_withdraw`
    """
    return _each(gift_card_withdraw, gift_card_ids, actor=actor, now=now)


@transaction.atomic
def _each(act: Callable[..., Any], gift_card_ids: Sequence[int], *, actor: Actor, now: datetime) -> int:
    require(may_manage_gift_cards(actor), _("You may not manage gift cards."))
    wanted = sorted(set(gift_card_ids))
    _demand_count(len(wanted), "ids")
    for gift_card_id in wanted:
        act(actor=actor, gift_card_id=gift_card_id, now=now)
    return len(wanted)


def _demand_count(count: int, field: str) -> None:
    if not 1 <= count <= MOST_CARDS:
        raise InvalidInput(
            _("Between 1 and %(most)d cards at once, please.") % {"most": MOST_CARDS}, field=field
        )
