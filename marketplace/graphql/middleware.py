"""
The API's short way: it is answered before sessions, languages, messages and pages are made ready.

A request for data needs none of them, and making them ready costs more than most answers. It stands behind the
middleware that writes security headers, and does itself what of the rest an API needs.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation

from marketplace.graphql.view import api

PATH = "/graphql/"


class ApiMiddleware:
    """Answer requests for data at once, and pass everything else on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, or pass on."""
        if request.path_info != PATH or not _asks_for_data(request):
            return self.get_response(request)
        request.get_host()  # refuses a forged Host header, as CommonMiddleware would
        with translation.override(_language_of(request)):
            response = api(request)
        response.headers["Content-Length"] = str(len(response.content))
        response.headers["X-Frame-Options"] = "DENY"
        return response


def _language_of(request: HttpRequest) -> str:
    """Return the language that is asked for; clients that ask for none expect the contract's own, English."""
    if "Accept-Language" in request.headers or settings.LANGUAGE_COOKIE_NAME in request.COOKIES:
        return translation.get_language_from_request(request)
    return "en"


def _asks_for_data(request: HttpRequest) -> bool:
    """Say whether it is a question; who only looks gets the playground, which is a page like others."""
    return request.method in ("POST", "OPTIONS") or (request.method == "GET" and "query" in request.GET)
