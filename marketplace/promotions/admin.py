"""Gift cards and budgets are read here; services move the money."""

from django.contrib import admin
from django.http import HttpRequest

from marketplace.accounts.admin_access import StaffAccess
from marketplace.kernel.actor import Permission
from marketplace.promotions.models.budget import BudgetUse, PartnerBudget
from marketplace.promotions.models.gift_card import GiftCard


class ReadByStaff(StaffAccess):
    """Rows that are shown and not changed."""

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Refuse."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Refuse."""
        return False


@admin.register(GiftCard)
class GiftCardAdmin(ReadByStaff, admin.ModelAdmin[GiftCard]):
    """Whose card it is and until when; its code is not kept."""

    needed = Permission.MANAGE_GIFT_CARD
    list_display = ("last4", "initial_minor", "currency", "is_active", "expires_date", "email", "created_at")
    list_filter = ("is_active", "currency")
    search_fields = ("last4", "email")
    exclude = ("code_hash",)
    show_full_result_count = False


@admin.register(PartnerBudget)
class PartnerBudgetAdmin(ReadByStaff, admin.ModelAdmin[PartnerBudget]):
    """What partners promised and what of it is used."""

    needed = Permission.MANAGE_DISCOUNTS
    list_display = (
        "code",
        "partner",
        "amount_minor",
        "used_minor",
        "currency",
        "starts_at",
        "ends_at",
        "is_active",
    )
    list_select_related = ("partner",)


@admin.register(BudgetUse)
class BudgetUseAdmin(ReadByStaff, admin.ModelAdmin[BudgetUse]):
    """What budgets paid, order by order."""

    needed = Permission.MANAGE_DISCOUNTS
    list_display = ("budget", "reference", "purpose", "amount_minor", "returned_minor", "currency", "used_at")
    list_select_related = ("budget",)
    show_full_result_count = False
