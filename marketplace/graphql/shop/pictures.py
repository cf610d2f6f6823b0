"""Pictures, by the size and format that a client asks for."""

from collections.abc import Mapping
from typing import Any

import graphene
from django.conf import settings
from django.core.files.storage import default_storage

from catalog.services.background_keep import Background
from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.shop.languages import DEFAULT_LANGUAGE
from marketplace.kernel.texts import text_in

ThumbnailFormatEnum = saleor_enum("ThumbnailFormatEnum", "Formats in which small pictures are served.")
# What a client gets who asks for no size: the size at which Saleor serves avatars and thumbnails.
DEFAULT_SIZE = 256
# Browsers of the last years all read it, so it also stands in for "the original's format" in small copies.
_SMALL_FORMAT = "webp"


class Image(graphene.ObjectType):
    """Represents an image."""

    url = graphene.String(required=True, description="The URL of the image.")
    alt = graphene.String(description="Alt text for an image.")


def format_of(asked: Any) -> str:
    """Return our format for one of the contract."""
    value = getattr(asked, "value", asked) or "ORIGINAL"
    return _SMALL_FORMAT if value == "ORIGINAL" else str(value).lower()


def absolute(path: str) -> str:
    """Return an address that works from another site too."""
    return path if "://" in path else f"{settings.PUBLIC_URL}{path}"


def picture_args() -> dict[str, Any]:
    """Return the arguments of every field that is a picture."""
    return {
        "size": graphene.Int(description="Desired longest side the image in pixels."),
        "format": graphene.Argument(
            ThumbnailFormatEnum,
            default_value=ThumbnailFormatEnum._meta.enum["ORIGINAL"],
            description="The format of the image.",
        ),
    }


def background_given(given: Mapping[str, Any]) -> Background:
    """Return the picture behind a name and its words as a client sent them."""
    picture, alt = given.get("background_image"), given.get("background_image_alt")
    content = picture.read() if picture is not None else None
    if picture is None and "background_image" in given:
        content = b""
    return Background(content, {DEFAULT_LANGUAGE: alt} if alt is not None else None)


def image_of(name: str, alts: Mapping[str, str]) -> dict[str, str] | None:
    """Return the row of Image for a stored picture of which no small copies are kept; None for none."""
    if not name:
        return None
    return {"url": absolute(default_storage.url(name)), "alt": text_in(alts, DEFAULT_LANGUAGE)}
