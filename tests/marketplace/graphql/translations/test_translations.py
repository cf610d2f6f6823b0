"""Texts in other languages through the API: test that ..."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models.assignment import ProductAttributeValue
from catalog.models.attribute import ProductTypeAttribute
from catalog.states import AttributeInput
from logistics.models.zone import ShippingZone, ZoneMethod
from marketplace.kernel.actor import Actor, Permission
from tests.factories.catalog import (
    AttributeFactory,
    AttributeValueFactory,
    CategoryFactory,
    CollectionFactory,
    MenuFactory,
    MenuItemFactory,
    PageFactory,
    ProductFactory,
)
from tests.factories.ground import ChannelFactory
from tests.factories.orders import market
from tests.factories.promotions import promotion, voucher
from tests.marketplace.graphql.api import data_of, errors_of, global_id

pytestmark = pytest.mark.django_db

TRANSLATOR = Actor(app_id=1, permissions=frozenset({Permission.MANAGE_TRANSLATIONS}))
DOCUMENT = {"blocks": [{"type": "paragraph", "data": {"text": "Miel de <b>thym</b>"}}]}
LIST = """query ($kind: TranslatableKinds!) { translations(kind: $kind, first: 10) {
  totalCount pageInfo { hasNextPage } edges { node { __typename ... on Node { id }
    ... on ProductTranslatableContent { productId name slug seoTitle description
      translation(languageCode: ES) { name slug description language { code } }
      product { id name } attributeValues { plainText attribute { name } attributeValue { id } } }
    ... on PageTranslatableContent { title content translation(languageCode: ES) { title content } page { id } }
    ... on CategoryTranslatableContent { name category { id } }
    ... on CollectionTranslatableContent { name collection { id } }
    ... on ProductVariantTranslatableContent { variantName: name productVariant { id } attributeValues { name } }
    ... on AttributeTranslatableContent { name attribute { slug } }
    ... on AttributeValueTranslatableContent { name richText attribute { name } attributeValue { slug } }
    ... on MenuItemTranslatableContent { name menuItem { id } inArabic: translation(languageCode: AR_MA) { name } }
    ... on ShippingMethodTranslatableContent { name description shippingMethod { id } shippingMethodId }
    ... on VoucherTranslatableContent { voucherName: name voucher { id }
      ofVoucher: translation(languageCode: ES) { name } }
    ... on PromotionTranslatableContent { name promotionId ofPromotion: translation(languageCode: ES) { name } }
    ... on PromotionRuleTranslatableContent { ruleName: name promotionRuleId } } } } }"""
ONE = """query ($id: ID!, $kind: TranslatableKinds!) { translation(id: $id, kind: $kind) {
  __typename ... on Node { id } } }"""


def nodes(kind: str) -> list[dict[str, Any]]:
    found = data_of(LIST, {"kind": kind}, actor=TRANSLATOR)["translations"]
    assert found["totalCount"] == len(found["edges"])
    return [edge["node"] for edge in found["edges"]]


def translate(name: str, input_: str, id_: str, said: Any, shown: str, language: str = "ES") -> Any:
    document = f"""mutation ($id: ID!, $input: {input_}!, $code: LanguageCodeEnum!) {{
      {name}(id: $id, languageCode: $code, input: $input) {{
        {shown} errors {{ field code }} translationErrors {{ field code }} }} }}"""
    given = {"id": id_, "input": said, "code": language}
    told = data_of(document, given, actor=TRANSLATOR)[name]
    assert told.pop("translationErrors") == told["errors"]
    return told


def test_a_product_is_translated_listed_and_shown_in_the_language() -> None:
    ChannelFactory.create()
    product = ProductFactory.create(listed=True, names={"fr": "Miel"})
    said = {
        "name": "Miel de tomillo",
        "slug": "miel-de-tomillo",
        "seoTitle": "Miel",
        "description": json.dumps(DOCUMENT),
    }
    shown = "product { name translation(languageCode: ES) { name slug seoTitle description } }"

    told = translate("productTranslate", "TranslationInput", global_id("Product", product.pk), said, shown)

    assert told["errors"] == []
    assert told["product"]["name"] == "Miel"
    written = told["product"]["translation"]
    assert (written["name"], written["slug"], written["seoTitle"]) == (
        "Miel de tomillo",
        "miel-de-tomillo",
        "Miel",
    )
    assert "thym" in written["description"]
    (node,) = nodes("PRODUCT")
    assert node["id"] == global_id("ProductTranslatableContent", product.pk)
    assert (node["productId"], node["name"]) == (global_id("Product", product.pk), "Miel")
    assert node["translation"]["language"] == {"code": "ES"}
    assert node["product"] == {"id": global_id("Product", product.pk), "name": "Miel"}


def test_the_id_of_the_content_names_the_thing_too() -> None:
    product = ProductFactory.create(names={"fr": "Miel"})
    content = global_id("ProductTranslatableContent", product.pk)

    told = translate(
        "productTranslate", "TranslationInput", content, {"name": "Honey"}, "product { id }", "EN"
    )

    assert told == {"product": {"id": global_id("Product", product.pk)}, "errors": []}
    for id_ in (content, global_id("Product", product.pk)):
        found = data_of(ONE, {"id": id_, "kind": "PRODUCT"}, actor=TRANSLATOR)["translation"]
        assert found == {"__typename": "ProductTranslatableContent", "id": content}
    nothing = {"id": global_id("Page", 1), "kind": "PRODUCT"}
    assert data_of(ONE, nothing, actor=TRANSLATOR)["translation"] is None
    nowhere = translate(
        "productTranslate", "TranslationInput", global_id("Product", 10**9), {}, "product { id }"
    )
    assert nowhere["errors"] == [{"field": "id", "code": "NOT_FOUND"}]


def test_refusals_are_told_in_the_clients_words() -> None:
    page = PageFactory.create(titles={"fr": "Histoire"})
    id_ = global_id("Page", page.pk)
    told = translate("pageTranslate", "PageTranslationInput", id_, {"title": "x" * 201}, "page { title }")
    assert told["errors"] == [{"field": "title", "code": "INVALID"}]
    told = translate("pageTranslate", "PageTranslationInput", id_, {"title": ""}, "page { title }", "FR")
    assert told["errors"] == [{"field": "title", "code": "REQUIRED"}]
    told = translate(
        "pageTranslate", "PageTranslationInput", id_, {"title": "Historia"}, "page { title }", "PL"
    )
    assert told["errors"] == [{"field": "languageCode", "code": "INVALID"}]
    other = PageFactory.create(slugs={"es": "historia"})
    told = translate("pageTranslate", "PageTranslationInput", id_, {"slug": "historia"}, "page { title }")
    assert told["errors"] == [{"field": "slug", "code": "UNIQUE"}]
    assert other.pk != page.pk
    assert errors_of(LIST, {"kind": "SALE"}, actor=TRANSLATOR) == [
        "Nothing of the kind SALE is translated here."
    ]


@pytest.mark.parametrize("code", ["AR_MA", "AR", "FR_MA", "FR", "ZGH", "EN", "ES"])
def test_every_language_of_ours_is_written_in_by_its_plain_and_its_regional_code(code: str) -> None:
    category = CategoryFactory.create(names={"fr": "Miels", "ar": "عسل"})
    shown = f"category {{ translation(languageCode: {code}) {{ name }} }}"

    told = translate(
        "categoryTranslate",
        "TranslationInput",
        global_id("Category", category.pk),
        {"name": "X"},
        shown,
        code,
    )

    assert told == {"category": {"translation": {"name": "X"}}, "errors": []}


def test_every_other_kind_is_translated_and_listed() -> None:
    shop = market(prices=(10_000,))
    item = MenuItemFactory.create(menu=MenuFactory.create(), names={"fr": "Accueil"})
    value = AttributeValueFactory.create(names={"fr": "Rouge"})
    page, collection = PageFactory.create(titles={"fr": "Histoire"}), CollectionFactory.create()
    ZoneMethod.objects.create(method=shop.method, zone=ShippingZone.objects.create(name="Maroc"))
    code, campaign = voucher(name="Ait"), promotion({"productPredicate": {"ids": [1]}})
    names = "translation(languageCode: ES) { name }"

    def written(name: str, type_name: str, key: Any, field: str, kind: str) -> None:
        input_ = {"shippingPriceTranslate": "ShippingPriceTranslationInput"}.get(name, "NameTranslationInput")
        input_ = {
            "attributeValueTranslate": "AttributeValueTranslationInput",
            "collectionTranslate": "TranslationInput",
        }.get(name, input_)
        told = translate(name, input_, global_id(type_name, key), {"name": "X"}, f"{field} {{ {names} }}")
        assert told == {field: {"translation": {"name": "X"}}, "errors": []}, name
        assert len(nodes(kind)) >= 1

    written("menuItemTranslate", "MenuItem", item.pk, "menuItem", "MENU_ITEM")
    written("attributeTranslate", "Attribute", value.attribute_id, "attribute", "ATTRIBUTE")
    written("attributeValueTranslate", "AttributeValue", value.pk, "attributeValue", "ATTRIBUTE_VALUE")
    written("productVariantTranslate", "ProductVariant", shop.variants[0].pk, "productVariant", "VARIANT")
    written("collectionTranslate", "Collection", collection.pk, "collection", "COLLECTION")
    written(
        "shippingPriceTranslate", "ShippingMethodType", shop.method.pk, "shippingMethod", "SHIPPING_METHOD"
    )
    written("voucherTranslate", "Voucher", code.pk, "voucher", "VOUCHER")
    told = translate(
        "pageTranslate",
        "PageTranslationInput",
        global_id("Page", page.pk),
        {"title": "Historia", "content": json.dumps(DOCUMENT)},
        "page { title translation(languageCode: ES) { title } page { id } }",
    )
    assert told["page"]["translation"] == {"title": "Historia"}
    assert [each["page"]["id"] for each in nodes("PAGE")] == [global_id("Page", page.pk)]
    (listed,) = nodes("PROMOTION")
    assert (listed["name"], listed["promotionId"]) == (campaign.name, global_id("Promotion", campaign.pk))
    assert len(nodes("PROMOTION_RULE")) == 1
    (method,) = nodes("SHIPPING_METHOD")
    assert method["shippingMethod"]["id"] == method["shippingMethodId"]


def test_texts_among_a_products_attributes_are_listed_with_it() -> None:
    ChannelFactory.create()
    product = ProductFactory.create(listed=True)
    attribute = AttributeFactory.create(input_type=AttributeInput.PLAIN_TEXT, names={"fr": "Note"})
    ProductTypeAttribute.objects.create(product_type=product.product_type, attribute=attribute)
    value = AttributeValueFactory.create(attribute=attribute, plain_texts={"fr": "Doux"})
    ProductAttributeValue.objects.create(product=product, value=value)

    (node,) = nodes("PRODUCT")

    assert node["attributeValues"] == [
        {
            "plainText": "Doux",
            "attribute": {"name": "Note"},
            "attributeValue": {"id": global_id("AttributeValue", value.pk)},
        }
    ]


def test_a_list_takes_the_same_statements_whatever_its_length() -> None:
    ChannelFactory.create()

    def statements() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            nodes("PRODUCT")
        return len(asked)

    ProductFactory.create(listed=True)
    few = statements()
    for _ in range(4):
        ProductFactory.create(listed=True)
    assert statements() == few
    assert few <= 8


def test_promotions_and_their_rules_are_translated() -> None:
    campaign = promotion({"productPredicate": {"ids": [1]}})
    for name, type_name, key, field in (
        ("promotionTranslate", "Promotion", campaign.pk, "promotion"),
        ("promotionRuleTranslate", "PromotionRule", campaign.rules.get().pk, "promotionRule"),
    ):
        document = f"""mutation ($id: ID!, $input: {type_name}TranslationInput!) {{
          {name}(id: $id, languageCode: ES, input: $input) {{
            {field} {{ translation(languageCode: ES) {{ name description }} }} errors {{ field code }} }} }}"""
        given = {"id": global_id(type_name, key), "input": {"name": "Eid", "description": DOCUMENT}}
        told = data_of(document, given, actor=TRANSLATOR)[name]
        assert told["errors"] == []
        assert told[field]["translation"]["name"] == "Eid"
        assert "thym" in told[field]["translation"]["description"]
