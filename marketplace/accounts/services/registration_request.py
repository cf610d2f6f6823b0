"""Somebody asks for an account by e-mail; it exists once its address is confirmed, and never before."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.accounts.client_urls import client_link, client_url_checked
from marketplace.accounts.messages import LINK_LIFE, tell_by_email
from marketplace.accounts.models import Registration, User
from marketplace.accounts.passwords import password_checked
from marketplace.kernel.errors import DomainError, InvalidInput
from marketplace.kernel.input_texts import clean_line

# Claims to one address that wait at the same time; the oldest make room.
MOST_CLAIMS = 5


class Missing(DomainError):
    """Something that must be said was not."""

    code = "REQUIRED"


@dataclass(frozen=True, slots=True)
class NewPerson:
    """What somebody says of themselves."""

    email: str
    password: str
    first_name: str = ""
    last_name: str = ""
    language: str = "fr"
    metadata: Mapping[str, str] = field(default_factory=dict)


def email_checked(email: str, *, field: str = "email") -> str:
    """
    Pass an address in the form in which it is kept.

    :raises InvalidInput: if it can be none
    """
    written = email.strip().lower()
    try:
        validate_email(written)
    except ValidationError:
        raise InvalidInput(_("Enter a valid email address."), field=field) from None
    return written


def names_joined(first_name: str, last_name: str) -> tuple[str, str]:
    """
    Return the whole name and the family's.

    :raises InvalidInput: naming the field that is too long
    """
    first = clean_line(first_name, field="first_name", most=75, required=False)
    last = clean_line(last_name, field="last_name", most=74, required=False)
    return " ".join(part for part in (first, last) if part), last


@transaction.atomic
def registration_request(*, person: NewPerson, redirect_url: str, now: datetime) -> None:
    """
    Send a link that opens an account with this password; whoever has one already is told so by e-mail.

    The caller learns nothing about whether there is one.

    :raises Missing: if nobody said to which page the link leads
    :raises InvalidInput: if that page is no client of ours, or the address can be none
    :raises WeakPassword: if the password would be guessed
    """
    if not redirect_url:
        raise Missing(_("This field is required."), field="redirect_url")
    page = client_url_checked(redirect_url)
    email = email_checked(person.email)
    full_name, family_name = names_joined(person.first_name, person.last_name)
    password_checked(person.password, user=User(email=email, full_name=full_name), field="password")
    # As dear for a known address as for an unknown one, so that the time tells nothing.
    password = make_password(person.password)
    if User.objects.filter(email__iexact=email).exists():
        tell_by_email(kind="known", to=email, language=person.language, link=page, now=now)
        return
    token = secrets.token_urlsafe(32)
    Registration.objects.create(
        email=email,
        password=password,
        full_name=full_name,
        family_name=family_name,
        language=person.language,
        metadata=dict(person.metadata),
        token_hash=token_hash(token),
        expires_at=now + LINK_LIFE,
        created_at=now,
    )
    _make_room(email, now)
    link = client_link(page, email=email, token=token)
    tell_by_email(kind="confirm_account", to=email, language=person.language, link=link, now=now)


def _make_room(email: str, now: datetime) -> None:
    """Forget claims whose time is over, and the oldest of too many to one address."""
    Registration.objects.filter(expires_at__lte=now).delete()
    claims = Registration.objects.filter(email=email).order_by("-pk")
    too_many = list(claims.values_list("pk", flat=True)[MOST_CLAIMS:])
    Registration.objects.filter(pk__in=too_many).delete()


def token_hash(token: str) -> str:
    """Return how a secret of a link is kept."""
    return sha256(token.encode()).hexdigest()
