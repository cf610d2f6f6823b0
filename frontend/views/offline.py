"""What a phone shows without a network: a page that says so, and no price that may be old."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.http import require_safe

from marketplace.kernel.texts import LANGUAGES


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """Say that there is no network; the service worker keeps this page, and it asks the database nothing."""
    return render(request, "frontend/offline.html")


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """Give the script that keeps the offline pages; it stands at the root, so that it serves the whole shop."""
    pages = {}
    for language in LANGUAGES:
        with override(language):
            pages[language] = reverse("frontend:offline")
    return render(
        request, "frontend/service_worker.js", {"pages": pages}, content_type="text/javascript; charset=utf-8"
    )
