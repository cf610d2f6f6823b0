"""Papers as the operator sees them: listed, never changed."""

from django.contrib import admin
from django.http import HttpRequest

from marketplace.documents.models import Document


@admin.register(Document)
class DocumentAdmin(admin.ModelAdmin[Document]):
    """Which paper was made when."""

    list_display = ("id", "kind", "subject", "language", "version", "size", "created_at")
    list_filter = ("kind", "language")
    search_fields = ("subject", "sha256")
    # The file's address would pass by the permission of its subject: name and hash are enough here.
    exclude = ("file",)
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Papers are made by services."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Document | None = None) -> bool:
        """A paper is a record."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Document | None = None) -> bool:
        """A paper is a record."""
        return False
