"""Messages as an operator sees them."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import DomainError
from marketplace.notifications.models import ConsoleDelivery, Message
from marketplace.notifications.services.message_retry import message_retry
from marketplace.notifications.states import MessageState


@admin.register(Message)
class MessageAdmin(admin.ModelAdmin[Message]):
    """What was to be said, and how it went."""

    list_display = (
        "id",
        "template",
        "channel",
        "to",
        "language",
        "state",
        "attempts",
        "due_at",
        "sent_at",
        "error",
    )
    list_filter = ("state", "channel", "template", "language")
    search_fields = ("key", "to")
    # The values may hold a sign-in code that is still valid.
    exclude = ("context",)
    actions = ("retry_selected",)
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Records are made by services."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Message | None = None) -> bool:
        """Records are not changed."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Message | None = None) -> bool:
        """Records stay."""
        return False

    @admin.action(description=_("Try the messages that were given up again"))
    def retry_selected(self, request: HttpRequest, queryset: QuerySet[Message]) -> None:
        """Put the chosen dead messages back into the queue."""
        dead = list(queryset.filter(state=MessageState.DEAD).values_list("pk", flat=True))
        actor = Actor(user_id=request.user.pk, is_superuser=request.user.is_superuser)
        try:
            count = message_retry(actor=actor, message_ids=dead, now=timezone.now())
        except DomainError as refused:
            self.message_user(request, refused.message, level=messages.ERROR)
            return
        self.message_user(request, _("%(count)d will be sent again.") % {"count": count})


@admin.register(ConsoleDelivery)
class ConsoleDeliveryAdmin(admin.ModelAdmin[ConsoleDelivery]):
    """What the console twins would have sent."""

    list_display = ("id", "channel", "to", "language", "subject", "text", "sent_at")
    list_filter = ("channel", "language")
    search_fields = ("to", "key")
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Only the twins write here."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: ConsoleDelivery | None = None) -> bool:
        """Nothing to change."""
        return False
