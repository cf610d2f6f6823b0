"""`manage.py demo_disputes`: disputes and connected accounts of the demonstration, for the sandbox to know."""

import json
from typing import Any

from django.core.management.base import BaseCommand

from marketplace.cooperatives.models.identity import BankAccount
from orders.models.dispute import Dispute
from orders.refund_states import DisputeState

# What the sandbox holds for the marketplace per account, in minor units, so that a transfer finds money
FUNDS = 50_000_000


class Command(BaseCommand):
    """Print what the sandbox has to know, so that evidence and transfers can be sent to it."""

    help = "Print the invented disputes that wait for evidence, and the accounts to be paid, as JSON."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print a list; an empty one where nothing was invented."""
        rows = Dispute.objects.filter(
            state=DisputeState.NEEDS_RESPONSE, provider_reference__startswith="dp_demo_"
        ).select_related("payment")
        known: list[dict[str, Any]] = [
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
        accounts = BankAccount.objects.filter(connected_id__startswith="acct_demo", is_active=True)
        known += [
            {"account": row.connected_id, "name": row.holder, "funds": FUNDS, "currency": "mad"}
            for row in accounts.order_by("pk")
        ]
        self.stdout.write(json.dumps(known))
