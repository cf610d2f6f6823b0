"""Somebody opens the link that was sent to their address: now there is an account."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.accounts.events import PersonCreated
from marketplace.accounts.models import Registration, User
from marketplace.accounts.services.registration_request import token_hash
from marketplace.kernel.errors import InvalidInput
from marketplace.outbox import bus


@transaction.atomic
def registration_confirm(*, email: str, token: str, now: datetime) -> User:
    """
    Open the account of the claim that bears this secret, and forget every other claim to its address.

    :raises InvalidInput: if there is no such claim, its time is over, or the address belongs to somebody by now
    """
    wanted = Registration.objects.select_for_update().filter(token_hash=token_hash(token), expires_at__gt=now)
    claim = wanted.first()
    written = email.strip().lower()
    if claim is None or claim.email != written or User.objects.filter(email__iexact=written).exists():
        raise InvalidInput(_("Invalid or expired token."), field="token")
    user = User.objects.create(
        email=claim.email,
        password=claim.password,
        full_name=claim.full_name,
        family_name=claim.family_name,
        language=claim.language,
        metadata=claim.metadata,
        email_verified_at=now,
    )
    Registration.objects.filter(email=claim.email).delete()
    bus.publish(PersonCreated(user_id=user.pk, happened_at=now))
    return user
