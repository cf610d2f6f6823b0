"""Several things of the assortment at once, and their order: test that ..."""

import pytest
from django.db import transaction

from catalog.models.attribute import PageTypeAttribute, ProductTypeAttribute
from catalog.models.product import Product, Variant
from catalog.models.taxonomy import ProductType
from catalog.services.assortment_bulk_delete import product_types_delete, products_delete
from catalog.services.type_attributes_move import page_type_attributes_move, product_type_attributes_move
from catalog.services.variants_move import variants_move
from catalog.states import AttributeKind, ProductState
from logistics.services.variant_write import variants_delete
from marketplace.kernel.actor import Permission
from marketplace.kernel.errors import IllegalMove, NotAllowed, NotFound
from tests.factories.catalog import (
    AttributeFactory,
    PageTypeFactory,
    ProductFactory,
    ProductTypeFactory,
    VariantFactory,
)
from tests.factories.ground import NOON, OrganisationFactory, member_actor, staff_actor

pytestmark = pytest.mark.django_db

TYPES = (Permission.MANAGE_PRODUCT_TYPES_AND_ATTRIBUTES, Permission.MANAGE_PAGE_TYPES_AND_ATTRIBUTES)


def test_variants_stand_in_the_order_that_their_seller_wants(draft, sales, seller):
    first = draft.variants.get()
    second, third = (VariantFactory.create(product=draft, position=place) for place in (1, 2))
    variants_move(actor=sales, product_id=draft.pk, moves=[(third.pk, -2), (first.pk, None)], now=NOON)
    ordered = list(draft.variants.order_by("position").values_list("pk", flat=True))
    assert ordered == [third.pk, second.pk, first.pk]
    with pytest.raises(NotFound):
        variants_move(actor=sales, product_id=draft.pk, moves=[(VariantFactory.create().pk, 1)], now=NOON)
    with pytest.raises(NotAllowed):
        variants_move(actor=member_actor(seller, "production"), product_id=draft.pk, moves=[], now=NOON)


def test_attributes_of_a_family_move_among_their_own_kind():
    family, staff = ProductTypeFactory.create(), staff_actor(*TYPES)
    rows = [AttributeFactory.create() for _ in range(4)]
    for place, row in enumerate(rows):
        ProductTypeAttribute.objects.create(
            product_type=family, attribute=row, is_of_variant=place == 1, position=place
        )
    product_type_attributes_move(
        actor=staff, product_type_id=family.pk, is_of_variant=False, moves=[(rows[3].pk, -2)]
    )
    places = dict(family.attribute_places.values_list("attribute_id", "position"))
    assert [places[row.pk] for row in rows] == [2, 1, 3, 0]
    with pytest.raises(NotFound):
        product_type_attributes_move(
            actor=staff, product_type_id=family.pk, is_of_variant=True, moves=[(rows[0].pk, 1)]
        )
    with pytest.raises(NotAllowed):
        product_type_attributes_move(
            actor=staff_actor(TYPES[1]), product_type_id=family.pk, is_of_variant=True, moves=[]
        )


def test_attributes_of_a_type_of_pages_move_even_where_all_stood_at_one_place():
    page_type, staff = PageTypeFactory.create(), staff_actor(*TYPES)
    one, two = (AttributeFactory.create(kind=AttributeKind.PAGE_TYPE) for _ in range(2))
    for row in (one, two):
        PageTypeAttribute.objects.create(page_type=page_type, attribute=row, position=0)
    page_type_attributes_move(actor=staff, page_type_id=page_type.pk, moves=[(one.pk, 1)])
    ordered = list(page_type.attribute_places.order_by("position").values_list("attribute_id", flat=True))
    assert ordered == [two.pk, one.pk]
    with pytest.raises(NotFound):
        page_type_attributes_move(actor=staff, page_type_id=10**9, moves=[])
    with pytest.raises(NotAllowed):
        page_type_attributes_move(actor=staff_actor(TYPES[0]), page_type_id=page_type.pk, moves=[])


def test_products_are_deleted_all_or_none(draft, sales):
    other = ProductFactory.create(organisation=OrganisationFactory.create(active=True))
    with pytest.raises(NotFound), transaction.atomic():
        products_delete(actor=sales, product_ids=[draft.pk, other.pk], now=NOON)
    assert Product.objects.filter(pk=draft.pk, state=ProductState.DRAFT).exists()
    assert products_delete(actor=sales, product_ids=[draft.pk, draft.pk], now=NOON) == 1
    assert not Product.objects.filter(pk=draft.pk).exists()


def test_families_are_deleted_all_or_none(draft):
    empty, staff = ProductTypeFactory.create(key="empty"), staff_actor(*TYPES)
    with pytest.raises(IllegalMove), transaction.atomic():
        product_types_delete(actor=staff, product_type_ids=[empty.pk, draft.product_type_id])
    assert product_types_delete(actor=staff, product_type_ids=[empty.pk]) == 1
    assert not ProductType.objects.filter(pk=empty.pk).exists()


def test_variants_are_deleted_all_or_none(draft, sales):
    own, other = draft.variants.get(), VariantFactory.create()
    with pytest.raises(NotFound), transaction.atomic():
        variants_delete(actor=sales, variant_ids=[own.pk, other.pk], now=NOON)
    assert Variant.objects.get(pk=own.pk).is_active
    assert variants_delete(actor=sales, variant_ids=[own.pk], now=NOON) == 1
    assert not Variant.objects.filter(pk=own.pk).exists()
