"""A seller says what a picture shows, for who cannot see it."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from catalog.models.media import Media
from catalog.services.media_locked import media_locked
from marketplace.kernel.actor import Actor
from marketplace.kernel.input_texts import clean_texts


@transaction.atomic
def media_describe(*, actor: Actor, media_id: int, alts: Mapping[str, str], now: datetime) -> Media:
    """
    Write what a picture shows, language by language; an empty text takes a language away.

    :raises NotFound: if there is no such picture, or it is not the actor's to see
    :raises NotAllowed: if the actor may not write its product
    :raises IllegalMove: if the product is archived
    :raises InvalidInput: if a text is too long
    """
    (media,) = media_locked(actor=actor, media_ids=[media_id])
    media.alts = clean_texts({**media.alts, **alts}, field="alt", most=250)
    media.save(update_fields=["alts"])
    media.product.updated_at = now
    media.product.save(update_fields=["updated_at"])
    return media
