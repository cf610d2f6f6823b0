"""Seal new entries into the chain, and write down its head when a day has ended."""

from datetime import date, datetime, time, timedelta

from django.db import connection, transaction

from marketplace.kernel.formats import COUNTRY_ZONE
from marketplace.ledger.chain import GENESIS, WAITING, content_of, hash_of
from marketplace.ledger.models import DailyRoot, Seal, Unsealed

# Sealers take turns: the chain has one end. The number is ours alone among advisory locks.
_TURN = 0x1ED6E2
BATCH = 1000


@transaction.atomic
def journal_seal(*, now: datetime, limit: int = BATCH) -> int:
    """
    Seal up to `limit` entries that are committed and wait, in the order of their numbers; return how many.

    Posting never waits for it: an entry that commits late is sealed late, and its place says so.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_TURN])
    waiting = list(Unsealed.objects.order_by("pk").values_list("pk", flat=True)[:limit])
    if not waiting:
        return 0
    head = Seal.objects.order_by("-position").first()
    position, previous = (head.position, head.hash) if head else (0, GENESIS)
    seals = []
    with connection.cursor() as cursor:
        cursor.execute(WAITING, [waiting])
        rows = cursor.fetchall()
    for row in rows:
        position += 1
        seal_hash = hash_of(previous, content_of(row))
        seals.append(
            Seal(position=position, entry_id=row[0], previous_hash=previous, hash=seal_hash, sealed_at=now)
        )
        previous = seal_hash
    Seal.objects.bulk_create(seals, batch_size=BATCH)
    Unsealed.objects.filter(pk__in=waiting).delete()
    return len(seals)


@transaction.atomic
def journal_root(*, now: datetime) -> list[DailyRoot]:
    """Write down the head of the chain for each day that has ended since the last root; nothing twice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_TURN])
    last = DailyRoot.objects.order_by("-day").first()
    first = Seal.objects.order_by("position").first()
    if first is None:
        return []
    day = last.day + timedelta(days=1) if last else _day_of(first.sealed_at)
    roots = []
    while _ends(day) <= now:
        roots.append(_root(day, now))
        day += timedelta(days=1)
    return roots


def _root(day: date, now: datetime) -> DailyRoot:
    until = Seal.objects.filter(sealed_at__lt=_ends(day))
    head = until.order_by("-position")[0]
    count = until.filter(sealed_at__gte=_ends(day - timedelta(days=1))).count()
    return DailyRoot.objects.create(
        day=day, position=head.position, hash=head.hash, entry_count=count, rooted_at=now
    )


def _day_of(moment: datetime) -> date:
    return moment.astimezone(COUNTRY_ZONE).date()


def _ends(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time.min, COUNTRY_ZONE)
