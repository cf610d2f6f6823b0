"""Texts that the staff keeps with rows of the catalogue."""

import pytest

from catalog.models.attribute import Attribute
from catalog.models.menu import Menu
from catalog.models.page import Page
from catalog.models.product import Product
from catalog.services.metadata_write import metadata_write
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import NotAllowed, NotFound
from marketplace.kernel.metadata import EmptyKey
from tests.factories.catalog import AttributeFactory, MenuFactory, PageFactory, ProductFactory

pytestmark = pytest.mark.django_db
STAFF = Actor(user_id=1, permissions=frozenset({Permission.MANAGE_PRODUCTS}))


def test_public_and_private_keys_are_kept_apart():
    product = ProductFactory.create(metadata={"a": "1", "b": "2"}, private_metadata={"p": "1"})

    metadata_write(actor=STAFF, model=Product, key=product.pk, changes={"a": "3"}, removed=["b"])
    metadata_write(actor=STAFF, model=Product, key=product.pk, changes={"q": "2"}, is_private=True)

    product.refresh_from_db()
    assert (product.metadata, product.private_metadata) == ({"a": "3"}, {"p": "1", "q": "2"})


@pytest.mark.parametrize(
    ("model", "make", "permission"),
    [
        (Product, ProductFactory.create, Permission.MANAGE_PRODUCTS),
        (Menu, MenuFactory.create, Permission.MANAGE_MENUS),
        (Page, PageFactory.create, Permission.MANAGE_PAGES),
        (Attribute, AttributeFactory.create, Permission.MANAGE_PRODUCT_TYPES_AND_ATTRIBUTES),
        (Attribute, AttributeFactory.create, Permission.MANAGE_PAGE_TYPES_AND_ATTRIBUTES),
    ],
)
def test_each_kind_has_its_own_staff_and_strangers_move_nothing(model, make, permission):
    row = make()
    others = frozenset(Permission) - {permission} - {
        Permission.MANAGE_PRODUCT_TYPES_AND_ATTRIBUTES,
        Permission.MANAGE_PAGE_TYPES_AND_ATTRIBUTES,
    }  # fmt: skip
    member = Actor(user_id=2, roles={1: frozenset({"president"})})

    for stranger in (Actor.anonymous(), Actor(user_id=9), member, Actor(user_id=3, permissions=others)):
        with pytest.raises(NotAllowed):
            metadata_write(actor=stranger, model=model, key=row.pk, changes={"a": "1"})
    row.refresh_from_db()
    assert row.metadata == {}

    keeper = Actor(user_id=4, permissions=frozenset({permission}))
    metadata_write(actor=keeper, model=model, key=row.pk, changes={"a": "1"})
    row.refresh_from_db()
    assert row.metadata == {"a": "1"}


def test_a_row_that_is_not_there_is_not_found():
    with pytest.raises(NotFound):
        metadata_write(actor=STAFF, model=Product, key=1, changes={"a": "1"})


def test_an_empty_key_moves_nothing():
    product = ProductFactory.create(metadata={"a": "1"})

    with pytest.raises(EmptyKey):
        metadata_write(actor=STAFF, model=Product, key=product.pk, changes={"": "1"}, removed=["a"])

    product.refresh_from_db()
    assert product.metadata == {"a": "1"}
