"""What many rows of the catalogue carry beside their own columns."""

import uuid
from typing import ClassVar

from django.db import models

from marketplace.kernel.actor import Permission


def random_background_path(_row: models.Model, filename: str) -> str:
    """Name a background picture by chance: an uploader's file name may carry a person's name or a path."""
    return f"backgrounds/{uuid.uuid4().hex}.{filename.rsplit('.', 1)[-1]}"


class WithMetadata(models.Model):
    """
    Texts under keys that clients keep with a row: public ones for who sees the row, private ones for the staff.

    Only services/metadata_write.py changes them on rows that exist. The database knows the defaults too, for rows
    that come by COPY.
    """

    metadata = models.JSONField(default=dict, db_default={}, blank=True)
    private_metadata = models.JSONField(default=dict, db_default={}, blank=True)

    # One of these lets somebody write both, and read the private ones
    metadata_permissions: ClassVar[tuple[Permission, ...]] = (Permission.MANAGE_PRODUCTS,)

    class Meta:
        abstract = True


class Described(WithMetadata):
    """
    What search engines are told, and addresses of its own in some languages; language code -> text.

    `documents` holds rich texts (marketplace.kernel.rich_text) where somebody wrote one.
    """

    seo_titles = models.JSONField(default=dict, db_default={}, blank=True)
    seo_descriptions = models.JSONField(default=dict, db_default={}, blank=True)
    slugs = models.JSONField(default=dict, db_default={}, blank=True)
    documents = models.JSONField(default=dict, db_default={}, blank=True)

    class Meta:
        abstract = True
