"""gift_card_credit: test that ..."""

from typing import Any

import pytest

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, DomainError, IllegalMove, InvalidInput, NotAllowed, NotFound
from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.ledger.selectors import balance
from marketplace.promotions.services.gift_card_change import gift_card_withdraw
from marketplace.promotions.services.gift_card_credit import gift_card_credit
from marketplace.promotions.services.gift_card_locked import left_on
from marketplace.promotions.sources import Source
from tests.factories.ground import NOON
from tests.factories.promotions import MACHINE, gift_card

pytestmark = pytest.mark.django_db

REFUND = Source(chart.refunds_due(), "refund:7")


def _credit(card_id: int, **changes: Any) -> None:
    wanted: dict[str, Any] = {"actor": MACHINE, "key": "refund:7", "amount": Money(2_500), "source": REFUND}
    gift_card_credit(gift_card_id=card_id, now=NOON, **(wanted | changes))


def test_a_credit_is_added_once_per_key() -> None:
    card = gift_card(10_000).card

    _credit(card.pk)
    _credit(card.pk)

    assert left_on(card) == Money(12_500)
    assert balance(chart.refunds_due(), subject="refund:7") == Money(2_500)


def test_a_key_names_one_credit() -> None:
    card = gift_card(10_000).card
    _credit(card.pk)

    with pytest.raises(Conflict):
        _credit(card.pk, amount=Money(1))
    assert left_on(card) == Money(12_500)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"actor": Actor.anonymous()}, NotAllowed),
        ({"amount": Money(0)}, InvalidInput),
        ({"amount": Money(100, "EUR"), "source": Source(chart.promotions("EUR"))}, InvalidInput),
    ],
)
def test_a_refused_credit_moves_nothing(changes: dict[str, Any], error: type[DomainError]) -> None:
    card = gift_card(10_000).card

    with pytest.raises(error):
        _credit(card.pk, **changes)
    assert (left_on(card), balance(chart.refunds_due())) == (Money(10_000), Money(0))


def test_there_must_be_a_card_that_was_not_withdrawn() -> None:
    card = gift_card().card
    gift_card_withdraw(actor=MACHINE, gift_card_id=card.pk, now=NOON)

    with pytest.raises(NotFound):
        _credit(card.pk + 1)
    with pytest.raises(IllegalMove):
        _credit(card.pk)
    assert left_on(card) == Money(0)
