"""Write down which small copies of a picture are to be made."""

from datetime import datetime

from catalog.models.media import Media, Thumbnail
from catalog.states import ThumbnailFormat

SIZES = (128, 256, 512, 1024)


def thumbnails_plan(*, media_id: int, now: datetime) -> int:
    """
    Make a due row for each size and format, up to the first size that holds the whole picture; return how many.

    A picture that is gone needs none. Planning twice adds nothing.
    """
    media = Media.objects.filter(pk=media_id).only("width", "height").first()
    if media is None:
        return 0
    longest = max(media.width, media.height)
    wanted = [size for place, size in enumerate(SIZES) if place == 0 or SIZES[place - 1] < longest]
    rows = [
        Thumbnail(media_id=media_id, size=size, format=kind, due_at=now)
        for size in wanted
        for kind in ThumbnailFormat.values
    ]
    Thumbnail.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)
