"""Uploaded files, when they lie in a folder of ours rather than in a store of their own."""

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe
from django.views.static import serve

from marketplace.config.content_security import sandboxed

# Names of stored files never change their content.
A_WEEK = "public, max-age=604800"


@require_safe
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Send a stored file; whatever somebody managed to upload, it cannot run as a page of ours."""
    response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    response.headers["Cache-Control"] = A_WEEK
    return sandboxed(response)
