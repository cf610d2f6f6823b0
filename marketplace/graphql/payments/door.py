"""How payment apps are asked: a subscription is answered for them and posted; their JSON answer is what they say."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from marketplace.apps.models.app import App
from marketplace.apps.selectors import actor_of_app, targets_of
from marketplace.apps.services.webhook_call import webhook_call
from marketplace.graphql.integrations.catalogue import EVENTS
from marketplace.graphql.integrations.rendering import event_row, payload_of
from marketplace.graphql.kit.ids import global_id
from marketplace.graphql.orders.transactions import app_transaction
from marketplace.graphql.payments.types import source_row
from marketplace.kernel.money import Money
from orders.gateways.payment_app import Request, Session
from orders.models.transaction import Transaction

_REQUESTS = {
    "charge": "transaction_charge_requested",
    "cancel": "transaction_cancelation_requested",
    "refund": "transaction_refund_requested",
}


class WebhookDoor:
    """Asks apps by their synchronous webhooks."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def initialize(self, session: Session) -> Mapping[str, Any] | None:
        """Ask an app to begin a payment."""
        return self._session("transaction_initialize_session", session)

    def process(self, session: Session) -> Mapping[str, Any] | None:
        """Ask an app to go on with a payment."""
        return self._session("transaction_process_session", session)

    def request(self, request: Request) -> Mapping[str, Any] | None:
        """Ask an app to take, give up or give back money."""
        row = Transaction.objects.get(pk=request.transaction_id)
        action = {
            "action_type": request.action.upper(),
            "amount": request.amount.amount,
            "currency": request.amount.currency,
        }
        things = {"transaction": _transaction(row), "action": action}
        return self._asked(_REQUESTS[request.action], request.gateway, lambda _app: things)

    def gateway(self, app: App, checkout_id: uuid.UUID, amount: Money | None, data: Any) -> Any:
        """Ask an app what a page needs to let its customer pay."""

        def things(to: App) -> dict[str, Any] | None:
            source = source_row(checkout_id, actor_of_app(to), self.now)
            if source is None:
                return None
            asked = amount.amount if amount is not None else None
            return {"source_object": source, "data": data, "amount": asked}

        return self._asked("payment_gateway_initialize_session", app.identifier, things)

    def _session(self, event: str, session: Session) -> Mapping[str, Any] | None:
        row = Transaction.objects.get(pk=session.transaction_id)

        def things(to: App) -> dict[str, Any] | None:
            source = source_row(session.checkout_id, actor_of_app(to), self.now)
            if source is None:
                return None
            return {
                "transaction": _transaction(row),
                "source_object": source,
                "data": session.data,
                "merchant_reference": global_id("TransactionItem", row.pk),
                "customer_ip_address": session.customer_ip_address or None,
                "idempotency_key": session.idempotency_key,
                "action": {
                    "amount": session.amount.amount,
                    "currency": session.amount.currency,
                    "action_type": session.action,
                },
            }

        return self._asked(event, session.gateway, things)

    def _asked(self, event: str, gateway: str, things: Any) -> Mapping[str, Any] | None:
        kind = EVENTS[event]
        for target in targets_of(event, permission=kind.permission.value, identifier=gateway):
            about = things(target.app)
            if about is None:
                continue
            row = event_row(kind, target.app, about, now=self.now)
            payload = payload_of(target.webhook.subscription_query, row, now=self.now)
            if payload is not None:
                return webhook_call(webhook=target.webhook, event=event, payload=payload, now=self.now)
        return None


def _transaction(row: Transaction) -> Any:
    return app_transaction(row, list(row.events.order_by("id")))
