"""A person, or a program that may act for people, writes how somebody is called and reached."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.accounts.events import PersonUpdated
from marketplace.accounts.models import User, split_name
from marketplace.accounts.policies import may_impersonate
from marketplace.accounts.services.registration_request import names_joined
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotAllowed
from marketplace.kernel.metadata import metadata_with
from marketplace.kernel.policy import require
from marketplace.outbox import bus


def name_written(user: User, *, first_name: str | None, last_name: str | None) -> None:
    """
    Write the parts of a name that were given; the other stays.

    :raises InvalidInput: naming the part that is too long
    """
    if first_name is None and last_name is None:
        return
    first, last = split_name(user.full_name, user.family_name)
    user.full_name, user.family_name = names_joined(
        first if first_name is None else first_name, last if last_name is None else last_name
    )


@transaction.atomic
def person_update(
    *,
    actor: Actor,
    user_id: int | None = None,
    first_name: str | None = None,
    last_name: str | None = None,
    language: str | None = None,
    metadata: Mapping[str, str] | None = None,
    now: datetime,
) -> User:
    """
    Write name, language and metadata of who is signed in, or of `user_id` for a program that may act for people.

    :raises NotAllowed: if nobody is signed in, or the program may not act for people
    :raises InvalidInput: naming the field that cannot be used
    """
    user = acting_for(actor, user_id)
    name_written(user, first_name=first_name, last_name=last_name)
    if language is not None:
        user.language = language
    user.metadata = metadata_with(user.metadata, metadata or {}, field="metadata")
    user.save(update_fields=["full_name", "family_name", "language", "metadata", "updated_at"])
    bus.publish(PersonUpdated(user_id=user.pk, is_staff=user.is_staff, happened_at=now))
    return user


def acting_for(actor: Actor, user_id: int | None) -> User:
    """
    Return the person for whom somebody acts, under the row lock.

    :raises NotAllowed: if nobody is signed in, or somebody else's program asks
    """
    if user_id is not None and user_id != actor.user_id:
        require(may_impersonate(actor), _("You may not act for others."))
    key = user_id if user_id is not None else actor.user_id
    known = User.objects.select_for_update().filter(is_active=True)
    user = known.filter(pk=key).first() if key is not None else None
    if user is None:
        raise NotAllowed(_("Please sign in first."))
    return user
