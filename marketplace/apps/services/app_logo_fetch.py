"""The logo of an app is fetched and made safe; an app without one, or with a broken one, is an app all the same."""

import logging

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from marketplace.apps.gateways.http import request
from marketplace.kernel.errors import DomainError
from marketplace.kernel.raster import Raster, raster_of

logger = logging.getLogger(__name__)


def logo_fetched(url: str) -> Raster | None:
    """Return the logo at an address, decoded and encoded again; None if there is none that can be used."""
    if not url:
        return None
    try:
        reply = request("GET", url, headers={"Accept": "image/*"}, field="brand")
        return raster_of(reply.body, field="brand") if reply.is_success else None
    except DomainError as refusal:
        logger.warning("The logo at %s cannot be used: %s", url, refusal.message)
        return None


def logo_kept(url: str) -> str:
    """Fetch a logo and return under which name it is stored; empty if there is none."""
    raster = logo_fetched(url)
    if raster is None:
        return ""
    return default_storage.save(f"app-logos/{raster.name}", ContentFile(raster.content))
