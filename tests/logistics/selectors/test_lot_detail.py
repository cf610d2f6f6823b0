"""One lot as its hub sees it."""

import pytest
from pytest_django import DjangoAssertNumQueries

from logistics.selectors.lot_detail import lot_detail
from logistics.services.lot_write_off import lot_write_off
from logistics.states import LotState, MovementReason
from marketplace.cooperatives.states import Role
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import InvalidInput, NotAllowed, NotFound
from tests.factories.ground import NOON, OrganisationFactory, member_actor
from tests.factories.logistics import MACHINE, quarantined_lot, released_lot

pytestmark = pytest.mark.django_db


def test_a_lot_shows_where_it_stands_and_how_it_came(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    lot = quarantined_lot(quantity=7)
    actor = member_actor(lot.warehouse.organisation, Role.HUB.value)

    with django_assert_num_queries(3):
        detail = lot_detail(actor=actor, lot_id=lot.pk)
        assert detail.lot.variant.product.product_type.key == "family"

    assert detail.quantity == 7
    assert [(move.quantity, move.reason) for move in detail.movements.items] == [(7, "receipt")]
    assert [stock.warehouse for stock in detail.stocks] == [lot.warehouse]


def test_what_may_follow_leaves_a_recall_to_who_may_recall() -> None:
    lot = released_lot()
    hub = lot.warehouse.organisation

    worker = lot_detail(actor=member_actor(hub, Role.HUB.value), lot_id=lot.pk).moves
    head = lot_detail(actor=member_actor(hub, Role.HUB.value, Role.PRESIDENT.value), lot_id=lot.pk).moves

    assert head - worker == {LotState.RECALLED}
    assert LotState.QUARANTINE in worker


def test_another_hub_and_the_owner_see_it_not_here() -> None:
    lot = released_lot()

    for actor in (
        Actor.anonymous(),
        member_actor(OrganisationFactory.create(hub=True), Role.HUB.value),
        member_actor(lot.organisation),
    ):
        with pytest.raises(NotAllowed):
            lot_detail(actor=actor, lot_id=lot.pk)
    with pytest.raises(NotFound):
        lot_detail(actor=Actor.of_machine("test"), lot_id=0)


def test_every_movement_of_a_lot_is_reached_page_by_page() -> None:
    lot = released_lot(quantity=9)
    for note in ("first", "second"):
        lot_write_off(
            actor=MACHINE,
            lot_id=lot.pk,
            warehouse_id=lot.warehouse_id,
            units=1,
            reason=MovementReason.DAMAGE,
            note=note,
            now=NOON,
        )

    seen, after = [], ""
    while True:
        page = lot_detail(actor=MACHINE, lot_id=lot.pk, moved_after=after, movements=2).movements
        seen.append([move.note for move in page.items])
        if not page.has_next:
            break
        after = page.cursor

    assert seen == [["second", "first"], [""]]
    with pytest.raises(InvalidInput):
        lot_detail(actor=MACHINE, lot_id=lot.pk, moved_after="nonsense")
