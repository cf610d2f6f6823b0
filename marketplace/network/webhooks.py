"""The door of the text message gateway: what people reply comes in here."""

import hmac
import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from marketplace.kernel.errors import InvalidInput
from marketplace.network.services.reply_take import reply_take

_LARGEST = 4096


@csrf_exempt
@require_POST
def sms_reply(request: HttpRequest) -> HttpResponse:
    """
    Take `{"id", "from", "text"}` with the gateway's bearer token, the same that we show when we send.

    Answers 401 without it, 400 to what is no message, 200 to any other, new or not, so that a gateway stops repeating.
    """
    token = settings.SMS_GATEWAY_TOKEN
    shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not token or not hmac.compare_digest(shown.encode(), token.encode()):
        return _answer("unauthorised", 401)
    try:
        told: Any = json.loads(request.body) if len(request.body) <= _LARGEST else None
        reply_take(
            provider_reference=str(told["id"]),
            phone=str(told["from"]),
            text=str(told["text"]),
            now=timezone.now(),
        )
    except (ValueError, TypeError, KeyError, InvalidInput):
        return _answer("invalid", 400)
    return _answer("ok", 200)


def _answer(text: str, status: int) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain")
