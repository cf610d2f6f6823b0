"""Gift cards and budgets with money on them."""

from datetime import timedelta
from itertools import count
from typing import Any

from factory.declarations import Sequence, SubFactory
from factory.django import DjangoModelFactory

from marketplace.kernel.actor import Actor
from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.promotions.models.budget import PartnerBudget
from marketplace.promotions.services.gift_card_issue import IssuedCard, gift_card_issue
from marketplace.promotions.sources import Source
from tests.factories.ground import NOON, OrganisationFactory

MACHINE = Actor.of_machine("promotions")
HOUSE = Source(chart.promotions())
_numbers = count(1)


def gift_card(minor: int = 10_000, **changes: Any) -> IssuedCard:
    """A card over so much, a gift of the house."""
    wanted: dict[str, Any] = {"key": f"card-{next(_numbers)}", "source": HOUSE, "now": NOON}
    return gift_card_issue(actor=MACHINE, amount=Money(minor), **(wanted | changes))


class BudgetFactory(DjangoModelFactory[PartnerBudget]):
    """A thousand dirhams that a region promised for a year."""

    class Meta:
        model = PartnerBudget

    partner = SubFactory(OrganisationFactory, is_seller=False)
    code = Sequence(lambda n: f"budget-{n}")
    names = Sequence(lambda n: {"fr": f"Programme {n}", "ar": f"برنامج {n}"})
    amount_minor = 100_000
    currency = "MAD"
    starts_at = NOON - timedelta(days=100)
    ends_at = NOON + timedelta(days=265)
    source = "Convention 12/2026"
    created_at = NOON - timedelta(days=100)
