"""Products, taxes and certificates for the staff; steps with rules are taken through the services."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models.certificate import Certificate
from catalog.models.media import Thumbnail
from catalog.models.offer import Price
from catalog.models.product import Product, Variant
from catalog.models.tax import TaxAssignment, TaxTreatment
from catalog.models.taxonomy import Category, ProductType
from catalog.services.certificate_verify import certificate_verify
from catalog.services.product_approve import product_approve
from marketplace.accounts.models import User
from marketplace.cooperatives.selectors import actor_of
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import DomainError


def _actor(request: HttpRequest) -> Actor:
    return actor_of(request.user) if isinstance(request.user, User) else Actor.anonymous()


class VariantInline(admin.TabularInline[Variant, Product]):
    """The sizes of a product, to be read: they are changed where prices and listings follow."""

    model = Variant
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Product | None = None) -> bool:
        """Variants are added in the portal."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Product | None = None) -> bool:
        """Variants are changed in the portal."""
        return False


@admin.register(Product)
class ProductAdmin(admin.ModelAdmin[Product]):
    """Products in every state; they are read here, approved by an action, and written in the portal."""

    list_display = ("slug", "organisation", "product_type", "state", "updated_at")
    list_filter = ("state", "product_type", "region")
    list_select_related = ("organisation", "product_type")
    search_fields = ("slug",)
    exclude = ("search_document",)
    inlines = (VariantInline,)
    show_full_result_count = False
    actions = ("approve",)

    @admin.action(description=_("Approve"))
    def approve(self, request: HttpRequest, queryset: QuerySet[Product]) -> None:
        """Approve the chosen products."""
        for product in queryset.order_by("pk"):
            try:
                product_approve(actor=_actor(request), product_id=product.pk, now=timezone.now())
            except DomainError as error:
                self.message_user(request, f"{product}: {error.message}", messages.ERROR)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Products are written in the portal."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Product | None = None) -> bool:
        """The list and its actions stay open; a single product is only read, since search and shelves follow it."""
        return obj is None and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Product | None = None) -> bool:
        """Products are archived, never deleted."""
        return False


@admin.register(Certificate)
class CertificateAdmin(admin.ModelAdmin[Certificate]):
    """Signs of quality."""

    list_display = ("organisation", "product", "scheme", "number", "state", "expires_date")
    list_filter = ("state", "scheme")
    list_select_related = ("organisation", "product")
    raw_id_fields = ("organisation", "product")
    readonly_fields = ("state", "submitted_by", "verified_by", "reason")
    actions = ("accept",)

    @admin.action(description=_("Accept"))
    def accept(self, request: HttpRequest, queryset: QuerySet[Certificate]) -> None:
        """Accept the chosen certificates."""
        for certificate in queryset.order_by("pk"):
            try:
                certificate_verify(
                    actor=_actor(request),
                    certificate_id=certificate.pk,
                    is_accepted=True,
                    now=timezone.now(),
                )
            except DomainError as error:
                self.message_user(request, f"{certificate}: {error.message}", messages.ERROR)


@admin.register(Price)
class PriceAdmin(admin.ModelAdmin[Price]):
    """Prices, to be read: setting one moves listings and is told."""

    list_display = ("variant", "channel", "amount_minor", "currency")
    list_select_related = ("variant", "channel")
    search_fields = ("variant__sku",)
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Prices are set in the portal."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Price | None = None) -> bool:
        """Prices are set in the portal."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Price | None = None) -> bool:
        """A variant is taken off the shelf instead."""
        return False


@admin.register(Thumbnail)
class ThumbnailAdmin(admin.ModelAdmin[Thumbnail]):
    """Small copies that are due, and those that could not be made."""

    list_display = ("media", "size", "format", "state", "attempts", "last_error")
    list_filter = ("state", "format", "size")
    raw_id_fields = ("media",)
    show_full_result_count = False
    actions = ("try_again",)

    @admin.action(description=_("Make again"))
    def try_again(self, request: HttpRequest, queryset: QuerySet[Thumbnail]) -> None:
        """Put what failed back into the queue."""
        queryset.filter(state="failed").update(state="due", attempts=0, due_at=timezone.now())


@admin.register(ProductType)
class ProductTypeAdmin(admin.ModelAdmin[ProductType]):
    """Families of products."""

    list_display = ("key", "is_food", "default_tax_code", "position")


@admin.register(Category)
class CategoryAdmin(admin.ModelAdmin[Category]):
    """The tree of shelves."""

    list_display = ("slug", "parent", "position")
    list_select_related = ("parent",)


@admin.register(TaxTreatment)
class TaxTreatmentAdmin(admin.ModelAdmin[TaxTreatment]):
    """Rates and mentions from a day on."""

    list_display = ("code", "rate", "from_date", "source")


@admin.register(TaxAssignment)
class TaxAssignmentAdmin(admin.ModelAdmin[TaxAssignment]):
    """Which code holds for whom."""

    list_display = ("organisation", "product_type", "product", "code", "article", "from_date")
    list_filter = ("code",)
    list_select_related = ("organisation", "product_type", "product")
    raw_id_fields = ("organisation", "product")
