"""Pictures from strangers made safe: decoded as a raster, turned upright, encoded again without what was beside it."""

import io
import uuid
from dataclasses import dataclass

from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps

from marketplace.kernel.errors import InvalidInput

# A phone's photograph fits; a bomb does not: pixels are counted from the header before anything is decoded.
MOST_BYTES = 15 * 1024 * 1024
MOST_PIXELS = 50_000_000
LEAST_SIDE = 100
# What is kept: enough for a page that zooms, and for print at hand size
KEPT_SIDE = 2400
FORMATS = ("JPEG", "PNG", "WEBP", "AVIF")
_JPEG_QUALITY = 88


@dataclass(frozen=True, slots=True)
class Raster:
    """A safe picture: its bytes, its size in pixels, and a file name that says nothing."""

    content: bytes
    width: int
    height: int
    name: str


def raster_of(content: bytes, *, field: str = "image") -> Raster:
    """
    Decode a picture and encode it again as JPEG (PNG where it is transparent), without EXIF, place or profile.

    :raises InvalidInput: if it is no JPEG, PNG, WebP or AVIF, broken, too small, or too large in bytes or pixels
    """
    if len(content) > MOST_BYTES:
        raise InvalidInput(
            _("A picture may have at most %(most)s megabytes.") % {"most": MOST_BYTES // 1024 // 1024},
            field=field,
        )
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as image:
            width, height = image.size
            _check_size(width, height, field)
            image.load()
            upright = _in_srgb(ImageOps.exif_transpose(image))
    except (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError):
        raise InvalidInput(
            _("This is not a picture that we can read: please send JPEG, PNG or WebP."), field=field
        ) from None
    return _encoded(upright)


def _check_size(width: int, height: int, field: str) -> None:
    if width * height > MOST_PIXELS:
        raise InvalidInput(
            _("A picture may have at most %(most)s million pixels.") % {"most": MOST_PIXELS // 1_000_000},
            field=field,
        )
    if min(width, height) < LEAST_SIDE:
        raise InvalidInput(
            _("Each side of a picture needs at least %(least)s pixels.") % {"least": LEAST_SIDE}, field=field
        )


def _in_srgb(image: Image.Image) -> Image.Image:
    """Bring colours into sRGB, so that the profile can be left away."""
    has_alpha = "A" in image.getbands() or "transparency" in image.info
    profile = image.info.get("icc_profile")
    plain = image.convert("RGBA" if has_alpha else "RGB")
    if not profile or image.mode not in {"RGB", "RGBA"}:
        return plain
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        converted = ImageCms.profileToProfile(plain, source, ImageCms.createProfile("sRGB"))
    except (ImageCms.PyCMSError, OSError):
        return plain
    return converted or plain


def _encoded(image: Image.Image) -> Raster:
    image.thumbnail((KEPT_SIDE, KEPT_SIDE), Image.Resampling.LANCZOS)
    # A new image carries over pixels and nothing else: no EXIF, no XMP, no comment.
    bare = Image.new(image.mode, image.size)
    bare.paste(image)
    out = io.BytesIO()
    if bare.mode == "RGBA" and bare.getchannel("A").getextrema() != (255, 255):
        kind = "png"
        bare.save(out, "PNG", optimize=True)
    else:
        kind = "jpg"
        bare.convert("RGB").save(out, "JPEG", quality=_JPEG_QUALITY, optimize=True, progressive=True)
    return Raster(out.getvalue(), bare.width, bare.height, f"{uuid.uuid4().hex}.{kind}")
