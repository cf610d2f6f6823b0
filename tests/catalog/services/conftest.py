"""A seller, its people, and a reviewer."""

import pytest

from marketplace.kernel.actor import Permission
from tests.factories.catalog import PriceFactory, ProductFactory, VariantFactory
from tests.factories.ground import OrganisationFactory, member_actor, staff_actor


@pytest.fixture
def seller(db):
    return OrganisationFactory.create(active=True)


@pytest.fixture
def sales(seller):
    return member_actor(seller, "sales")


@pytest.fixture
def reviewer(db):
    return staff_actor(Permission.MANAGE_PRODUCTS)


@pytest.fixture
def draft(seller, channel):
    """A draft with one priced variant."""
    product = ProductFactory.create(organisation=seller, names={"fr": "Miel", "ar": "عسل"})
    PriceFactory.create(variant=VariantFactory.create(product=product), channel=channel)
    return product
