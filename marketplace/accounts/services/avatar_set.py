"""A person keeps a picture of themselves, or none."""

from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.accounts.events import PersonUpdated
from marketplace.accounts.models import User
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotAllowed
from marketplace.kernel.raster import raster_of
from marketplace.outbox import bus


def avatar_set(*, actor: Actor, content: bytes, now: datetime) -> User:
    """
    Keep a picture, made safe; the one before is deleted once the change is.

    :param content: the file as it was sent
    :raises NotAllowed: if nobody is signed in
    :raises InvalidInput: if the file is no usable picture
    """
    if actor.user_id is None:
        raise NotAllowed(_("Please sign in first."))
    raster = raster_of(content)
    stored = default_storage.save(f"avatars/{raster.name}", ContentFile(raster.content))
    try:
        return _replaced(actor, stored, now)
    except BaseException:
        default_storage.delete(stored)
        raise


def avatar_remove(*, actor: Actor, now: datetime) -> User:
    """
    Forget the picture.

    :raises NotAllowed: if nobody is signed in
    """
    return _replaced(actor, "", now)


@transaction.atomic
def _replaced(actor: Actor, stored: str, now: datetime) -> User:
    if actor.user_id is None:
        raise NotAllowed(_("Please sign in first."))
    user = User.objects.select_for_update().get(pk=actor.user_id)
    before, user.avatar = user.avatar.name, stored
    user.save(update_fields=["avatar", "updated_at"])
    if before:
        transaction.on_commit(lambda: default_storage.delete(before))
    bus.publish(PersonUpdated(user_id=user.pk, is_staff=user.is_staff, happened_at=now))
    return user
