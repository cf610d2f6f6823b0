"""Values of attributes that are changed, ordered and taken away: test that ..."""

import pytest
from django.db import transaction

from catalog.models.attribute import Attribute, AttributeValue
from catalog.services.attribute_values_write import (
    attribute_value_update,
    attribute_values_delete,
    attribute_values_move,
    attributes_delete,
)
from catalog.states import AttributeKind
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import Missing, NotAllowed, NotFound, Taken
from tests.factories.catalog import AttributeFactory, AttributeValueFactory
from tests.factories.ground import staff_actor

pytestmark = pytest.mark.django_db

KEEPER = Actor(app_id=1, permissions=frozenset({Permission.MANAGE_PRODUCT_TYPES_AND_ATTRIBUTES}))


@pytest.fixture
def colour() -> Attribute:
    """Red, green and blue, in this order."""
    attribute = AttributeFactory.create(slug="couleur", kind=AttributeKind.PRODUCT_TYPE)
    for place, name in enumerate(("rouge", "vert", "bleu")):
        AttributeValueFactory.create(attribute=attribute, slug=name, names={"fr": name}, position=place)
    return attribute


def key(colour: Attribute, slug: str) -> int:
    return colour.values.get(slug=slug).pk


def order(colour: Attribute) -> list[str]:
    return list(colour.values.order_by("position", "id").values_list("slug", flat=True))


def test_a_value_is_called_otherwise_and_keeps_its_other_languages(colour: Attribute) -> None:
    red = key(colour, "rouge")
    AttributeValue.objects.filter(pk=red).update(names={"fr": "rouge", "ar": "أحمر"})

    done = attribute_value_update(
        actor=KEEPER,
        value_id=red,
        changes={"name": " Rouge vif ", "value": "#f00", "external_reference": "r1"},
    )

    assert (done.slug, done.names) == ("rouge-vif", {"fr": "Rouge vif", "ar": "أحمر"})
    assert (done.value, done.external_reference) == ("#f00", "r1")
    assert attribute_value_update(actor=KEEPER, value_id=red, changes={}).slug == "rouge-vif"
    cleared = attribute_value_update(actor=KEEPER, value_id=red, changes={"external_reference": ""})
    assert cleared.external_reference is None


def test_a_value_takes_no_name_or_reference_of_another(colour: Attribute) -> None:
    red, green = key(colour, "rouge"), key(colour, "vert")
    attribute_value_update(actor=KEEPER, value_id=red, changes={"external_reference": "r1"})
    with pytest.raises(Taken):
        attribute_value_update(actor=KEEPER, value_id=green, changes={"name": "Rouge"})
    with pytest.raises(Taken):
        attribute_value_update(actor=KEEPER, value_id=green, changes={"external_reference": "r1"})
    with pytest.raises(Missing):
        attribute_value_update(actor=KEEPER, value_id=green, changes={"name": " "})
    assert order(colour) == ["rouge", "vert", "bleu"]


def test_values_are_moved_by_places_and_to_the_end(colour: Attribute) -> None:
    red, green, blue = (key(colour, slug) for slug in ("rouge", "vert", "bleu"))
    attribute_values_move(actor=KEEPER, attribute_id=colour.pk, moves=[(blue, -2), (red, 9)])
    assert order(colour) == ["bleu", "vert", "rouge"]
    attribute_values_move(actor=KEEPER, attribute_id=colour.pk, moves=[(green, None)])
    assert order(colour) == ["bleu", "rouge", "vert"]
    with pytest.raises(NotFound):
        attribute_values_move(
            actor=KEEPER, attribute_id=colour.pk, moves=[(AttributeValueFactory.create().pk, 1)]
        )


def test_values_and_attributes_are_deleted_all_or_none(colour: Attribute) -> None:
    red = key(colour, "rouge")
    with pytest.raises(NotFound), transaction.atomic():
        attribute_values_delete(actor=KEEPER, value_ids=[red, 10**9])
    assert len(order(colour)) == 3
    assert [row.slug for row in attribute_values_delete(actor=KEEPER, value_ids=[red])] == ["rouge"]
    assert order(colour) == ["vert", "bleu"]
    with pytest.raises(NotFound), transaction.atomic():
        attributes_delete(actor=KEEPER, attribute_ids=[colour.pk, 10**9])
    assert attributes_delete(actor=KEEPER, attribute_ids=[colour.pk]) == 1
    assert not AttributeValue.objects.exists()


def test_only_who_keeps_attributes_of_the_kind_writes_and_others_hear_nothing(colour: Attribute) -> None:
    others = staff_actor(*(set(Permission) - {Permission.MANAGE_PRODUCT_TYPES_AND_ATTRIBUTES}))
    for value_id in (key(colour, "rouge"), 10**9):
        with pytest.raises(NotAllowed):
            attribute_value_update(actor=others, value_id=value_id, changes={"name": "x"})
        with pytest.raises(NotAllowed):
            attribute_values_delete(actor=others, value_ids=[value_id])
    with pytest.raises(NotAllowed):
        attribute_values_move(actor=others, attribute_id=colour.pk, moves=[])
    with pytest.raises(NotAllowed):
        attributes_delete(actor=others, attribute_ids=[colour.pk])
    assert len(order(colour)) == 3
