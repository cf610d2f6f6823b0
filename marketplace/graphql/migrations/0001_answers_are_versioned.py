from django.db import migrations, models

from marketplace.graphql.answers.watching import CONTENT, FUNCTIONS, NO_FUNCTIONS, PRODUCTS, STOCK, watched

TABLES = {
    "channels_channel": CONTENT,
    "logistics_shippingzone": CONTENT,
    "logistics_shippingzone_channels": CONTENT,
    "cooperatives_organisation": CONTENT,
    "cooperatives_alliance": CONTENT,
    "cooperatives_alliance_members": CONTENT,
    "catalog_category": CONTENT,
    "catalog_producttype": CONTENT,
    "catalog_producttypeattribute": CONTENT,
    "catalog_attribute": CONTENT,
    "catalog_collection": CONTENT,
    "catalog_collectionlisting": CONTENT,
    "catalog_collectionproduct": CONTENT,
    "catalog_page": CONTENT,
    "catalog_pagetype": CONTENT,
    "catalog_pagetypeattribute": CONTENT,
    "catalog_pageattributevalue": CONTENT,
    "catalog_menu": CONTENT,
    "catalog_menuitem": CONTENT,
    "catalog_taxtreatment": CONTENT,
    "catalog_taxassignment": CONTENT,
    "catalog_product": PRODUCTS,
    "catalog_variant": PRODUCTS,
    "catalog_price": PRODUCTS,
    "catalog_listing": PRODUCTS,
    "catalog_media": PRODUCTS,
    "catalog_thumbnail": PRODUCTS,
    "catalog_variantmedia": PRODUCTS,
    "catalog_certificate": PRODUCTS,
    "catalog_attributevalue": PRODUCTS,
    "catalog_productattributevalue": PRODUCTS,
    "catalog_variantattributevalue": PRODUCTS,
    "cooperatives_identifier": PRODUCTS,
    "logistics_stock": STOCK,
    "logistics_warehouse": STOCK,
}


class Migration(migrations.Migration):
    initial = True

    # What this stands in for: a database that has all of it has this.
    replaces = [("graphql_api", "0002_pictures_of_variants_are_watched")]

    dependencies = [
        ("catalog", "0001_initial"),
        ("channels", "0001_initial"),
        ("cooperatives", "0001_initial"),
        ("logistics", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="AnswerVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("topic", models.CharField(max_length=20)),
                ("era", models.BigIntegerField()),
                ("number", models.BigIntegerField()),
            ],
            options={
                "indexes": [models.Index(fields=["topic", "id"], name="graphql_api_topic_versions")],
            },
        ),
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
        watched(TABLES),
    ]
