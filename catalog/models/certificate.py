"""Papers that allow a sign of quality to be shown."""

from django.db import models
from django.db.models import Q

from catalog.models.product import Product
from catalog.states import CertificateScheme, CertificateState
from marketplace.accounts.models import User
from marketplace.cooperatives.models.organisation import Organisation


class Certificate(models.Model):
    """A certificate of an organisation, for all it makes or for one product."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="certificates")
    product = models.ForeignKey(
        Product, on_delete=models.CASCADE, null=True, blank=True, related_name="certificates"
    )
    scheme = models.CharField(max_length=20, choices=CertificateScheme.choices)
    number = models.CharField(max_length=60)
    issuer = models.CharField(max_length=120)
    issued_date = models.DateField()
    expires_date = models.DateField()
    state = models.CharField(
        max_length=10, choices=CertificateState.choices, default=CertificateState.SUBMITTED
    )
    submitted_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    verified_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(scheme__in=CertificateScheme.values), name="catalog_scheme_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=CertificateState.values), name="catalog_certificate_known"
            ),
            models.CheckConstraint(
                condition=Q(expires_date__gte=models.F("issued_date")),
                name="catalog_certificate_dates_in_order",
            ),
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True)
                | Q(submitted_by__isnull=True)
                | ~Q(verified_by=models.F("submitted_by")),
                name="catalog_certificate_second_person",
            ),
            models.UniqueConstraint(
                fields=["organisation", "product", "scheme", "number"],
                name="catalog_certificate_once",
                nulls_distinct=False,
            ),
        ]
        indexes = [
            models.Index(
                fields=["scheme", "organisation", "expires_date"],
                condition=Q(state="accepted"),
                name="catalog_certificate_valid",
            )
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.number}"
