"""A person adds a passkey: another way into their account, on a device of theirs."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from marketplace.accounts.events import PasskeyAdded
from marketplace.accounts.models import Passkey, User
from marketplace.accounts.passkeys import (
    FRESH,
    MOST_PASSKEYS,
    State,
    registration_begin,
    registration_proved,
)
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, InvalidInput
from marketplace.kernel.input_texts import clean_line
from marketplace.kernel.policy import require
from marketplace.outbox import bus

LONGEST_NAME = 60


def is_fresh(user: User, now: datetime) -> bool:
    """Say whether a person came in lately enough to make another way in."""
    return user.last_login is not None and now - user.last_login <= FRESH


def _user(actor: Actor, now: datetime) -> User:
    require(actor.user_id is not None, _("Please sign in first."))
    user = User.objects.select_for_update().get(pk=actor.user_id or 0)
    require(is_fresh(user, now), _("Please sign in once more before you add a passkey."))
    return user


@transaction.atomic
def passkey_begin(*, actor: Actor, now: datetime) -> tuple[dict[str, Any], State]:
    """
    Return what the browser is asked, and what must be remembered until it answers.

    :raises NotAllowed: if nobody is signed in, or longer ago than half an hour
    :raises Conflict: if there are ten passkeys already
    """
    user = _user(actor, now)
    known = list(user.passkeys.values_list("public", flat=True))
    if len(known) >= MOST_PASSKEYS:
        raise Conflict(_("An account has at most ten passkeys: please remove one first."), field="passkey")
    return registration_begin(user_id=user.pk, name=str(user), known=(bytes(each) for each in known), now=now)


@transaction.atomic
def passkey_add(*, actor: Actor, name: str, answer: str, state: Mapping[str, str], now: datetime) -> Passkey:
    """
    Keep the public half of a key that a device has just made, and tell its person.

    :param state: what `passkey_begin` gave; good once, the caller forgets it
    :raises NotAllowed: if nobody is signed in, or longer ago than half an hour
    :raises InvalidInput: if the name is missing or too long, or the answer proves nothing or came too late
    :raises Conflict: if there are ten passkeys already, or somebody has this one
    """
    user = _user(actor, now)
    title = clean_line(name, field="name", most=LONGEST_NAME)
    made = registration_proved(answer, state, now=now)
    if made is None:
        raise InvalidInput(_("The device did not answer as it should. Please try again."), field="answer")
    if user.passkeys.count() >= MOST_PASSKEYS:
        raise Conflict(_("An account has at most ten passkeys: please remove one first."), field="passkey")
    try:
        with transaction.atomic():
            row = Passkey.objects.create(
                user=user,
                name=title,
                credential_id=made.credential_id,
                public=made.public,
                counter=made.counter,
                created_at=now,
            )
    except IntegrityError:
        raise Conflict(_("This passkey is known already."), field="passkey") from None
    bus.publish(PasskeyAdded(user_id=user.pk, passkey_id=row.pk, name=title, happened_at=now))
    return row
