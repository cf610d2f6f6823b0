"""Who of the staff may open which page of Django's admin: by our own permissions, not by those of each table."""

from typing import Any, ClassVar

from django.http import HttpRequest

from marketplace.accounts.models import User
from marketplace.accounts.selectors import permissions_of
from marketplace.kernel.actor import Permission


def staff_may(request: HttpRequest, permission: Permission) -> bool:
    """Say whether the person is of the staff and holds a permission; superusers hold all."""
    person = request.user
    if not isinstance(person, User) or not (person.is_active and person.is_staff):
        return False
    return person.is_superuser or permission in permissions_of(person)


class StaffAccess:
    """Opens the pages of a table to those of the staff who hold `needed`; put it before ModelAdmin."""

    needed: ClassVar[Permission]

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Show the table in the index."""
        return staff_may(request, self.needed)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Show a row."""
        return staff_may(request, self.needed)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Change a row."""
        return staff_may(request, self.needed)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Add a row."""
        return staff_may(request, self.needed)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only superusers delete: what happened is closed, not removed."""
        person = request.user
        return isinstance(person, User) and person.is_active and person.is_superuser
