"""Which values of attributes products, variants and pages have."""

from django.db import models

from catalog.models.attribute import AttributeValue
from catalog.models.page import Page
from catalog.models.product import Product, Variant


class ProductAttributeValue(models.Model):
    """A value that a product has."""

    product = models.ForeignKey(
        Product, on_delete=models.CASCADE, related_name="assigned_values", db_index=False
    )
    value = models.ForeignKey(AttributeValue, on_delete=models.CASCADE, related_name="+", db_index=False)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["product", "value"], name="catalog_product_value_once")
        ]
        indexes = [models.Index(fields=["value", "product"], name="catalog_product_with_value")]

    def __str__(self) -> str:
        return f"{self.value_id} of {self.product_id}"


class VariantAttributeValue(models.Model):
    """A value that a variant has."""

    variant = models.ForeignKey(
        Variant, on_delete=models.CASCADE, related_name="assigned_values", db_index=False
    )
    value = models.ForeignKey(AttributeValue, on_delete=models.CASCADE, related_name="+", db_index=False)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["variant", "value"], name="catalog_variant_value_once")
        ]
        indexes = [models.Index(fields=["value", "variant"], name="catalog_variant_with_value")]

    def __str__(self) -> str:
        return f"{self.value_id} of {self.variant_id}"


class PageAttributeValue(models.Model):
    """A value that a page has."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="assigned_values", db_index=False)
    value = models.ForeignKey(AttributeValue, on_delete=models.CASCADE, related_name="+", db_index=False)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "value"], name="catalog_page_value_once")]
        indexes = [models.Index(fields=["value", "page"], name="catalog_page_with_value")]

    def __str__(self) -> str:
        return f"{self.value_id} of {self.page_id}"
