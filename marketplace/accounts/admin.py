"""People, for the staff who look after them."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from marketplace.accounts.admin_access import StaffAccess
from marketplace.accounts.models import ADDRESS_FIELDS, Address, User
from marketplace.kernel.actor import Permission

# Whoever may write these gives away everything; only a superuser does.
POWERS = ("is_staff", "is_superuser", "staff_permissions", "groups", "user_permissions")


class AddressInline(StaffAccess, admin.TabularInline[Address, User]):
    """Where a person's parcels go."""

    needed = Permission.MANAGE_USERS
    model = Address
    extra = 0
    readonly_fields = ADDRESS_FIELDS

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """People write their own addresses."""
        return False


@admin.register(User)
class UserAdmin(StaffAccess, admin.ModelAdmin[User]):
    """A person: how they are reached and whether they may come in. Passwords are set by their owners alone."""

    needed = Permission.MANAGE_USERS
    list_display = ("__str__", "phone", "email", "is_staff", "is_active", "created_at")
    list_filter = ("is_staff", "is_active", "language")
    search_fields = ("phone", "email", "full_name")
    fields = (
        "full_name",
        "phone",
        "phone_verified_at",
        "email",
        "email_verified_at",
        "language",
        "is_active",
        *POWERS[:3],
        "last_login",
        "created_at",
    )
    readonly_fields = ("phone_verified_at", "email_verified_at", "last_login", "created_at")
    inlines = (AddressInline,)
    show_full_result_count = False

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        """Let only superusers give powers."""
        fixed = tuple(super().get_readonly_fields(request, obj))
        return fixed if request.user.is_superuser else (*fixed, *POWERS[:3])

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let only superusers change those who have powers: who writes their address could come in as them."""
        if not super().has_change_permission(request, obj):
            return False
        return request.user.is_superuser or obj is None or not (obj.is_staff or obj.is_superuser)
