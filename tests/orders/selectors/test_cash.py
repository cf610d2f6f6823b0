"""Who holds how much, and what a cashier is not told before the count."""

from datetime import date
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotAllowed, NotFound
from marketplace.kernel.money import Money
from orders.models.cash import CashCase
from orders.selectors.cash import (
    carrier_collections,
    cases_listed,
    cash_board,
    cash_desks,
    deposit_shown,
    deposits_listed,
    remittance_shown,
    remittances_listed,
)
from orders.states import CaseState
from tests.factories.cash import DUE, CashWorld, cash_world
from tests.factories.ground import NOON, OrganisationFactory, member_actor
from tests.once import fresh, once

pytestmark = pytest.mark.django_db
COUNTED = DUE - Money(2_000)


def _build() -> CashWorld:
    return cash_world(2)


built = once(_build)


@pytest.fixture
def world(built: CashWorld) -> CashWorld:
    """Two of each: with the carrier, brought, counted (20 MAD are missing), with the bank."""
    return fresh(built)


def test_the_board_adds_up_what_lies_where(
    world: CashWorld, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(6):
        board = cash_board(actor=world.shop.cashier, desk_id=world.shop.hub.pk)

    assert [(heap.carrier_id, heap.count) for heap in board.carriers] == [(world.shop.carrier.pk, 2)]
    assert board.to_count == 2
    assert (board.at_desk_count, board.at_desk) == (2, COUNTED + COUNTED)
    assert (board.at_bank_count, board.at_bank) == (2, DUE + DUE)
    assert board.open_cases == 2


def test_only_staff_in_charge_learn_what_a_carrier_holds(world: CashWorld) -> None:
    known = cash_board(actor=world.shop.accountant, desk_id=world.shop.hub.pk).carriers[0].total
    unknown = cash_board(actor=world.shop.cashier, desk_id=world.shop.hub.pk).carriers[0].total

    assert (known, unknown) == (DUE + DUE, None)


def test_sums_of_a_bundle_are_unsaid_until_it_is_counted_whoever_asks(world: CashWorld) -> None:
    for actor in (world.shop.cashier, world.shop.accountant):
        row, collections = remittance_shown(actor=actor, remittance_id=world.opened[0].pk)
        assert (row.declared, row.counted, row.difference) == (None, None, None)
        assert len(collections) == 1

    row, _collections = remittance_shown(actor=world.shop.cashier, remittance_id=world.counted[0].pk)
    assert (row.declared, row.counted, row.difference) == (DUE, COUNTED, Money(-2_000))


def test_bundles_come_page_by_page_newest_first(world: CashWorld) -> None:
    known: dict[str, Any] = {"actor": world.shop.cashier, "desk_id": world.shop.hub.pk}
    first = remittances_listed(**known, first=4)
    second = remittances_listed(**known, first=4, after=first.cursor)

    assert [row.number for row in first.items] == ["in-SLIP-1", "in-SLIP-0", "COUNTED-1", "COUNTED-0"]
    assert [row.number for row in second.items] == ["OPEN-1", "OPEN-0"]
    assert (first.has_next, second.has_next) == (True, False)
    assert [row.is_deposited for row in first.items] == [True, True, False, False]


def test_only_what_lies_at_the_desk_can_be_deposited(world: CashWorld) -> None:
    page = remittances_listed(actor=world.shop.cashier, desk_id=world.shop.hub.pk, to_deposit=True)

    assert [row.number for row in page.items] == ["COUNTED-1", "COUNTED-0"]


def test_a_carriers_collections_name_orders_and_come_page_by_page(world: CashWorld) -> None:
    known: dict[str, Any] = {
        "actor": world.shop.cashier,
        "desk_id": world.shop.hub.pk,
        "carrier_id": world.shop.carrier.pk,
        "first": 1,
    }
    _carrier, first = carrier_collections(**known)
    _carrier, second = carrier_collections(**known, after=first.cursor)

    numbers = [row.order_number for page in (first, second) for row in page.items]
    assert numbers == [row.order.number for row in world.collected]
    assert not second.has_next


def test_a_deposit_names_its_bundles(world: CashWorld) -> None:
    row, bundles = deposit_shown(actor=world.shop.cashier, deposit_id=world.deposits[0].pk)
    listed = deposits_listed(actor=world.shop.cashier, desk_id=world.shop.hub.pk)

    assert (row.amount, row.confirmed) == (DUE, None)
    assert [bundle.number for bundle in bundles] == ["in-SLIP-0"]
    assert [each.slip_number for each in listed.items] == ["SLIP-1", "SLIP-0"]


def test_open_cases_come_first_by_deadline_and_page_by_page(world: CashWorld) -> None:
    settled, open_one = CashCase.objects.order_by("pk")
    CashCase.objects.filter(pk=settled.pk).update(
        state=CaseState.SETTLED,
        deadline_date=date(2026, 1, 1),
        resolution="withheld",
        explanation="Withheld.",
        settled_at=NOON,
    )
    known: dict[str, Any] = {"actor": world.shop.cashier, "desk_id": world.shop.hub.pk, "first": 1}

    first = cases_listed(**known)
    second = cases_listed(**known, after=first.cursor)

    assert [row.case_id for row in (*first.items, *second.items)] == [open_one.pk, settled.pk]
    assert first.items[0].is_late(date(2027, 1, 1))
    assert not first.items[0].is_late(open_one.deadline_date)
    assert not second.items[0].is_late(date(2027, 1, 1))


def test_another_desk_sees_none_of_these_cases(world: CashWorld) -> None:
    other = OrganisationFactory.create(hub=True)

    page = cases_listed(actor=member_actor(other, "cashier"), desk_id=other.pk)

    assert page.items == ()


def test_desks_are_those_one_keeps_and_for_staff_all_hubs(world: CashWorld) -> None:
    other = OrganisationFactory.create(hub=True, slug="zz-hub")

    assert [desk.organisation_id for desk in cash_desks(world.shop.cashier)] == [world.shop.hub.pk]
    assert [desk.slug for desk in cash_desks(world.shop.accountant)] == [world.shop.hub.slug, other.slug]
    assert cash_desks(Actor.anonymous()) == []


@pytest.mark.parametrize("who", ["visitor", "seller", "another desk"])
def test_strangers_learn_nothing(world: CashWorld, who: str) -> None:
    actor = {
        "visitor": Actor.anonymous,
        "seller": lambda: member_actor(world.shop.sellers[0], "treasurer"),
        "another desk": lambda: member_actor(OrganisationFactory.create(hub=True), "cashier"),
    }[who]()
    desk_id = world.shop.hub.pk

    for ask in (
        lambda: cash_board(actor=actor, desk_id=desk_id),
        lambda: remittances_listed(actor=actor, desk_id=desk_id),
        lambda: deposits_listed(actor=actor, desk_id=desk_id),
        lambda: cases_listed(actor=actor, desk_id=desk_id),
        lambda: carrier_collections(actor=actor, desk_id=desk_id, carrier_id=world.shop.carrier.pk),
        lambda: remittance_shown(actor=actor, remittance_id=world.opened[0].pk),
        lambda: deposit_shown(actor=actor, deposit_id=world.deposits[0].pk),
    ):
        with pytest.raises(NotAllowed):
            ask()


def test_what_does_not_exist_is_not_found(world: CashWorld) -> None:
    actor = world.shop.accountant

    for ask in (
        lambda: remittance_shown(actor=actor, remittance_id=0),
        lambda: deposit_shown(actor=actor, deposit_id=0),
        lambda: carrier_collections(actor=actor, desk_id=world.shop.hub.pk, carrier_id=world.shop.hub.pk),
    ):
        with pytest.raises(NotFound):
            ask()
