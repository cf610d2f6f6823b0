"""Attributes: what products, variants and pages have in common to be compared and filtered by."""

from django.db import models
from django.db.models import Q

from catalog.models.collection import Collection
from catalog.models.described import WithMetadata
from catalog.models.page import Page, PageType
from catalog.models.product import Product, Variant
from catalog.models.taxonomy import Category, ProductType
from catalog.states import AttributeEntity, AttributeInput, AttributeKind, AttributeSource
from marketplace.kernel.actor import Permission
from marketplace.kernel.texts import text_in


class Attribute(WithMetadata):
    """
    An attribute; texts are language code -> text.

    One with a `source` repeats a column of products or variants so that lists can be filtered by it; only
    services/attributes_derive.py writes its values.
    """

    metadata_permissions = (
        Permission.MANAGE_PRODUCT_TYPES_AND_ATTRIBUTES,
        Permission.MANAGE_PAGE_TYPES_AND_ATTRIBUTES,
    )

    slug = models.SlugField(max_length=100, unique=True)
    names = models.JSONField(default=dict)
    kind = models.CharField(max_length=12, choices=AttributeKind.choices)
    input_type = models.CharField(
        max_length=16, choices=AttributeInput.choices, default=AttributeInput.DROPDOWN
    )
    # What a reference may lead to; empty for other inputs
    entity_type = models.CharField(max_length=16, choices=AttributeEntity.choices, blank=True)
    # A unit as the API names it, for numeric ones ("g", "ml"); empty for none
    unit = models.CharField(max_length=20, blank=True)
    source = models.CharField(max_length=16, choices=AttributeSource.choices, blank=True)
    value_required = models.BooleanField(default=False)
    is_variant_only = models.BooleanField(default=False)
    visible_in_storefront = models.BooleanField(default=True)
    filterable_in_storefront = models.BooleanField(default=False)
    filterable_in_dashboard = models.BooleanField(default=False)
    available_in_grid = models.BooleanField(default=False)
    storefront_search_position = models.PositiveIntegerField(default=0)
    external_reference = models.CharField(max_length=250, null=True, blank=True, unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=AttributeKind.values), name="catalog_attribute_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(input_type__in=AttributeInput.values), name="catalog_attribute_input_known"
            ),
            models.CheckConstraint(
                condition=Q(entity_type="") | Q(input_type__in=("reference", "single_reference")),
                name="catalog_attribute_entity_of_reference",
            ),
            models.CheckConstraint(
                condition=Q(unit="") | Q(input_type="numeric"), name="catalog_attribute_unit_of_number"
            ),
            models.UniqueConstraint(
                fields=["source"], condition=~Q(source=""), name="catalog_attribute_source_once"
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    def name(self, language: str) -> str:
        """The name in a language, or in the nearest that has one."""
        return text_in(self.names, language)


class AttributeValue(models.Model):
    """A value of an attribute; which columns speak follows from the attribute's input type."""

    attribute = models.ForeignKey(Attribute, on_delete=models.CASCADE, related_name="values")
    slug = models.SlugField(max_length=150, allow_unicode=True)
    names = models.JSONField(default=dict)
    position = models.PositiveIntegerField(default=0)
    # The colour of a swatch, as #rrggbb
    value = models.CharField(max_length=100, blank=True)
    file_url = models.CharField(max_length=500, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    plain_texts = models.JSONField(default=dict, blank=True)
    # Rich texts by language (marketplace.kernel.rich_text)
    documents = models.JSONField(default=dict, blank=True)
    number = models.DecimalField(max_digits=16, decimal_places=4, null=True, blank=True)
    boolean = models.BooleanField(null=True, blank=True)
    date = models.DateField(null=True, blank=True)
    date_time = models.DateTimeField(null=True, blank=True)
    product = models.ForeignKey(Product, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    variant = models.ForeignKey(Variant, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    page = models.ForeignKey(Page, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    category = models.ForeignKey(Category, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    collection = models.ForeignKey(
        Collection, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    external_reference = models.CharField(max_length=250, null=True, blank=True, unique=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["attribute", "slug"], name="catalog_attribute_value_once")
        ]
        indexes = [
            models.Index(fields=["attribute", "position", "id"], name="catalog_attribute_value_place"),
            models.Index(
                fields=["attribute", "number"],
                condition=Q(number__isnull=False),
                name="catalog_attribute_value_number",
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    def name(self, language: str) -> str:
        """The name in a language, or in the nearest that has one."""
        return text_in(self.names, language)


class ProductTypeAttribute(models.Model):
    """An attribute of the products of a family, or (`is_of_variant`) of their variants."""

    product_type = models.ForeignKey(
        ProductType, on_delete=models.CASCADE, related_name="attribute_places", db_index=False
    )
    attribute = models.ForeignKey(Attribute, on_delete=models.CASCADE, related_name="product_type_places")
    is_of_variant = models.BooleanField(default=False)
    # Whether customers choose a variant by it
    is_selection = models.BooleanField(default=False)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["product_type", "is_of_variant", "attribute"], name="catalog_type_attribute_once"
            ),
            models.CheckConstraint(
                condition=Q(is_selection=False) | Q(is_of_variant=True),
                name="catalog_type_attribute_selects_variants",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attribute_id} of {self.product_type_id}"


class PageTypeAttribute(models.Model):
    """An attribute of the pages of a type."""

    page_type = models.ForeignKey(
        PageType, on_delete=models.CASCADE, related_name="attribute_places", db_index=False
    )
    attribute = models.ForeignKey(Attribute, on_delete=models.CASCADE, related_name="page_type_places")
    position = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["page_type", "attribute"], name="catalog_page_type_attribute_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.attribute_id} of {self.page_type_id}"
