"""Somebody sets a password with the secret of a link that was sent to their address."""

from datetime import datetime

from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.accounts.events import PersonUpdated
from marketplace.accounts.models import User
from marketplace.accounts.passwords import password_checked
from marketplace.accounts.services.password_reset_request import address_opens
from marketplace.kernel.errors import InvalidInput
from marketplace.outbox import bus


@transaction.atomic
def password_set(*, email: str, password: str, token: str, now: datetime) -> User:
    """
    Set a password; the address is proved by it, and every token given out before stops working.

    :raises InvalidInput: if the secret is not this account's, was used, or its time is over
    :raises WeakPassword: if the password would be guessed
    """
    known = User.objects.select_for_update().filter(email__iexact=email, is_active=True)
    user = known.first() if "\x00" not in email else None
    if user is None or not address_opens(user) or not default_token_generator.check_token(user, token):
        raise InvalidInput(_("Invalid or expired token."), field="token")
    user.set_password(password_checked(password, user=user, field="password"))
    user.email_verified_at = user.email_verified_at or now
    user.last_login = now
    user.save(update_fields=["password", "email_verified_at", "last_login", "updated_at"])
    bus.publish(PersonUpdated(user_id=user.pk, is_staff=user.is_staff, happened_at=now))
    return user
