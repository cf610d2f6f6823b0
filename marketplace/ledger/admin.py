"""The books for reading; nothing is written here."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from marketplace.ledger.models import Account, Entry, Posting


class ReadOnly:
    """No row may be added, changed or deleted through the admin."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse."""
        return False


class PostingInline(ReadOnly, admin.TabularInline[Posting, Entry]):
    """The lines of an entry."""

    model = Posting
    extra = 0
    fields = ("account", "subject", "amount_minor", "currency")


@admin.register(Account)
class AccountAdmin(ReadOnly, admin.ModelAdmin[Account]):
    """The accounts in use."""

    list_display = ("code", "kind", "currency")
    list_filter = ("kind", "currency")
    search_fields = ("code",)


@admin.register(Entry)
class EntryAdmin(ReadOnly, admin.ModelAdmin[Entry]):
    """The journal."""

    list_display = ("id", "happened_at", "reason", "reference", "key", "actor")
    list_filter = ("reason",)
    search_fields = ("key__startswith", "reference__startswith")
    ordering = ("-id",)
    show_full_result_count = False
    inlines = (PostingInline,)
