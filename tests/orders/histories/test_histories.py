"""
Random histories of sales, gift cards, budgets, losses, missing goods, cash, cards that pay twice or another sum,
refunds, disputes and payouts by every way against the oracle.

`make soak` runs many more of them (HISTORIES names how many times as many).
"""

import os

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from marketplace.kernel.actor import Permission
from tests.factories.ground import MembershipFactory, staff_actor
from tests.factories.orders import market
from tests.factories.payouts import SettlementTermFactory
from tests.factories.promotions import BudgetFactory
from tests.orders.histories.machine import Counted, Histories, World

TIMES = int(os.environ.get("HISTORIES", "1"))
SHARDS = 4
EXAMPLES = 8
STEPS = 200
# Histories differ in length; so many steps are taken in each shard, however many histories that needs.
WANTED = 2_500 * TIMES


@pytest.mark.django_db
@pytest.mark.parametrize("shard", range(SHARDS))
def test_every_history_ends_as_the_oracle_says(shard: int) -> None:
    World.shop = market((10_000, 15_000))
    SettlementTermFactory.create(minimum_minor=0)
    World.preparer = staff_actor(Permission.PREPARE_SETTLEMENTS)
    World.approver = staff_actor(Permission.APPROVE_SETTLEMENTS)
    World.officers = {
        seller.pk: MembershipFactory.create(
            organisation=seller, role="president", user__full_name="Fatima Demo"
        ).user.pk
        for seller in World.shop.sellers
    }
    World.budget = BudgetFactory.create(amount_minor=10**12, ends_at=None)
    Counted.steps = 0

    for batch in range(40 * TIMES):
        if Counted.steps >= WANTED:
            break
        # The name is the seed: each batch tells other histories, the same ones every time.
        machine = type(f"Histories{shard}_{batch}", (Histories,), {})
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=EXAMPLES,
                stateful_step_count=STEPS,
                deadline=None,
                derandomize=TIMES == 1,
                database=None,
                phases=(Phase.generate,),
                suppress_health_check=list(HealthCheck),
            ),
        )

    assert Counted.steps >= WANTED
