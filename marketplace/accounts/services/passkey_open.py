"""A passkey opens the door."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.accounts.models import Passkey, User
from marketplace.accounts.passkeys import key_named, opening_proved
from marketplace.kernel.errors import InvalidInput


@transaction.atomic
def passkey_open(*, answer: str, state: Mapping[str, str], now: datetime) -> User:
    """
    Return whose passkey has answered. Every refusal says the same, so that nobody learns which keys there are.

    :param state: what `opening_begin` gave; good once, the caller forgets it
    :raises InvalidInput: if the key is not known, the answer proves nothing or came too late, the account is closed,
        or the key has counted backwards: then there are two of it
    """
    named = key_named(answer)
    rows = Passkey.objects.select_for_update(of=("self",)).select_related("user")
    row = rows.filter(credential_id=named).first() if named else None
    counted = (
        opening_proved(answer, state, public=bytes(row.public), user_id=row.user_id, now=now) if row else None
    )
    if row is None or counted is None or not row.user.is_active or _is_copied(row, counted):
        raise InvalidInput(
            _("This passkey does not open anything here. Please come in with a code."), field="answer"
        )
    row.counter, row.used_at = counted, now
    row.save(update_fields=["counter", "used_at"])
    user: User = row.user
    return user


def _is_copied(row: Passkey, counted: int) -> bool:
    """Devices that count always count on; those that do not say 0 each time."""
    return (row.counter > 0 or counted > 0) and counted <= row.counter
