"""Texts that clients keep with people: their own, and those of the staff and their apps."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.accounts.policies import may_manage_customers, may_manage_staff
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.kernel.metadata import metadata_with, metadata_without
from marketplace.kernel.policy import require


@transaction.atomic
def user_metadata_write(
    *,
    actor: Actor,
    user_id: int,
    changes: Mapping[str, str] | None = None,
    removed: Sequence[str] = (),
    is_private: bool = False,
) -> User:
    """
    Write and remove keys of a person's metadata: the person the public ones, the staff both.

    :raises NotAllowed: if the actor is somebody else and does not look after such people
    :raises NotFound: if there is no such person
    :raises InvalidInput: if a key is empty, or it is too much
    """
    user = User.objects.select_for_update().filter(pk=user_id).first()
    keeps = may_manage_staff(actor) if user is not None and user.is_staff else may_manage_customers(actor)
    is_own = not is_private and actor.user_id is not None and actor.user_id == user_id
    require(keeps or is_own, _("You may not change the metadata of this."))
    if user is None:
        raise NotFound(_("There is no such person."), field="id")
    column = "private_metadata" if is_private else "metadata"
    written = metadata_with(getattr(user, column), changes or {}, field="input")
    setattr(user, column, metadata_without(written, removed))
    user.save(update_fields=[column])
    return user
