"""Which tables answers may show, and under which topic their changes are counted."""

from collections.abc import Mapping

from marketplace.graphql.answers.watching import CONTENT, PRODUCTS, STOCK

# A table that is not here makes an answer that reads it one that is not kept. A new one needs a migration of this
# room (`watching.watched`); a test compares this list with the triggers that are there.
WATCHED: Mapping[str, str] = {
    **dict.fromkeys(
        (
            "channels_channel",
            "logistics_shippingzone",
            "logistics_shippingzone_channels",
            "cooperatives_organisation",
            "cooperatives_alliance",
            "cooperatives_alliance_members",
            "catalog_category",
            "catalog_producttype",
            "catalog_producttypeattribute",
            "catalog_attribute",
            "catalog_collection",
            "catalog_collectionlisting",
            "catalog_collectionproduct",
            "catalog_page",
            "catalog_pagetype",
            "catalog_pagetypeattribute",
            "catalog_pageattributevalue",
            "catalog_menu",
            "catalog_menuitem",
            "catalog_taxtreatment",
            "catalog_taxassignment",
        ),
        CONTENT,
    ),
    **dict.fromkeys(
        (
            "catalog_product",
            "catalog_variant",
            "catalog_price",
            "catalog_listing",
            "catalog_media",
            "catalog_variantmedia",
            "catalog_thumbnail",
            "catalog_certificate",
            "catalog_sellerturn",
            "catalog_attributevalue",
            "catalog_productattributevalue",
            "catalog_variantattributevalue",
            "cooperatives_identifier",
            "cooperatives_closure",
            "catalog_ordercycle",
        ),
        PRODUCTS,
    ),
    **dict.fromkeys(("logistics_stock", "logistics_warehouse", "catalog_preorder"), STOCK),
}

# Columns that change what is shown by the mere passing of time, each with the condition under which it does
APPOINTED: Mapping[str, Mapping[str, str]] = {
    "catalog_collectionlisting": {"published_at": "is_published"},
    "catalog_page": {"published_at": "is_published"},
    "catalog_ordercycle": {"opens_at": "ended_at IS NULL", "closes_at": "ended_at IS NULL"},
}
