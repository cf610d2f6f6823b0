"""Which requests are visitors' questions, whose answers may be kept (see `answers`)."""

from datetime import datetime
from hashlib import blake2b

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from marketplace.graphql.answers.keeper import Question
from marketplace.graphql.answers.shelf import Shelf
from marketplace.graphql.authentication import is_from_our_pages, token_of

LARGEST_QUESTION = 64 * 1024


def question_of(request: HttpRequest, now: datetime) -> Question | None:
    """Return what a visitor asks; None for whom a token or a session speaks, and for large bodies."""
    if not _is_visitors(request):
        return None
    body = request.body if request.method == "POST" else request.META.get("QUERY_STRING", "").encode()
    if not body or len(body) > LARGEST_QUESTION or body.lstrip()[:1] == b"[":
        return None
    if b"mutation" in body:
        # What changes something is never kept; a question that merely holds the word is answered anew each time.
        return None
    mark = f"{request.method}|{request.content_type}|{get_language()}|{timezone.localdate(now)}|{settings.DEBUG}|"
    key = blake2b(mark.encode() + body, digest_size=20).hexdigest()
    return Question(key, now, Shelf([caches[name] for name in settings.ANSWER_CACHES]))


def _is_visitors(request: HttpRequest) -> bool:
    """Say whether nobody is named: no token, and no session that may speak."""
    if request.method == "POST" and request.content_type not in ("application/json", "application/graphql"):
        return False
    if token_of(request):
        return False
    return settings.SESSION_COOKIE_NAME not in request.COOKIES or not is_from_our_pages(request)
