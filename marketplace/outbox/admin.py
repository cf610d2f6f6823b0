"""Dead letters where an operator sees them and can send them round again."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marketplace.outbox.delivery import retry
from marketplace.outbox.models import Message, Receipt


class Kept:
    """Facts and receipts are written and deleted by the code alone; here they are read."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse."""
        return False


@admin.register(Receipt)
class ReceiptAdmin(Kept, admin.ModelAdmin[Receipt]):
    """Who has been told what."""

    list_display = ("id", "handler", "state", "attempts", "due_at", "last_error")
    list_filter = ("state", "handler")
    readonly_fields = ("message", "handler", "state", "attempts", "due_at", "done_at", "last_error")
    ordering = ("-id",)
    show_full_result_count = False
    actions = ("retry_selected",)

    @admin.action(description=_("Try the dead letters again"), permissions=("change",))
    def retry_selected(self, request: HttpRequest, queryset: QuerySet[Receipt]) -> None:
        """Put the chosen dead letters back into the queue; the next sweep takes them up."""
        count = retry(receipt_ids=list(queryset.values_list("pk", flat=True)), now=timezone.now())
        self.message_user(request, _("%(count)d will be tried again.") % {"count": count})


@admin.register(Message)
class MessageAdmin(Kept, admin.ModelAdmin[Message]):
    """The facts themselves."""

    list_display = ("id", "topic", "created_at")
    list_filter = ("topic",)
    readonly_fields = ("topic", "body", "created_at")
    ordering = ("-id",)
    show_full_result_count = False
