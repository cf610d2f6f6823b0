"""What can be done to texts in other languages."""

import graphene

from marketplace.graphql.translations.mutations.attribute_translate import AttributeTranslate
from marketplace.graphql.translations.mutations.attribute_value_translate import AttributeValueTranslate
from marketplace.graphql.translations.mutations.category_translate import CategoryTranslate
from marketplace.graphql.translations.mutations.collection_translate import CollectionTranslate
from marketplace.graphql.translations.mutations.menu_item_translate import MenuItemTranslate
from marketplace.graphql.translations.mutations.page_translate import PageTranslate
from marketplace.graphql.translations.mutations.product_translate import ProductTranslate
from marketplace.graphql.translations.mutations.product_variant_translate import ProductVariantTranslate
from marketplace.graphql.translations.mutations.promotion_rule_translate import PromotionRuleTranslate
from marketplace.graphql.translations.mutations.promotion_translate import PromotionTranslate
from marketplace.graphql.translations.mutations.shipping_price_translate import ShippingPriceTranslate
from marketplace.graphql.translations.mutations.voucher_translate import VoucherTranslate


class TranslationMutations(graphene.ObjectType):
    """What can be done to texts in other languages."""

    attribute_translate = AttributeTranslate.Field(
        description="Write the texts of an attribute in a language."
    )
    attribute_value_translate = AttributeValueTranslate.Field(
        description="Write the texts of an attribute value in a language."
    )
    category_translate = CategoryTranslate.Field(description="Write the texts of a category in a language.")
    collection_translate = CollectionTranslate.Field(
        description="Write the texts of a collection in a language."
    )
    menu_item_translate = MenuItemTranslate.Field(
        description="Write the texts of an entry of a menu in a language."
    )
    page_translate = PageTranslate.Field(description="Write the texts of a page in a language.")
    product_translate = ProductTranslate.Field(description="Write the texts of a product in a language.")
    product_variant_translate = ProductVariantTranslate.Field(
        description="Write the texts of a variant in a language."
    )
    shipping_price_translate = ShippingPriceTranslate.Field(
        description="Write the texts of a shipping method in a language."
    )
    voucher_translate = VoucherTranslate.Field(description="Write the texts of a voucher in a language.")
    promotion_translate = PromotionTranslate.Field(
        description="Write the texts of a promotion in a language."
    )
    promotion_rule_translate = PromotionRuleTranslate.Field(
        description="Write the texts of a rule of a promotion in a language."
    )
