"""A person closes their account for good."""

from datetime import datetime

from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from marketplace.accounts.client_urls import client_link, client_url_checked
from marketplace.accounts.events import PersonDeleted
from marketplace.accounts.messages import tell_by_email
from marketplace.accounts.models import User
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, DomainError, InvalidInput, NotAllowed
from marketplace.outbox import bus


class _DeletionTokens(PasswordResetTokenGenerator):
    """Secrets that close an account and cannot set its password."""

    key_salt = "marketplace.accounts.services.account_delete"


_tokens = _DeletionTokens()


class StaffStays(DomainError):
    """Whoever works here is let go by others."""

    code = "DELETE_STAFF_ACCOUNT"


class StillNeeded(Conflict):
    """Something that must be kept leans on the account."""

    code = "INVALID"


def _locked(actor: Actor) -> User:
    if actor.user_id is None:
        raise NotAllowed(_("Please sign in first."))
    return User.objects.select_for_update().get(pk=actor.user_id)


@transaction.atomic
def account_deletion_request(*, actor: Actor, redirect_url: str, now: datetime) -> None:
    """
    Send who is signed in a link that closes the account.

    :raises NotAllowed: if nobody is signed in
    :raises InvalidInput: if the page is no client of ours, or there is no address to which the link could go
    """
    user = _locked(actor)
    page = client_url_checked(redirect_url)
    if not user.email:
        raise InvalidInput(_("This account has no e-mail address."), field="email")
    link = client_link(page, token=_tokens.make_token(user))
    tell_by_email(kind="delete_account", to=user.email, language=user.language, link=link, now=now)


@transaction.atomic
def account_delete(*, actor: Actor, token: str, now: datetime) -> User:
    """
    Close the account of who is signed in; orders stay, without their customer's name on the list.

    :raises NotAllowed: if nobody is signed in
    :raises InvalidInput: if the secret is not this account's, or its time is over
    :raises StaffStays: if the person works for the marketplace
    :raises StillNeeded: if papers lean on the account
    """
    user = _locked(actor)
    if user.is_staff:
        raise StaffStays(_("Cannot delete a staff account."))
    if not _tokens.check_token(user, token):
        raise InvalidInput(_("Invalid or expired token."), field="token")
    person_remove(user, now=now)
    return user


def person_remove(user: User, *, now: datetime) -> None:
    """
    Delete a person; the row in hand keeps its id, so that a face can say whom.

    :raises StillNeeded: if papers lean on the account
    """
    key = user.pk
    try:
        with transaction.atomic():
            user.delete()
    except ProtectedError:
        raise StillNeeded(_("Papers that must be kept name this account; close it instead.")) from None
    user.pk = key
    bus.publish(PersonDeleted(user_id=key, is_staff=user.is_staff, happened_at=now))
