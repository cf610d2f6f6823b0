"""Ask an app something now and wait for what it says (a synchronous webhook)."""

import json
import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from marketplace.apps.gateways.guard import Forbidden
from marketplace.apps.gateways.http import Unreachable, request
from marketplace.apps.models.webhook import Webhook
from marketplace.apps.signing import headers_of

logger = logging.getLogger(__name__)

# Somebody waits at a page.
SECONDS: Final = 10


def webhook_call(*, webhook: Webhook, event: str, payload: str, now: datetime) -> Mapping[str, Any] | None:
    """
    Tell an app an event and return the JSON object with which it answers; nothing if it does not, or not with one.

    Never inside a transaction that holds a lock: the app may take its time, and asks us back.
    """
    body = payload.encode()
    own = headers_of(event, body, secret=webhook.secret_key, now=now)
    try:
        reply = request(
            "POST",
            webhook.target_url,
            body=body,
            headers={**webhook.custom_headers, **own},
            seconds=SECONDS,
        )
        answer = json.loads(reply.body) if reply.is_success else None
    except (Unreachable, Forbidden, ValueError) as refusal:
        logger.warning("Webhook %s did not answer: %s", webhook.pk, refusal)
        return None
    return answer if isinstance(answer, dict) else None
