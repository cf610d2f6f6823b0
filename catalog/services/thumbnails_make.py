"""Make the small copies that are due: claimed row by row, drawn outside any transaction."""

import io
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from PIL import Image

from catalog.models.media import Media, Thumbnail, random_thumbnail_path
from catalog.states import ThumbnailState

MAX_ATTEMPTS = 5
# A claim that is not finished after this time belonged to a worker that died.
LEASE = timedelta(minutes=5)
_OPTIONS: dict[str, dict[str, int]] = {
    "avif": {"quality": 55, "speed": 7},
    "webp": {"quality": 78, "method": 4},
}

_CLAIM = """
    UPDATE catalog_thumbnail SET attempts = attempts + 1, due_at = %(until)s
    WHERE id IN (
        SELECT id FROM catalog_thumbnail WHERE state = 'due' AND due_at <= %(now)s AND attempts < %(most)s
        ORDER BY due_at, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
    )
    RETURNING id
"""


def thumbnails_make(*, now: datetime, limit: int = 16) -> int:
    """
    Claim up to `limit` due copies, draw and store them; return how many were claimed.

    What cannot be drawn is tried again later, and given up after five attempts.
    """
    _bury_exhausted(now=now)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_CLAIM, {"now": now, "until": now + LEASE, "limit": limit, "most": MAX_ATTEMPTS})
        claimed = [row[0] for row in cursor.fetchall()]
    rows = (
        Thumbnail.objects.filter(pk__in=claimed)
        .select_related("media")
        .order_by("media_id", "size", "format")
    )
    for _media_id, group in groupby(rows, key=lambda row: row.media_id):
        copies = list(group)
        _draw_all(copies[0].media, copies)
    return len(claimed)


def _draw_all(media: Media, copies: Sequence[Thumbnail]) -> None:
    """Decode once, draw each copy."""
    try:
        with default_storage.open(str(media.image)) as file, Image.open(file) as image:
            image.load()
            source = image.convert("RGBA" if "A" in image.getbands() else "RGB")
    except (OSError, SyntaxError, ValueError) as error:
        for copy in copies:
            _failed(copy, f"{type(error).__name__}: {error}")
        return
    for copy in copies:
        try:
            _draw(source, copy)
        except (OSError, ValueError) as error:
            _failed(copy, f"{type(error).__name__}: {error}")


def _draw(source: Image.Image, copy: Thumbnail) -> None:
    small = source.copy()
    small.thumbnail((copy.size, copy.size), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    small.save(out, copy.format.upper(), **_OPTIONS[copy.format])
    stored = default_storage.save(random_thumbnail_path(copy, ""), ContentFile(out.getvalue()))
    done = Thumbnail.objects.filter(pk=copy.pk, state=ThumbnailState.DUE).update(
        state=ThumbnailState.DONE, file=stored, width=small.width, height=small.height, last_error=""
    )
    if not done:
        # Another worker was quicker after our lease ran out, or the picture is gone.
        default_storage.delete(stored)


def _bury_exhausted(*, now: datetime) -> None:
    """Give up copies whose last claim ran out of its lease: their worker died each time."""
    Thumbnail.objects.filter(state=ThumbnailState.DUE, attempts__gte=MAX_ATTEMPTS, due_at__lte=now).update(
        state=ThumbnailState.FAILED, last_error="The worker died in every attempt."
    )


def _failed(copy: Thumbnail, error: str) -> None:
    state = ThumbnailState.FAILED if copy.attempts >= MAX_ATTEMPTS else ThumbnailState.DUE
    Thumbnail.objects.filter(pk=copy.pk, state=ThumbnailState.DUE).update(state=state, last_error=error[:500])
