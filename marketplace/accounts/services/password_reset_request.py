"""Somebody forgot a password: the account's own address is sent a link."""

from datetime import datetime, timedelta

from django.contrib.auth.tokens import default_token_generator
from django.core.cache import cache
from django.db import transaction

from marketplace.accounts.client_urls import client_link, client_url_checked
from marketplace.accounts.messages import tell_by_email
from marketplace.accounts.models import User

# One link in this time for each account
PAUSE = timedelta(minutes=1)


@transaction.atomic
def password_reset_request(*, email: str, redirect_url: str, now: datetime) -> None:
    """
    Send a link with which a new password can be set, if there is an account that this address may open.

    The caller learns nothing about whether there is one.

    :raises InvalidInput: if the page is no client of ours
    """
    page = client_url_checked(redirect_url)
    user = _known(email)
    if user is None or not cache.add(f"password-reset:{user.pk}", 1, timeout=PAUSE.seconds):
        return
    password_link_send(user=user, page=page, kind="reset_password", now=now)


def password_link_send(*, user: User, page: str, kind: str, now: datetime) -> None:
    """Send a person the link with which a password is set."""
    if user.email is None:
        return
    link = client_link(page, email=user.email, token=default_token_generator.make_token(user))
    tell_by_email(kind=kind, to=user.email, language=user.language, link=link, now=now)


def _known(email: str) -> User | None:
    user = User.objects.filter(email__iexact=email, is_active=True).first() if "\x00" not in email else None
    return user if user is not None and address_opens(user) else None


def address_opens(user: User) -> bool:
    """
    Say whether the account's e-mail address may let somebody in.

    Not while it is only claimed by somebody who comes in by phone: its true owner would share the account with them.
    """
    return user.email_verified_at is not None or user.phone is None
