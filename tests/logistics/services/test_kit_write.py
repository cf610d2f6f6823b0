"""kit_write: test that ..."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from logistics.models.kit import Kit
from logistics.selectors.kits import boxes_left, kit_on_offer, kits_of, kits_on_offer
from logistics.services.kit_write import KitWish, kit_write
from logistics.states import KitKind
from marketplace.cooperatives.states import Role
from marketplace.kernel.errors import InvalidInput, NotAllowed, NotFound
from marketplace.kernel.money import Money
from tests.factories.ground import NOON, OrganisationFactory, member_actor
from tests.factories.kits import carton, chosen_kit, fixed_kit
from tests.factories.logistics import MACHINE, WarehouseFactory, stocked_variant

pytestmark = pytest.mark.django_db


def wish(**changes: Any) -> KitWish:
    known: dict[str, Any] = {
        "code": "panier",
        "kind": KitKind.FIXED,
        "names": {"fr": "Panier"},
        "contents": {},
    }
    return KitWish(**(known | changes))


def test_a_box_keeps_its_contents_and_is_changed_under_its_code() -> None:
    first, second, box = stocked_variant(7), stocked_variant(4), carton()
    kit = fixed_kit([(first, 2), (second, 1)], price=10_000, packaging="coffret")

    assert (kit.price, kit.packaging, kit.most_pieces, kit.is_chosen) == (Money(10_000), box, 3, False)
    changed = fixed_kit([(second, 3)], is_active=False)

    assert (changed.pk, changed.price, changed.packaging) == (kit.pk, None, None)
    assert list(changed.components.values_list("variant", "quantity")) == [(second.pk, 3)]
    assert kits_on_offer("MAD") == []
    with pytest.raises(NotFound):
        kit_on_offer("panier", "MAD")
    warehouse = WarehouseFactory.create()
    assert kits_of(actor=MACHINE, warehouse_id=warehouse.pk) == [changed]


def test_of_a_fixed_box_so_many_are_left_as_its_scarcest_component_allows() -> None:
    first, second = stocked_variant(7), stocked_variant(4)
    fixed, chosen = fixed_kit([(first, 2), (second, 1)]), chosen_kit([first, second])

    assert boxes_left(fixed, {first.pk: 7, second.pk: 4}) == 3
    assert boxes_left(fixed, {first.pk: 7, second.pk: 2}) == 2
    assert boxes_left(fixed, {first.pk: 7}) == 0
    assert boxes_left(chosen, {first.pk: 1, second.pk: 1}) == 1
    assert boxes_left(chosen, {first.pk: 1}) == 0
    chosen.components.all().delete()
    assert boxes_left(chosen, {first.pk: 9}) == 0


def test_whoever_answers_for_the_hub_writes_its_boxes_and_nobody_else() -> None:
    warehouse, variant = WarehouseFactory.create(), stocked_variant(4)
    wanted = wish(contents={variant.sku: 1})
    strangers = (
        member_actor(warehouse.organisation, Role.HUB.value),
        member_actor(OrganisationFactory.create(), Role.PRESIDENT.value),
    )
    for actor in strangers:
        with pytest.raises(NotAllowed):
            kit_write(actor=actor, warehouse_id=warehouse.pk, wanted=wanted, now=NOON)
    assert Kit.objects.count() == 0

    president = member_actor(warehouse.organisation, Role.PRESIDENT.value)
    assert kit_write(actor=president, warehouse_id=warehouse.pk, wanted=wanted, now=NOON).written_by


def test_a_box_that_cannot_be_is_refused_beside_its_field() -> None:
    warehouse, variant = WarehouseFactory.create(), stocked_variant(4)
    good = {variant.sku: 1}
    refused: list[tuple[dict[str, Any], str]] = [
        ({"code": "", "contents": good}, "code"),
        ({"names": {"fr": " "}, "contents": good}, "name_fr"),
        ({"contents": {}}, "contents"),
        ({"contents": {variant.sku: 100}}, "contents"),
        ({"contents": {"UNKNOWN": 1}}, "contents"),
        ({"contents": good, "price": Money(0)}, "price"),
        ({"contents": good, "kind": KitKind.CHOSEN, "percent_off": 51}, "percent_off"),
        ({"contents": good, "kind": KitKind.CHOSEN, "least_pieces": 5, "most_pieces": 4}, "most_pieces"),
        ({"contents": good, "packaging": "nothing"}, "packaging"),
    ]
    for changes, field in refused:
        with pytest.raises(InvalidInput) as refusal:
            kit_write(actor=MACHINE, warehouse_id=warehouse.pk, wanted=wish(**changes), now=NOON)
        assert refusal.value.field == field
    assert Kit.objects.count() == 0

    other = WarehouseFactory.create(slug="other", organisation=OrganisationFactory.create(hub=True))
    fixed_kit([(variant, 1)])
    with pytest.raises(InvalidInput, match="Une autre plateforme") as refusal:
        kit_write(actor=MACHINE, warehouse_id=other.pk, wanted=wish(contents=good), now=NOON)
    assert refusal.value.field == "code"


def test_the_database_refuses_a_box_that_holds_nothing_or_costs_less_than_nothing() -> None:
    kit = fixed_kit([(stocked_variant(4), 1)])
    for change in ({"most_pieces": 0}, {"price_minor": 0}, {"percent_off": 51}, {"kind": "x"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Kit.objects.filter(pk=kit.pk).update(**change)
