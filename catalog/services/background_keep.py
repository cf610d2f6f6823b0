"""A picture behind the name of a category or a collection is kept, made safe."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from marketplace.kernel.raster import raster_of


@dataclass(frozen=True, slots=True)
class Background:
    """A picture behind the name: the file as it was sent (None leaves it, empty takes it away) and its words."""

    content: bytes | None = None
    alts: Mapping[str, str] | None = None


def background_kept(background: Background | None) -> dict[str, object]:
    """
    Store the picture and return the columns to write; call it before any lock is taken, since it takes long.

    :raises InvalidInput: if the file is no usable picture
    """
    if background is None:
        return {}
    columns: dict[str, object] = {}
    if background.content is not None:
        columns["background"] = ""
        if background.content:
            raster = raster_of(background.content, field="background_image")
            columns["background"] = default_storage.save(
                f"backgrounds/{raster.name}", ContentFile(raster.content)
            )
    if background.alts is not None:
        columns["background_alts"] = dict(background.alts)
    return columns
