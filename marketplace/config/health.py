"""Is it alive, and can it serve? Two questions that a load balancer asks."""

from collections.abc import Callable
from datetime import timedelta

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis.exceptions import RedisError

from marketplace.outbox.models import Receipt, ReceiptState

# A message that has been due for longer means that no worker is delivering.
LATE = timedelta(minutes=5)


@require_safe
@never_cache
def live(_request: HttpRequest) -> JsonResponse:
    """Answer that this process runs; asks nobody else."""
    return JsonResponse({"alive": True})


@require_safe
@never_cache
def ready(_request: HttpRequest) -> JsonResponse:
    """
    Answer 200 when database and cache can be used, else 503; tell how the outbox stands.

    A late outbox is told but does not take the web out of service: pages and orders work without a worker.
    """
    checks = {"database": _works(_database), "cache": _works(_cache)}
    body: dict[str, object] = dict(checks)
    if checks["database"]:
        body["outbox"] = _outbox()
    return JsonResponse(body, status=200 if all(checks.values()) else 503)


def _works(ask: Callable[[], None]) -> bool:
    try:
        ask()
    except (DatabaseError, RedisError, OSError):
        return False
    return True


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _cache() -> None:
    cache.get("health")


def _outbox() -> dict[str, int]:
    pending = Receipt.objects.filter(state=ReceiptState.PENDING)
    return {
        "late": pending.filter(due_at__lt=timezone.now() - LATE)[:1000].count(),
        "dead": Receipt.objects.filter(state=ReceiptState.DEAD)[:1000].count(),
    }
