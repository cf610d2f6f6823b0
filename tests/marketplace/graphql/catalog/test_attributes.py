"""Attributes, their values and product types as the back office lists them: test that ..."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models.attribute import Attribute, PageTypeAttribute, ProductTypeAttribute
from catalog.models.collection import CollectionProduct
from catalog.states import AttributeInput, AttributeKind
from marketplace.kernel.actor import Actor, Permission
from tests.factories.catalog import (
    AttributeFactory,
    AttributeValueFactory,
    CollectionFactory,
    PageTypeFactory,
    ProductFactory,
    ProductTypeFactory,
)
from tests.marketplace.graphql.api import VISITOR, data_of, errors_of, global_id

pytestmark = pytest.mark.django_db

KEEPER = Actor(app_id=1, permissions=frozenset({Permission.MANAGE_PRODUCT_TYPES_AND_ATTRIBUTES}))
LIST = """query ($filter: AttributeFilterInput, $where: AttributeWhereInput, $sort: AttributeSortingInput,
  $search: String) { attributes(first: 20, filter: $filter, where: $where, sortBy: $sort, search: $search) {
  totalCount edges { node { slug } } } }"""


def attribute(slug: str, **more: Any) -> Attribute:
    values = {"kind": AttributeKind.PRODUCT_TYPE, "names": {"fr": slug.title()}, **more}
    return AttributeFactory.create(slug=slug, **values)


def listed(actor: Actor = KEEPER, **given: Any) -> list[str]:
    found = data_of(LIST, given, actor=actor)["attributes"]
    assert found["totalCount"] == len(found["edges"])
    return [edge["node"]["slug"] for edge in found["edges"]]


def test_attributes_are_listed_by_name_and_what_is_not_for_customers_to_the_staff_alone() -> None:
    attribute("zeste", names={"fr": "Arôme"})
    attribute("bio", visible_in_storefront=False)

    assert listed() == ["zeste", "bio"]
    assert listed(VISITOR) == ["zeste"]
    one = "query ($slug: String) { attribute(slug: $slug) { slug } }"
    assert data_of(one, {"slug": "bio"})["attribute"] is None
    assert data_of(one, {"slug": "bio"}, actor=KEEPER)["attribute"] == {"slug": "bio"}
    by_id = "query ($id: ID) { attribute(id: $id) { slug } }"
    found = data_of(by_id, {"id": global_id("Attribute", Attribute.objects.get(slug="zeste").pk)})
    assert found["attribute"] == {"slug": "zeste"}
    assert data_of(by_id, {"id": global_id("Attribute", 10**9)})["attribute"] is None


def test_attributes_are_narrowed_and_sorted() -> None:
    colour = attribute("couleur", input_type=AttributeInput.SWATCH, metadata={"a": "1"})
    attribute("poids", input_type=AttributeInput.NUMERIC, unit="kg", value_required=True)
    attribute("auteur", kind=AttributeKind.PAGE_TYPE, input_type=AttributeInput.PLAIN_TEXT)
    product = ProductFactory.create()
    ProductTypeAttribute.objects.create(product_type=product.product_type, attribute=colour)
    collection = CollectionFactory.create()
    CollectionProduct.objects.get_or_create(collection=collection, product=product)

    assert listed(filter={"type": "PAGE_TYPE"}) == ["auteur"]
    assert listed(filter={"slugs": ["poids", "auteur"]}) == ["auteur", "poids"]
    assert listed(filter={"valueRequired": True}) == ["poids"]
    assert listed(filter={"ids": [global_id("Attribute", colour.pk)]}) == ["couleur"]
    assert listed(filter={"metadata": [{"key": "a", "value": "1"}]}) == ["couleur"]
    assert listed(filter={"metadata": [{"key": "a", "value": "2"}]}) == []
    assert listed(filter={"search": "coul"}) == listed(search="COULEUR") == ["couleur"]
    assert listed(filter={"inCategory": global_id("Category", product.category_id)}) == ["couleur"]
    assert listed(filter={"inCollection": global_id("Collection", collection.pk)}) == ["couleur"]
    assert listed(filter={"inCategory": global_id("Category", 10**9)}) == []
    assert listed(where={"inputType": {"oneOf": ["SWATCH", "NUMERIC"]}}) == ["couleur", "poids"]
    assert listed(where={"unit": {"eq": "KG"}}) == ["poids"]
    assert listed(where={"withChoices": True}) == ["couleur"]
    assert listed(where={"withChoices": False}) == ["auteur", "poids"]
    assert listed(where={"name": {"eq": "Poids"}}) == ["poids"]
    assert listed(where={"OR": [{"slug": {"eq": "poids"}}, {"type": {"eq": "PAGE_TYPE"}}]}) == [
        "auteur",
        "poids",
    ]
    assert listed(where={"AND": [{"slug": {"oneOf": ["poids"]}}, {"valueRequired": False}]}) == []
    assert listed(sort={"field": "SLUG", "direction": "DESC"}) == ["poids", "couleur", "auteur"]
    assert listed(sort={"field": "NAME", "direction": "DESC"}) == ["poids", "couleur", "auteur"]


def test_values_to_choose_from_come_in_their_order_and_narrowed() -> None:
    colour = attribute("couleur")
    for place, name in enumerate(("rouge", "vert")):
        AttributeValueFactory.create(attribute=colour, slug=name, names={"fr": name}, position=1 - place)
    text = attribute("note", input_type=AttributeInput.PLAIN_TEXT)
    AttributeValueFactory.create(attribute=text)
    query = """query ($filter: AttributeValueFilterInput, $search: String) { attributes(first: 5) { edges { node {
      referenceTypes { __typename }
      choices(first: 5, filter: $filter, search: $search) { totalCount edges { node { slug inputType } } } } } } }"""

    def chosen(**given: Any) -> list[list[str]]:
        edges = data_of(query, given, actor=KEEPER)["attributes"]["edges"]
        return [[each["node"]["slug"] for each in edge["node"]["choices"]["edges"]] for edge in edges]

    assert chosen() == [["vert", "rouge"], []]
    assert chosen(search="ROU") == chosen(filter={"slugs": ["rouge"]}) == [["rouge"], []]
    value = colour.values.get(slug="vert")
    assert chosen(filter={"ids": [global_id("AttributeValue", value.pk)], "search": "v"}) == [["vert"], []]


def test_types_tell_which_attributes_they_have_and_could_have() -> None:
    taken, free = attribute("couleur"), attribute("poids")
    author = attribute("auteur", kind=AttributeKind.PAGE_TYPE)
    family, page_type = ProductTypeFactory.create(), PageTypeFactory.create()
    ProductTypeAttribute.objects.create(product_type=family, attribute=taken)
    ProductTypeAttribute.objects.create(product_type=family, attribute=free, is_of_variant=True)
    query = """query ($id: ID!) { productType(id: $id) { weight { value }
      availableAttributes(first: 5) { totalCount edges { node { slug } } } } }"""
    attribute("taille")

    found = data_of(query, {"id": global_id("ProductType", family.pk)}, actor=KEEPER)["productType"]

    assert [edge["node"]["slug"] for edge in found["availableAttributes"]["edges"]] == ["taille"]
    query = """query ($id: ID!) { pageType(id: $id) { availableAttributes(first: 5, search: "aut") {
      edges { node { slug } } } } }"""
    given = {"id": global_id("PageType", page_type.pk)}
    found = data_of(query, given, actor=KEEPER)["pageType"]["availableAttributes"]
    assert [edge["node"]["slug"] for edge in found["edges"]] == ["auteur"]
    PageTypeAttribute.objects.create(page_type=page_type, attribute=author)
    assert data_of(query, given, actor=KEEPER)["pageType"]["availableAttributes"]["edges"] == []
    query = """{ attributes(first: 9, filter: { slugs: ["couleur", "poids"] }) { edges { node {
      productTypes(first: 5) { edges { node { id } } }
      productVariantTypes(first: 5) { totalCount edges { node { slug } } } } } } }"""
    edges = data_of(query, actor=KEEPER)["attributes"]["edges"]
    assert [len(edge["node"]["productTypes"]["edges"]) for edge in edges] == [1, 0]
    assert [edge["node"]["productVariantTypes"]["totalCount"] for edge in edges] == [0, 1]


def test_product_types_are_listed_narrowed_and_sorted() -> None:
    ProductTypeFactory.create(key="miel", names={"fr": "Miels"}, position=1)
    ProductTypeFactory.create(key="argan", names={"fr": "Huiles"}, position=2, metadata={"a": "1"})
    query = """query ($filter: ProductTypeFilterInput, $sort: ProductTypeSortingInput) {
      productTypes(first: 9, filter: $filter, sortBy: $sort) { totalCount edges { node { slug } } } }"""

    def slugs(**given: Any) -> list[str]:
        return [edge["node"]["slug"] for edge in data_of(query, given)["productTypes"]["edges"]]

    assert slugs() == ["miel", "argan"]
    assert slugs(sort={"field": "NAME", "direction": "ASC"}) == ["argan", "miel"]
    assert slugs(sort={"field": "SHIPPING_REQUIRED", "direction": "DESC"}) == ["argan", "miel"]
    assert slugs(filter={"search": "hui"}) == slugs(filter={"slugs": ["argan"]}) == ["argan"]
    assert slugs(filter={"metadata": [{"key": "a"}]}) == ["argan"]
    assert slugs(filter={"metadata": [{"key": "a", "value": "2"}]}) == []
    assert slugs(filter={"kind": "GIFT_CARD"}) == slugs(filter={"productType": "DIGITAL"}) == []
    assert slugs(filter={"configurable": "CONFIGURABLE", "kind": "NORMAL"}) == ["miel", "argan"]
    assert errors_of(query, {"filter": {"ids": ["zzz"]}}) == ["Invalid ID: zzz. Expected: ProductType."]


def test_values_are_written_through_the_api() -> None:
    colour = attribute("couleur")
    id_ = global_id("Attribute", colour.pk)

    def done(document: str, **given: Any) -> Any:
        (told,) = data_of(document, given, actor=KEEPER).values()
        return told

    made = done(
        """mutation ($id: ID!) { attributeValueCreate(attribute: $id, input: { name: "Rouge" }) {
          attribute { id } attributeValue { id name slug } errors { code } attributeErrors { code } } }""",
        id=id_,
    )
    assert (made["attribute"], made["attributeValue"]["slug"], made["errors"]) == ({"id": id_}, "rouge", [])
    value = made["attributeValue"]["id"]
    changed = done(
        """mutation ($id: ID!) { attributeValueUpdate(id: $id, input: { name: "Vert", externalReference: "v" }) {
          attributeValue { name slug externalReference } errors { field code } } }""",
        id=value,
    )
    assert changed["attributeValue"] == {"name": "Vert", "slug": "vert", "externalReference": "v"}
    refused = done(
        """mutation ($id: ID!) { attributeValueUpdate(id: $id, input: { name: "" }) { errors { field code } } }""",
        id=value,
    )
    assert refused["errors"] == [{"field": "name", "code": "REQUIRED"}]
    other = AttributeValueFactory.create(attribute=colour, slug="bleu", names={"fr": "Bleu"}, position=5)
    moved = done(
        """mutation ($id: ID!, $moves: [ReorderInput!]!) { attributeReorderValues(attributeId: $id, moves: $moves) {
          attribute { choices(first: 5) { edges { node { slug } } } } errors { code } } }""",
        id=id_,
        moves=[{"id": global_id("AttributeValue", other.pk), "sortOrder": -1}],
    )
    assert [each["node"]["slug"] for each in moved["attribute"]["choices"]["edges"]] == ["bleu", "vert"]
    gone = done(
        'mutation { attributeValueDelete(externalReference: "v") { attributeValue { id } errors { code } } }'
    )
    assert gone == {"attributeValue": {"id": value}, "errors": []}
    many = "mutation ($ids: [ID!]!) { attributeValueBulkDelete(ids: $ids) { count errors { code } } }"
    assert done(many, ids=[value])["errors"] == [{"code": "NOT_FOUND"}]
    assert done(many, ids=[global_id("AttributeValue", other.pk)])["count"] == 1
    all_ = "mutation ($ids: [ID!]!) { attributeBulkDelete(ids: $ids) { count errors { code } } }"
    assert done(all_, ids=[id_]) == {"count": 1, "errors": []}


def test_lists_cost_the_same_however_long_they_are() -> None:
    query = """{ attributes(first: 20) { edges { node { name choices(first: 3) { edges { node { name } } }
      productTypes(first: 3) { edges { node { name } } } } } } }"""

    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            data_of(query, actor=KEEPER)
        return len(asked)

    family = ProductTypeFactory.create()

    def more() -> None:
        row = attribute(f"a{Attribute.objects.count()}")
        AttributeValueFactory.create(attribute=row)
        ProductTypeAttribute.objects.create(product_type=family, attribute=row)

    more()
    few = statements()
    for _ in range(4):
        more()
    assert statements() == few
    assert few <= 5
