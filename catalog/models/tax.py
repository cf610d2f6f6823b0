"""How a sale is taxed: dated treatments, and which of them holds for whom."""

from django.db import models
from django.db.models import Q

from catalog.models.described import WithMetadata
from catalog.models.product import Product
from catalog.models.taxonomy import TAX_CODE_PATTERN, ProductType
from catalog.states import TaxCode
from marketplace.cooperatives.models.organisation import Organisation
from marketplace.kernel.actor import Permission
from marketplace.kernel.texts import text_in


class TaxClass(WithMetadata):
    """
    A way to tax, as the back office names it: each code of `TaxCode` is one, and those of its own.

    Its rate at home is the treatment of its code that holds today; those of other countries are `TaxClassRate`s.
    """

    metadata_permissions = (Permission.MANAGE_TAXES,)

    code = models.CharField(max_length=10, unique=True)
    names = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=TAX_CODE_PATTERN), name="catalog_tax_class_code")
        ]

    def __str__(self) -> str:
        return self.code

    def name(self, language: str) -> str:
        """The name in a language, or in the nearest that has one."""
        return text_in(self.names, language)


class TaxClassRate(models.Model):
    """The rate of a class in a country other than home; without a class: of what has none."""

    tax_class = models.ForeignKey(
        TaxClass, on_delete=models.CASCADE, null=True, blank=True, related_name="rates"
    )
    country = models.CharField(max_length=2)
    rate = models.DecimalField(max_digits=5, decimal_places=4)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["country", "tax_class"], name="catalog_class_rate_once", nulls_distinct=False
            ),
            models.CheckConstraint(condition=Q(rate__gte=0, rate__lt=10), name="catalog_class_rate_bounds"),
        ]

    def __str__(self) -> str:
        return f"{self.tax_class_id} in {self.country}: {self.rate}"


class TaxTreatment(models.Model):
    """The rate and the legal mention of a tax code from a date on; the newest that has begun counts."""

    code = models.CharField(max_length=10, choices=TaxCode.choices)
    # 0.2000 is twenty per cent of the price without tax
    rate = models.DecimalField(max_digits=5, decimal_places=4)
    # language code -> what an invoice must say
    mentions = models.JSONField(default=dict)
    from_date = models.DateField()
    source = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "from_date"], name="catalog_treatment_once"),
            models.CheckConstraint(condition=Q(rate__gte=0, rate__lt=1), name="catalog_tax_rate_is_a_share"),
            models.CheckConstraint(
                condition=Q(code__regex=TAX_CODE_PATTERN), name="catalog_treatment_code_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} from {self.from_date}"


class TaxAssignment(models.Model):
    """
    Which tax code holds for a seller, a family, or one product, from a date on.

    The most specific one wins (product, then seller and family, then seller, then family), then the newest.
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, null=True, blank=True, related_name="tax_assignments"
    )
    product_type = models.ForeignKey(
        ProductType, on_delete=models.CASCADE, null=True, blank=True, related_name="tax_assignments"
    )
    product = models.ForeignKey(
        Product, on_delete=models.CASCADE, null=True, blank=True, related_name="tax_assignments"
    )
    code = models.CharField(max_length=10, choices=TaxCode.choices)
    # The article of the tax code that grants it, for example 91-IV
    article = models.CharField(max_length=120, blank=True)
    from_date = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=False)
                | Q(product_type__isnull=False)
                | Q(product__isnull=False),
                name="catalog_assignment_says_whom",
            ),
            models.CheckConstraint(
                condition=Q(code__regex=TAX_CODE_PATTERN), name="catalog_assignment_code_known"
            ),
            models.UniqueConstraint(
                fields=["organisation", "product_type", "product", "from_date"],
                name="catalog_assignment_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} from {self.from_date}"
