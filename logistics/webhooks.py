"""Where carriers' systems call us: verify, keep, answer at once."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from logistics.gateways.rest import is_signed
from logistics.services.carrier_report import carrier_report_record
from logistics.tasks import wake_carrier_reports
from marketplace.kernel.errors import InvalidInput, NotFound


@csrf_exempt
@require_POST
def carrier_webhook(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer 400 to what is forged or no report, 404 to an unknown carrier, 200 to any other report, new or not."""
    given = request.headers.get("X-Carrier-Signature", "")
    if not is_signed(request.body, given, settings.CARRIER_WEBHOOK_SECRET):
        return HttpResponse("invalid", status=400, content_type="text/plain")
    try:
        is_new = carrier_report_record(carrier_slug=slug, body=request.body, now=timezone.now())
    except NotFound:
        return HttpResponse("unknown carrier", status=404, content_type="text/plain")
    except InvalidInput:
        return HttpResponse("invalid", status=400, content_type="text/plain")
    if is_new:
        wake_carrier_reports()
    return HttpResponse("ok", content_type="text/plain")
