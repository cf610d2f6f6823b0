"""Gift cards and budgets with money on them."""

from datetime import timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from factory.declarations import Sequence, SubFactory
from factory.django import DjangoModelFactory

from marketplace.kernel.actor import Actor
from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.promotions.models.budget import PartnerBudget
from marketplace.promotions.models.promotion import Promotion
from marketplace.promotions.models.subsidy import DeliverySubsidy
from marketplace.promotions.models.voucher import Voucher, VoucherCode, VoucherListing
from marketplace.promotions.services.gift_card_issue import IssuedCard, gift_card_issue
from marketplace.promotions.services.promotion_write import (
    PromotionChanges,
    RuleChanges,
    promotion_create,
)
from marketplace.promotions.sources import Source
from marketplace.promotions.states import ValueType
from tests.factories.ground import NOON, ChannelFactory, OrganisationFactory

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


def voucher(
    code: str = "AIT10", value: str = "10", *, min_spent: int | None = None, **changes: Any
) -> Voucher:
    """A voucher that holds in the default channel: ten per cent of the whole order, from the marketplace."""
    columns: dict[str, Any] = {
        "name": "Rentrée",
        "value_type": ValueType.PERCENTAGE,
        "starts_at": NOON - timedelta(days=1),
        "created_at": NOON,
        "updated_at": NOON,
    }
    made = Voucher.objects.create(**(columns | changes))
    VoucherListing.objects.create(
        voucher=made,
        channel=ChannelFactory.create(),
        value=Decimal(value),
        min_spent_minor=min_spent,
        currency="MAD",
    )
    VoucherCode.objects.create(voucher=made, code=code, created_at=NOON)
    return made


def promotion(
    predicate: dict[str, Any] | None = None,
    value: str | None = "20",
    *,
    rule: dict[str, Any] | None = None,
    **changes: Any,
) -> Promotion:
    """A promotion that runs in the default channel with one rule, written by a service: prices show it."""
    columns: dict[str, Any] = {"name": "Automne", "starts_at": NOON - timedelta(days=1)} | changes
    kind: str = columns.pop("kind", "catalogue")
    wanted: dict[str, Any] = {
        "catalogue_predicate": predicate,
        "value": Decimal(value) if value is not None else None,
        "value_type": "percentage",
        "channel_ids": [ChannelFactory.create().pk],
    }
    return promotion_create(
        actor=MACHINE,
        kind=kind,
        changes=PromotionChanges(**columns),
        rules=[RuleChanges(**(wanted | (rule or {})))],
        now=NOON,
    )


def subsidy(value: str = "50", **changes: Any) -> DeliverySubsidy:
    """A partner pays half of every delivery."""
    columns: dict[str, Any] = {
        "value_type": ValueType.PERCENTAGE,
        "names": {"fr": "Aide au transport", "ar": "دعم النقل"},
        "starts_at": NOON - timedelta(days=1),
        "created_at": NOON,
    }
    budget = changes.pop("budget", None) or BudgetFactory.create()
    return DeliverySubsidy.objects.create(budget=budget, value=Decimal(value), **(columns | changes))
