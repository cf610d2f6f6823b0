"""Pictures of products, and the small copies that pages show."""

import uuid

from django.db import models
from django.db.models import Q

from catalog.models.described import WithMetadata
from catalog.models.product import Product, Variant
from catalog.states import ThumbnailFormat, ThumbnailState


def random_media_path(media: "Media", filename: str) -> str:
    """Name a picture by chance: an uploader's file name may carry a person's name or a path."""
    return f"products/{uuid.uuid4().hex}.{filename.rsplit('.', 1)[-1]}"


def random_thumbnail_path(thumbnail: "Thumbnail", filename: str) -> str:
    """Name a small copy by chance; its ending is its format."""
    return f"thumbnails/{uuid.uuid4().hex}.{thumbnail.format}"


class Media(WithMetadata):
    """A picture as we keep it: decoded and encoded again, without EXIF."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="media")
    image = models.ImageField(
        upload_to=random_media_path, width_field="width", height_field="height", max_length=120
    )
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    # language code -> what a person who cannot see it should be told
    alts = models.JSONField(default=dict, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["product", "position", "id"], name="catalog_media_of_product")]

    def __str__(self) -> str:
        return self.image.name or f"#{self.pk}"


class Thumbnail(models.Model):
    """A small copy of a picture; while `state` is due the row is the work to be done."""

    media = models.ForeignKey(Media, on_delete=models.CASCADE, related_name="thumbnails")
    # The longest side in pixels
    size = models.PositiveSmallIntegerField()
    format = models.CharField(max_length=4, choices=ThumbnailFormat.choices)
    file = models.FileField(upload_to=random_thumbnail_path, blank=True, max_length=120)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=6, choices=ThumbnailState.choices, default=ThumbnailState.DUE)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["media", "size", "format"], name="catalog_thumbnail_once"),
            models.CheckConstraint(
                condition=Q(state__in=ThumbnailState.values), name="catalog_thumbnail_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | ~Q(file=""), name="catalog_thumbnail_done_has_file"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(state="due"), name="catalog_thumbnail_due")
        ]

    def __str__(self) -> str:
        return f"{self.media_id} {self.size} {self.format}"


class VariantMedia(models.Model):
    """A picture of a product that shows one of its variants."""

    variant = models.ForeignKey(Variant, on_delete=models.CASCADE, related_name="shown_by")
    media = models.ForeignKey(Media, on_delete=models.CASCADE, related_name="shows")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["variant", "media"], name="catalog_variant_media_once")
        ]

    def __str__(self) -> str:
        return f"{self.media_id} shows {self.variant_id}"
