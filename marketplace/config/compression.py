"""Compress pages where no proxy stands in front of the shop."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

# Pictures, PDFs and fonts are compressed already
_WORDY = ("text/", "application/json", "application/xml", "application/rss+xml", "application/manifest+json")


class PageCompressionMiddleware(GZipMiddleware):
    """
    Compress what consists of words; a proxy that compresses makes it needless.

    Django adds up to a hundred random bytes to each page and masks the token of its forms anew each time, so that
    lengths tell nothing about what is in a page (BREACH, https://www.breachattack.com/).
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Pass everything else on as it is, files that are streamed among it."""
        if response.streaming or not response.get("Content-Type", "").startswith(_WORDY):
            return response
        return super().process_response(request, response)
