"""A person takes another e-mail address; it counts once its link was opened."""

from datetime import datetime

from django.contrib.auth.hashers import check_password
from django.core import signing
from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.accounts.client_urls import client_link, client_url_checked
from marketplace.accounts.events import PersonUpdated
from marketplace.accounts.messages import LINK_LIFE, tell_by_email
from marketplace.accounts.models import User
from marketplace.accounts.services.password_check import WrongCredentials
from marketplace.accounts.services.registration_request import email_checked
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, InvalidInput, NotAllowed
from marketplace.outbox import bus

_SALT = "accounts.email-change"


class EmailTaken(Conflict):
    """The address is another person's."""

    code = "UNIQUE"


def _locked(actor: Actor) -> User:
    if actor.user_id is None:
        raise NotAllowed(_("Please sign in first."))
    return User.objects.select_for_update().get(pk=actor.user_id)


@transaction.atomic
def email_change_request(
    *, actor: Actor, password: str, new_email: str, redirect_url: str, now: datetime
) -> User:
    """
    Send a link to the new address; nothing changes before it is opened.

    :raises NotAllowed: if nobody is signed in
    :raises WrongCredentials: if the password is another
    :raises InvalidInput: if the address can be none, or the page is no client of ours
    :raises EmailTaken: if the address is another person's
    """
    user = _locked(actor)
    if not check_password(password, user.password):
        raise WrongCredentials(_("Password isn't valid."), field="password")
    email = email_checked(new_email, field="new_email")
    if User.objects.filter(email__iexact=email).exists():
        raise EmailTaken(_("Email is used by other user."), field="new_email")
    page = client_url_checked(redirect_url)
    token = signing.dumps(
        {"user": user.pk, "old": user.email, "new": email, "key": user.token_key}, salt=_SALT
    )
    tell_by_email(
        kind="change_email",
        to=email,
        language=user.language,
        link=client_link(page, token=token),
        now=now,
    )
    return user


@transaction.atomic
def email_change_confirm(*, actor: Actor, token: str, now: datetime) -> User:
    """
    Take the address to which the link was sent, and tell the one before.

    :raises NotAllowed: if nobody is signed in
    :raises InvalidInput: if the secret is another person's, was used, or its time is over
    :raises EmailTaken: if the address became another person's meanwhile
    """
    user = _locked(actor)
    try:
        said = signing.loads(token, salt=_SALT, max_age=LINK_LIFE)
    except signing.BadSignature:
        said = {}
    if (said.get("user"), said.get("old"), said.get("key")) != (user.pk, user.email, user.token_key):
        raise InvalidInput(_("Invalid or expired token."), field="token")
    email = said["new"]
    if User.objects.filter(email__iexact=email).exists():
        raise EmailTaken(_("Email is used by other user."), field="new_email")
    before, user.email, user.email_verified_at = user.email, email, now
    user.save(update_fields=["email", "email_verified_at", "updated_at"])
    if before:
        tell_by_email(kind="email_changed", to=before, language=user.language, link=email, now=now)
    bus.publish(PersonUpdated(user_id=user.pk, is_staff=user.is_staff, happened_at=now))
    return user
