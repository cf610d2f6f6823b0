"""Uploaded files for everyone, when their store has no public address of its own."""

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from marketplace.config.content_security import sandboxed

# The content behind a stored name never changes.
A_WEEK = "public, max-age=604800, immutable"


@require_safe
def media(_request: HttpRequest, path: str) -> HttpResponseBase:
    """Send a stored file; whatever somebody managed to upload, it cannot run as a page of ours."""
    try:
        file = default_storage.open(path)
    except (FileNotFoundError, IsADirectoryError) as error:
        raise Http404 from error
    response = FileResponse(file)
    response.headers["Cache-Control"] = A_WEEK
    return sandboxed(response)
