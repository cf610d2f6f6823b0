"""Attributes, families, shelves, products and variants written through the API: test that ..."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models.attribute import Attribute, AttributeValue
from catalog.models.offer import Listing, Price
from catalog.models.product import Product, Variant
from catalog.models.tax import TaxAssignment, TaxClass
from catalog.models.taxonomy import Category, ProductType
from catalog.states import ProductState
from marketplace.kernel.actor import Actor, Permission
from tests.factories.catalog import CategoryFactory, ProductFactory, ProductTypeFactory
from tests.factories.ground import ChannelFactory, OrganisationFactory, member_actor, staff_actor
from tests.factories.logistics import WarehouseFactory, picture, released_lot
from tests.marketplace.graphql.api import asked, data_of, global_id

pytestmark = pytest.mark.django_db

INPUTS = {
    "attributeCreate": "AttributeCreateInput",
    "attributeUpdate": "AttributeUpdateInput",
    "productTypeCreate": "ProductTypeInput",
    "productTypeUpdate": "ProductTypeInput",
    "categoryCreate": "CategoryInput",
    "categoryUpdate": "CategoryInput",
    "productCreate": "ProductCreateInput",
    "productUpdate": "ProductInput",
    "productChannelListingUpdate": "ProductChannelListingUpdateInput",
    "productVariantCreate": "ProductVariantCreateInput",
    "productVariantUpdate": "ProductVariantInput",
}
# Of which the ID is an argument that may be left out
_LOOSE = frozenset({"attributeUpdate", "productUpdate", "productVariantUpdate"})


@pytest.fixture
def staff() -> Actor:
    return staff_actor(Permission.MANAGE_PRODUCTS, Permission.MANAGE_PRODUCT_TYPES_AND_ATTRIBUTES)


def written(actor: Actor, name: str, selection: str, given: Any, id_: str | None = None) -> Any:
    """Send one mutation with an input and return its payload."""
    kind = "ID" if name in _LOOSE else "ID!"
    declared, passed = ("", "") if id_ is None else (f"$id: {kind}, ", "id: $id, ")
    query = f"""mutation ({declared}$input: {INPUTS[name]}!) {{
      {name}({passed}input: $input) {{ {selection} errors {{ field code }} }} }}"""
    variables = {"input": given} | ({} if id_ is None else {"id": id_})
    return data_of(query, variables, actor=actor)[name]


def deleted(actor: Actor, name: str, selection: str, id_: str) -> Any:
    kind = "ID!" if name in ("productTypeDelete", "categoryDelete") else "ID"
    query = f"mutation ($id: {kind}) {{ {name}(id: $id) {{ {selection} errors {{ field code }} }} }}"
    return data_of(query, {"id": id_}, actor=actor)[name]


def attribute_of(staff: Actor, **changes: Any) -> Any:
    given = {"name": "Couleur", "type": "PRODUCT_TYPE", "values": [{"name": "Rouge"}], **changes}
    return written(staff, "attributeCreate", "attribute { id slug inputType name }", given)


def product_of(actor: Actor, **changes: Any) -> Any:
    given = {
        "name": "Tapis",
        "productType": global_id("ProductType", ProductTypeFactory.create().pk),
        "category": global_id("Category", CategoryFactory.create().pk),
        **changes,
    }
    selection = "product { id name slug description seoTitle cooperative { name } }"
    return written(actor, "productCreate", selection, given)


def shelved(actor: Actor, product: Product, **changes: Any) -> Any:
    channel = global_id("Channel", ChannelFactory.create().pk)
    given = {"updateChannels": [{"channelId": channel, "isPublished": True, **changes}]}
    selection = "product { channelListings { isPublished channel { slug } } }"
    return written(actor, "productChannelListingUpdate", selection, given, global_id("Product", product.pk))


def test_an_attribute_has_a_free_slug_and_its_values(staff: Actor) -> None:
    first, second = attribute_of(staff)["attribute"], attribute_of(staff)["attribute"]

    assert (first["slug"], second["slug"], first["inputType"]) == ("couleur", "couleur-2", "DROPDOWN")
    assert list(AttributeValue.objects.values_list("attribute__slug", "slug").order_by("id")) == [
        ("couleur", "rouge"),
        ("couleur-2", "rouge"),
    ]


@pytest.mark.parametrize(
    ("_case", "changes", "error"),
    [
        ("no name", {"name": " "}, ("name", "REQUIRED")),
        ("another's slug", {"slug": "taken"}, ("slug", "UNIQUE")),
        ("a value twice", {"values": [{"name": "A"}, {"name": "a"}]}, ("values", "UNIQUE")),
        ("values of no list", {"inputType": "NUMERIC"}, ("values", "INVALID")),
        ("a reference to nothing", {"inputType": "REFERENCE", "values": []}, ("entityType", "REQUIRED")),
    ],
)
def test_an_attribute_that_makes_no_sense_is_refused(
    staff: Actor, _case: str, changes: dict[str, Any], error: tuple[str, str]
) -> None:
    attribute_of(staff, name="Taken", slug="taken")

    told = attribute_of(staff, **changes)

    assert [(each["field"], each["code"]) for each in told["errors"]] == [error]
    assert Attribute.objects.count() == 1


def test_an_attribute_is_changed_and_deleted(staff: Actor) -> None:
    told = attribute_of(staff)["attribute"]
    red = global_id("AttributeValue", AttributeValue.objects.get().pk)
    given = {"name": "Teinte", "removeValues": [red], "addValues": [{"name": "Bleu"}], "valueRequired": True}

    changed = written(staff, "attributeUpdate", "attribute { name }", given, told["id"])
    foreign = written(staff, "attributeUpdate", "attribute { name }", {"removeValues": [red]}, told["id"])

    row = Attribute.objects.get()
    assert changed == {"attribute": {"name": "Teinte"}, "errors": []}
    assert foreign["errors"] == [{"field": "removeValues", "code": "NOT_FOUND"}]
    assert (row.value_required, list(row.values.values_list("slug", flat=True))) == (True, ["bleu"])
    gone = deleted(staff, "attributeDelete", "attribute { name }", told["id"])
    assert (gone["attribute"], Attribute.objects.count()) == ({"name": "Teinte"}, 0)


BULK = """
mutation ($attributes: [AttributeCreateInput!]!, $policy: ErrorPolicyEnum) {
  attributeBulkCreate(attributes: $attributes, errorPolicy: $policy) {
    count results { attribute { slug } errors { path code } } errors { code } } }
"""


def test_of_several_attributes_all_or_the_good_ones_are_written(staff: Actor) -> None:
    items = [{"name": "A", "type": "PRODUCT_TYPE"}, {"name": "", "type": "PRODUCT_TYPE"}]

    none = data_of(BULK, {"attributes": items}, actor=staff)["attributeBulkCreate"]
    assert (none["count"], Attribute.objects.count()) == (0, 0)
    some = data_of(BULK, {"attributes": items, "policy": "REJECT_FAILED_ROWS"}, actor=staff)

    assert some["attributeBulkCreate"] == {
        "count": 1,
        "results": [
            {"attribute": {"slug": "a"}, "errors": []},
            {"attribute": None, "errors": [{"path": "name", "code": "REQUIRED"}]},
        ],
        "errors": [],
    }


def test_a_family_has_attributes_of_products_and_of_variants(staff: Actor) -> None:
    colour, size = (attribute_of(staff, name=name)["attribute"]["id"] for name in ("Couleur", "Taille"))
    selection = """productType { id slug hasVariants isDigital productAttributes { slug }
      variantAttributes { slug } assignedVariantAttributes { variantSelection attribute { slug } } }"""
    given = {"name": "Tapis", "productAttributes": [colour], "variantAttributes": [size], "weight": 2.5}

    told = written(staff, "productTypeCreate", selection, given)
    assign = """mutation ($t: ID!, $o: [ProductAttributeAssignmentUpdateInput!]!) {
      productAttributeAssignmentUpdate(productTypeId: $t, operations: $o) {
        productType { assignedVariantAttributes(variantSelection: VARIANT_SELECTION) { attribute { slug } } }
        errors { field code } } }"""
    kind = told["productType"]["id"]
    chosen = data_of(assign, {"t": kind, "o": [{"id": size, "variantSelection": True}]}, actor=staff)
    wrong = data_of(assign, {"t": kind, "o": [{"id": colour, "variantSelection": True}]}, actor=staff)

    assert told["errors"] == []
    assert told["productType"] == {
        "id": kind,
        "slug": "tapis",
        "hasVariants": True,
        "isDigital": False,
        "productAttributes": [{"slug": "couleur"}],
        "variantAttributes": [{"slug": "taille"}],
        "assignedVariantAttributes": [{"variantSelection": False, "attribute": {"slug": "taille"}}],
    }
    assert chosen["productAttributeAssignmentUpdate"]["productType"] == {
        "assignedVariantAttributes": [{"attribute": {"slug": "taille"}}]
    }
    assert wrong["productAttributeAssignmentUpdate"]["errors"] == [
        {"field": "operations", "code": "NOT_FOUND"}
    ]
    assert ProductType.objects.get().facts == {"weight_g": 2500}


def test_an_attribute_is_given_to_a_family_once_and_taken_away(staff: Actor) -> None:
    family = global_id("ProductType", ProductTypeFactory.create().pk)
    colour = attribute_of(staff)["attribute"]["id"]
    assign = """mutation ($t: ID!, $o: [ProductAttributeAssignInput!]!) {
      productAttributeAssign(productTypeId: $t, operations: $o) {
        productType { variantAttributes { slug } } errors { field code } } }"""
    unassign = """mutation ($t: ID!, $a: [ID!]!) { productAttributeUnassign(productTypeId: $t, attributeIds: $a) {
        productType { variantAttributes { slug } } errors { code } } }"""
    given = {"t": family, "o": [{"id": colour, "type": "VARIANT", "variantSelection": True}]}

    told = data_of(assign, given, actor=staff)["productAttributeAssign"]
    again = data_of(assign, given, actor=staff)["productAttributeAssign"]
    gone = data_of(unassign, {"t": family, "a": [colour]}, actor=staff)["productAttributeUnassign"]

    assert told == {"productType": {"variantAttributes": [{"slug": "couleur"}]}, "errors": []}
    assert again["errors"] == [{"field": "operations", "code": "ATTRIBUTE_ALREADY_ASSIGNED"}]
    assert gone == {"productType": {"variantAttributes": []}, "errors": []}


def test_families_and_shelves_with_products_stay(staff: Actor) -> None:
    product = ProductFactory.create()
    kind, shelf = (
        deleted(staff, "productTypeDelete", "productType { slug }", global_id("ProductType", product.product_type_id)),
        deleted(staff, "categoryDelete", "category { slug }", global_id("Category", product.category_id)),
    )  # fmt: skip

    assert [each["errors"] for each in (kind, shelf)] == [[{"field": "id", "code": "INVALID"}]] * 2
    product.delete()
    gone = deleted(
        staff, "productTypeDelete", "productType { slug }", global_id("ProductType", product.product_type_id)
    )
    shelf = deleted(staff, "categoryDelete", "category { slug }", global_id("Category", product.category_id))
    assert (gone["productType"], shelf["category"]) == ({"slug": "family"}, {"slug": "shelf"})
    assert (ProductType.objects.count(), Category.objects.count()) == (0, 0)


def test_a_shelf_is_written_below_another_and_changed(staff: Actor) -> None:
    query = """mutation ($input: CategoryInput!, $parent: ID) { categoryCreate(input: $input, parent: $parent) {
      category { id slug level parent { slug } } errors { field code } } }"""
    above = CategoryFactory.create(slug="maison")
    document = {"blocks": [{"type": "paragraph", "data": {"text": "Tout <b>beau</b>"}}]}

    told = data_of(
        query,
        {"input": {"name": "Tapis"}, "parent": global_id("Category", above.pk)},
        actor=staff,
    )["categoryCreate"]
    missing = data_of(query, {"input": {"name": "X"}, "parent": global_id("Category", 0)}, actor=staff)
    changes = {
        "name": "Tapis berbères",
        "description": document,
        "seo": {"title": "T", "description": "D"},
        "metadata": [{"key": "a", "value": "b"}],
    }
    changed = written(
        staff, "categoryUpdate", "category { name seoTitle description }", changes, told["category"]["id"]
    )

    assert told["category"] == {
        "id": told["category"]["id"],
        "slug": "tapis",
        "level": 1,
        "parent": {"slug": "maison"},
    }
    assert missing["categoryCreate"]["errors"] == [{"field": "parent", "code": "NOT_FOUND"}]
    assert (changed["category"]["name"], changed["category"]["seoTitle"]) == ("Tapis berbères", "T")
    assert "<b>beau</b>" in changed["category"]["description"]
    row = Category.objects.get(slug="tapis")
    assert (row.metadata, row.descriptions["fr"]) == ({"a": "b"}, "Tout beau")


def test_the_staff_writes_for_the_marketplace_or_for_a_cooperative_it_names(staff: Actor) -> None:
    cooperative = OrganisationFactory.create(active=True)

    own = product_of(staff, description={"blocks": [{"type": "paragraph", "data": {"text": "Beau"}}]})
    theirs = product_of(staff, organisation=global_id("Cooperative", cooperative.pk), slug="le-tapis")

    assert own["errors"] == theirs["errors"] == []
    rows = Product.objects.order_by("id")
    assert [row.organisation.is_platform for row in rows] == [True, False]
    assert [(row.state, row.slug) for row in rows] == [("draft", "tapis"), ("draft", "le-tapis")]
    assert rows[0].descriptions == {"fr": "Beau"}


def test_a_member_writes_for_their_own_cooperative_and_no_other() -> None:
    mine, other = OrganisationFactory.create(active=True), OrganisationFactory.create(active=True)
    actor = member_actor(mine, "sales")

    told = product_of(actor)
    foreign = product_of(actor, organisation=global_id("Cooperative", other.pk))

    assert told["errors"] == []
    assert foreign["errors"] == [{"field": "organisation", "code": "NOT_FOUND"}]
    assert Product.objects.get().organisation == mine


def test_a_stranger_writes_no_product() -> None:
    query = """mutation ($input: ProductCreateInput!) { productCreate(input: $input) { errors { code } } }"""
    family = global_id("ProductType", ProductTypeFactory.create().pk)
    shelf = global_id("Category", CategoryFactory.create().pk)
    given = {"input": {"name": "Tapis", "productType": family, "category": shelf}}

    answer = asked(query, given, actor=Actor(user_id=1))

    assert [getattr(each.original_error, "code", "") for each in answer.errors] == ["PermissionDenied"]
    assert not Product.objects.exists()


@pytest.mark.parametrize(
    ("_case", "changes", "error"),
    [
        ("no name", {"name": " "}, ("name", "REQUIRED")),
        ("no shelf", {"category": None}, ("category", "REQUIRED")),
        ("a family that is not", {"productType": global_id("ProductType", 0)}, ("productType", "NOT_FOUND")),
        ("a family by no ID", {"productType": "zzz"}, ("productType", "GRAPHQL_ERROR")),
        ("no attribute of it", {"attributes": [{"id": global_id("Attribute", 0)}]}, ("attributes", "NOT_FOUND")),
        ("a collection that is not", {"collections": [global_id("Collection", 1)]}, ("collections", "NOT_FOUND")),
        ("another's slug", {"slug": "taken"}, ("slug", "UNIQUE")),
    ],
)  # fmt: skip
def test_a_product_that_makes_no_sense_is_refused(
    staff: Actor, _case: str, changes: dict[str, Any], error: tuple[str, str]
) -> None:
    ProductFactory.create(slug="taken")

    told = product_of(staff, **changes)

    assert [(each["field"], each["code"]) for each in told["errors"]] == [error]
    assert Product.objects.count() == 1


VALUES: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("DROPDOWN", {"dropdown": {"value": "Vert"}}, {"slug": "vert"}),
    ("DROPDOWN", {"values": ["Vert"]}, {"slug": "vert"}),
    ("NUMERIC", {"numeric": "12.5"}, {"number__gt": 12}),
    ("BOOLEAN", {"boolean": True}, {"boolean": True}),
    ("PLAIN_TEXT", {"plainText": "Doux"}, {"plain_texts__fr": "Doux"}),
    ("DATE", {"date": "2026-01-02"}, {"date": "2026-01-02"}),
    ("DATE_TIME", {"dateTime": "2026-01-02T03:04:05+00:00"}, {"date_time__year": 2026}),
    ("FILE", {"file": "https://x.example/a.pdf"}, {"file_url": "https://x.example/a.pdf"}),
    (
        "RICH_TEXT",
        {"richText": {"blocks": [{"type": "paragraph", "data": {"text": "Beau"}}]}},
        {"documents__fr__blocks__0__data__text": "Beau"},
    ),
]


@pytest.mark.parametrize(("input_type", "given", "kept"), VALUES)
def test_a_value_is_kept_as_its_attribute_says(
    staff: Actor, input_type: str, given: dict[str, Any], kept: dict[str, Any]
) -> None:
    attribute = attribute_of(staff, inputType=input_type, values=[])["attribute"]["id"]
    family = written(
        staff, "productTypeCreate", "productType { id }", {"name": "T", "productAttributes": [attribute]}
    )["productType"]["id"]

    told = product_of(staff, productType=family, attributes=[{"id": attribute, **given}])

    assert told["errors"] == []
    value = Product.objects.get().assigned_values.get().value
    assert AttributeValue.objects.filter(pk=value.pk, **kept).exists()


def test_a_reference_leads_to_its_thing(staff: Actor) -> None:
    other = ProductFactory.create()
    attribute = attribute_of(staff, inputType="REFERENCE", entityType="PRODUCT", values=[])["attribute"]["id"]
    family = written(
        staff, "productTypeCreate", "productType { id }", {"name": "T", "productAttributes": [attribute]}
    )["productType"]["id"]
    references = [global_id("Product", other.pk)]

    told = product_of(staff, productType=family, attributes=[{"id": attribute, "references": references}])

    assert told["errors"] == []
    assert AttributeValue.objects.get().product == other


@pytest.mark.parametrize(
    ("_case", "given", "code"),
    [
        ("none", [], "REQUIRED"),
        ("an empty one", [{"values": []}], "REQUIRED"),
        ("two of one", [{"values": ["A", "B"]}], "INVALID"),
        ("one that is not", [{"dropdown": {"id": global_id("AttributeValue", 0)}}], "NOT_FOUND"),
    ],
)
def test_a_value_that_is_demanded_must_be_given_once(
    staff: Actor, _case: str, given: list[dict[str, Any]], code: str
) -> None:
    attribute = attribute_of(staff, valueRequired=True)["attribute"]["id"]
    family = written(
        staff, "productTypeCreate", "productType { id }", {"name": "T", "productAttributes": [attribute]}
    )["productType"]["id"]

    told = product_of(staff, productType=family, attributes=[{"id": attribute, **each} for each in given])

    assert told["errors"] == [{"field": "attributes", "code": code}]
    assert not Product.objects.exists()


def test_a_product_is_changed_and_taxed(staff: Actor) -> None:
    product = ProductFactory.create()
    books = TaxClass.objects.create(code="C7", names={"fr": "Livres"})
    given = {
        "name": "Nouveau",
        "taxClass": global_id("TaxClass", books.pk),
        "rating": 4.5,
        "externalReference": "R1",
        "weight": 1.5,
        "privateMetadata": [{"key": "k", "value": "v"}],
    }

    told = written(
        staff,
        "productUpdate",
        "product { name taxClass { name } }",
        given,
        global_id("Product", product.pk),
    )

    product.refresh_from_db()
    assert told == {"product": {"name": "Nouveau", "taxClass": {"name": "Livres"}}, "errors": []}
    assert (product.names["ar"], product.rating, product.weight_g) == (product.names["ar"], 4.5, 1500)
    assert (product.external_reference, product.private_metadata) == ("R1", {"k": "v"})
    assert TaxAssignment.objects.get().code == "C7"


def test_what_the_staff_publishes_is_reviewed_by_that(staff: Actor) -> None:
    product = ProductFactory.create()

    told = shelved(staff, product)

    product.refresh_from_db()
    assert told["product"]["channelListings"] == [
        {"isPublished": True, "channel": {"slug": "default-channel"}}
    ]
    assert (product.state, product.approved_by_id) == (ProductState.PUBLISHED, staff.user_id)
    assert Listing.objects.get().is_visible is False


def test_who_proposed_a_product_publishes_it_neither_as_staff_nor_as_member(staff: Actor) -> None:
    product = ProductFactory.create(state=ProductState.PROPOSED, proposed_by_id=staff.user_id)
    query = """mutation ($id: ID!, $input: ProductChannelListingUpdateInput!) {
      productChannelListingUpdate(id: $id, input: $input) { errors { field code } } }"""
    channel = global_id("Channel", ChannelFactory.create().pk)
    given = {
        "id": global_id("Product", product.pk),
        "input": {"updateChannels": [{"channelId": channel, "isPublished": True}]},
    }

    as_staff = asked(query, given, actor=staff)
    as_member = data_of(query, given, actor=member_actor(product.organisation))

    assert [getattr(each.original_error, "code", "") for each in as_staff.errors] == ["PermissionDenied"]
    assert as_member["productChannelListingUpdate"]["errors"] == [{"field": "isPublished", "code": "INVALID"}]
    product.refresh_from_db()
    assert (product.state, Listing.objects.count()) == (ProductState.PROPOSED, 0)


def test_a_product_goes_from_a_channel_with_its_prices(staff: Actor) -> None:
    product = ProductFactory.create(listed=True)
    given = {"removeChannels": [global_id("Channel", ChannelFactory.create().pk)]}
    selection = "product { channelListings { isPublished } }"

    told = written(staff, "productChannelListingUpdate", selection, given, global_id("Product", product.pk))

    assert told == {"product": {"channelListings": []}, "errors": []}
    assert (Listing.objects.count(), Price.objects.count()) == (0, 0)


def test_a_product_is_deleted_but_one_with_a_history_is_archived(staff: Actor) -> None:
    fresh, known = ProductFactory.create(), ProductFactory.create(listed=True)
    released_lot(known.variants.get(), 5)

    for product in (fresh, known):
        told = deleted(staff, "productDelete", "product { id }", global_id("Product", product.pk))
        assert told == {"product": {"id": global_id("Product", product.pk)}, "errors": []}

    known.refresh_from_db()
    assert known.state == ProductState.ARCHIVED
    assert not Product.objects.filter(pk=fresh.pk).exists()


def variant_of(actor: Actor, of: Product, **changes: Any) -> Any:
    given = {"product": global_id("Product", of.pk), "attributes": [], **changes}
    return written(actor, "productVariantCreate", "productVariant { id sku name }", given)


def test_a_variant_weighs_what_its_product_says_and_is_stocked(staff: Actor) -> None:
    product = ProductFactory.create(weight_g=700)
    stocks = [{"warehouse": global_id("Warehouse", WarehouseFactory.create().pk), "quantity": 4}]

    told = variant_of(staff, product, name="Grand", sku="T-1", stocks=stocks)

    row = Variant.objects.get()
    assert told["errors"] == []
    assert told["productVariant"] == {
        "id": global_id("ProductVariant", row.pk),
        "sku": "T-1",
        "name": "Grand",
    }
    assert (row.weight_g, row.unit, row.stocks.get().quantity) == (700, "piece", 4)


@pytest.mark.parametrize(
    ("_case", "changes", "error"),
    [
        ("uncounted", {"trackInventory": False}, ("trackInventory", "INVALID")),
        ("another's SKU", {"sku": "TAKEN"}, ("sku", "UNIQUE")),
        ("a product that is not", {"product": global_id("Product", 0)}, ("product", "NOT_FOUND")),
    ],
)
def test_a_variant_that_makes_no_sense_is_refused(
    staff: Actor, _case: str, changes: dict[str, Any], error: tuple[str, str]
) -> None:
    product = ProductFactory.create()
    variant_of(staff, product, sku="TAKEN")

    told = variant_of(staff, product, **changes)

    assert [(each["field"], each["code"]) for each in told["errors"]] == [error]
    assert Variant.objects.count() == 1


def test_a_member_prices_their_variant_but_does_not_state_its_stock() -> None:
    product = ProductFactory.create()
    actor = member_actor(product.organisation, "sales")
    variant = variant_of(actor, product)["productVariant"]
    query = """mutation ($id: ID, $input: [ProductVariantChannelListingAddInput!]!) {
      productVariantChannelListingUpdate(id: $id, input: $input) {
        variant { pricing { price { gross { amount } } } } errors { field code } } }"""
    channel = global_id("Channel", ChannelFactory.create().pk)
    given = {"id": variant["id"], "input": [{"channelId": channel, "price": 45.5}]}

    told = data_of(query, given, actor=actor)["productVariantChannelListingUpdate"]
    given["input"] = [{"channelId": channel, "price": 0.001}]
    fine = data_of(query, given, actor=actor)["productVariantChannelListingUpdate"]

    assert told["variant"]["pricing"] == {"price": {"gross": {"amount": 45.5}}}
    assert fine["errors"] == [{"field": "price", "code": "INVALID_PRICE"}]
    assert Price.objects.get().amount_minor == 4550


def test_a_variant_is_changed_and_deleted_or_taken_off_the_shelf(staff: Actor) -> None:
    fresh, known = (ProductFactory.create(listed=True).variants.get() for _n in range(2))
    released_lot(known, 5)

    changed = written(
        staff,
        "productVariantUpdate",
        "productVariant { name weight { value } }",
        {"name": "Petit", "weight": 0.3, "externalReference": "V1"},
        global_id("ProductVariant", fresh.pk),
    )
    for variant in (fresh, known):
        told = deleted(
            staff, "productVariantDelete", "productVariant { sku }", global_id("ProductVariant", variant.pk)
        )
        assert told == {"productVariant": {"sku": variant.sku}, "errors": []}

    assert changed["productVariant"] == {"name": "Petit", "weight": {"value": 300.0}}
    known.refresh_from_db()
    assert known.is_active is False
    assert not Variant.objects.filter(pk=fresh.pk).exists()


BEHIND = """
{ products(first: 50, channel: "default-channel") { edges { node {
  taxClass { name } channelListings { isPublished channel { slug } }
  productType { taxClass { name } productAttributes { slug } variantAttributes { slug } }
  variants { channelListings { price { amount } } stocks { quantity warehouse { slug } } } } } } }
"""


def test_what_stands_behind_products_needs_the_same_statements_at_any_number(staff: Actor) -> None:
    TaxClass.objects.create(code="R20", names={"fr": "Normal"})
    released_lot(ProductFactory.create(listed=True).variants.get(), 3)
    with CaptureQueriesContext(connection) as one:
        found = data_of(BEHIND, actor=staff)["products"]["edges"][0]["node"]
    for _n in range(3):
        released_lot(ProductFactory.create(listed=True).variants.get(), 3)
    with CaptureQueriesContext(connection) as four:
        assert len(data_of(BEHIND, actor=staff)["products"]["edges"]) == 4

    assert found["taxClass"] == {"name": "Normal"}
    assert found["variants"][0]["stocks"] == [{"quantity": 3, "warehouse": {"slug": "hub"}}]
    assert len(four) == len(one)


def test_a_category_has_a_picture_behind_its_name(staff: Actor) -> None:
    selection = "category { id backgroundImage { url alt } }"
    file = SimpleUploadedFile("fond.jpg", picture())
    given = {"name": "Miel", "backgroundImage": file, "backgroundImageAlt": "Une ruche"}

    made = written(staff, "categoryCreate", selection, given)["category"]
    told = written(staff, "categoryUpdate", selection, {"backgroundImageAlt": "Deux ruches"}, made["id"])
    bad = {"backgroundImage": SimpleUploadedFile("fond.jpg", b"no picture")}
    refused = written(staff, "categoryUpdate", selection, bad, made["id"])
    none = written(staff, "categoryUpdate", selection, {"backgroundImage": None}, made["id"])

    assert made["backgroundImage"]["alt"] == "Une ruche"
    assert told["category"]["backgroundImage"] == {**made["backgroundImage"], "alt": "Deux ruches"}
    assert refused["errors"] == [{"field": "backgroundImage", "code": "INVALID"}]
    assert none["category"]["backgroundImage"] is None
