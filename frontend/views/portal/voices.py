"""The recorded voices of the portal, given to those who may hear them."""

from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from frontend.access import opened_to, opens_portal
from marketplace.kernel.actor import Actor
from marketplace.network.policies import may_record
from marketplace.network.recordings import recording_heard

# A recording never changes: another one has another number.
KEPT = {
    "Cache-Control": "private, max-age=31536000, immutable",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
}


def opens_voices(actor: Actor) -> bool:
    """Who works in a portal, and who records for it."""
    return opens_portal(actor) or may_record(actor)


@require_safe
@opened_to(opens_voices)
def voice(request: HttpRequest, recording_id: int) -> HttpResponseBase:
    """Play a recording."""
    row = recording_heard(recording_id)
    file = row.file.storage.open(str(row.file.name))
    return FileResponse(file, content_type=row.content_type, headers=KEPT)
