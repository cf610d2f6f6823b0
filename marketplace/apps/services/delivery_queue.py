"""An event is to be told to a webhook: written in the transaction that learnt of it, sent by a worker."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.apps.models.webhook import EventDelivery, Webhook
from marketplace.apps.policies import may_manage_webhooks
from marketplace.apps.states import DeliveryState
from marketplace.apps.waking import wake_after_commit
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove, NotFound


@transaction.atomic
def delivery_queue(*, webhook: Webhook, event: str, payload: str, now: datetime) -> EventDelivery:
    """Write what is to be told, and wake a worker once it is safe."""
    row = EventDelivery.objects.create(
        webhook=webhook, event_type=event, payload=payload, due_at=now, created_at=now
    )
    wake_after_commit("deliveries")
    return row


@transaction.atomic
def delivery_retry(*, actor: Actor, delivery_id: int, now: datetime) -> EventDelivery:
    """
    Tell it again, from the first attempt on.

    :raises NotFound: if there is no such delivery, or it is another app's
    :raises IllegalMove: if the webhook is switched off
    """
    known = EventDelivery.objects.select_for_update(of=("self",)).select_related("webhook__app")
    row = known.filter(pk=delivery_id).first()
    if row is None or not may_manage_webhooks(actor, row.webhook.app_id):
        raise NotFound(_("There is no such delivery."), field="id")
    if not row.webhook.is_active:
        raise IllegalMove(_("Cannot retry delivery on deactivated webhook."), field="id")
    row.state, row.attempts_made, row.due_at = DeliveryState.PENDING, 0, now
    row.save(update_fields=["state", "attempts_made", "due_at"])
    wake_after_commit("deliveries")
    return row
