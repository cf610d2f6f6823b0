"""Dead letters where an operator sees them and can send them round again."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marketplace.outbox.delivery import retry
from marketplace.outbox.models import Message, Receipt


@admin.register(Receipt)
class ReceiptAdmin(admin.ModelAdmin[Receipt]):
    """Who has been told what."""

    list_display = ("id", "handler", "state", "attempts", "due_at", "last_error")
    list_filter = ("state", "handler")
    list_select_related = ("message",)
    raw_id_fields = ("message",)
    show_full_result_count = False
    actions = ("retry_selected",)

    @admin.action(description=_("Try the dead letters again"))
    def retry_selected(self, request: HttpRequest, queryset: QuerySet[Receipt]) -> None:
        """Put the chosen dead letters back into the queue."""
        count = retry(receipt_ids=list(queryset.values_list("pk", flat=True)), now=timezone.now())
        self.message_user(request, _("%(count)d will be tried again.") % {"count": count})


@admin.register(Message)
class MessageAdmin(admin.ModelAdmin[Message]):
    """The facts themselves."""

    list_display = ("id", "topic", "created_at")
    list_filter = ("topic",)
    show_full_result_count = False
