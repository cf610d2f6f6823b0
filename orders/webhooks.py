"""The card processors' webhooks: verify, keep or apply, answer at once."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from marketplace.kernel.errors import InvalidInput
from orders.gateways.hosted_page import NOT_TAKEN, TAKEN
from orders.gateways.stripe import card_gateway
from orders.services.hosted_payment import hosted_callback
from orders.services.provider_event_record import provider_event_record
from orders.tasks import wake_provider_events


@csrf_exempt
@require_POST
def stripe_webhook(request: HttpRequest) -> HttpResponse:
    """Answer 400 to a forged or stale event, 200 to any other, new or not."""
    try:
        event = card_gateway().read_webhook(
            body=request.body, signature=request.headers.get("Stripe-Signature", "")
        )
    except InvalidInput:
        return HttpResponse("invalid", status=400, content_type="text/plain")
    if provider_event_record(event=event, now=timezone.now()):
        wake_provider_events()
    return HttpResponse("ok", content_type="text/plain")


@csrf_exempt
@require_POST
def hosted_page_callback(request: HttpRequest) -> HttpResponse:
    """Answer 400 to a forged callback; to any other, whether the acquirer may take the money."""
    try:
        may_take = hosted_callback(fields=request.POST.dict(), now=timezone.now())
    except InvalidInput:
        return HttpResponse("invalid", status=400, content_type="text/plain")
    return HttpResponse(TAKEN if may_take else NOT_TAKEN, content_type="text/plain")
