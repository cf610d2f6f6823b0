"""`manage.py demo_disputes`: the open disputes of the demonstration, for the payment sandbox to know them."""

import json
from typing import Any

from django.core.management.base import BaseCommand

from orders.models.dispute import Dispute
from orders.refund_states import DisputeState


class Command(BaseCommand):
    """Print what the sandbox has to know, so that evidence can be sent to it."""

    help = "Print the invented disputes that wait for evidence, as JSON."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print a list; an empty one where nothing was invented."""
        rows = Dispute.objects.filter(
            state=DisputeState.NEEDS_RESPONSE, provider_reference__startswith="dp_demo_"
        ).select_related("payment")
        known = [
            {
                "dispute": row.provider_reference,
                "payment_intent": row.payment.provider_reference,
                "amount": row.amount_minor,
                "currency": row.currency.lower(),
                "reason": row.reason,
                "due_by": int(row.deadline_at.timestamp()) if row.deadline_at else 0,
            }
            for row in rows.order_by("pk")
        ]
        self.stdout.write(json.dumps(known))
