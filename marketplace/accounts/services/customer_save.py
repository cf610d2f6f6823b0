"""The staff keep what is known of customers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.accounts.client_urls import client_url_checked
from marketplace.accounts.events import PersonCreated, PersonUpdated
from marketplace.accounts.models import User
from marketplace.accounts.policies import may_manage_customers
from marketplace.accounts.services.address_save import address_default_set, address_write
from marketplace.accounts.services.email_change import EmailTaken
from marketplace.accounts.services.password_reset_request import password_link_send
from marketplace.accounts.services.person_update import name_written
from marketplace.accounts.services.registration_request import Missing, email_checked
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, NotFound
from marketplace.kernel.metadata import metadata_with
from marketplace.kernel.policy import require
from marketplace.outbox import bus

LONGEST_NOTE = 4000


class ReferenceTaken(Conflict):
    """Another person has this key in the other system."""

    code = "UNIQUE"


@dataclass(frozen=True, slots=True)
class PersonDetails:
    """What the staff write of a person; what is None stays as it is."""

    email: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    language: str | None = None
    is_active: bool | None = None
    is_confirmed: bool | None = None
    note: str | None = None
    external_reference: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)
    private_metadata: Mapping[str, str] = field(default_factory=dict)
    shipping_address: Mapping[str, str] | None = None
    billing_address: Mapping[str, str] | None = None


@transaction.atomic
def customer_create(*, actor: Actor, details: PersonDetails, redirect_url: str = "", now: datetime) -> User:
    """
    Open an account for a customer, who sets the password by a link, if a page for it is named.

    :raises NotAllowed: if the actor does not look after customers
    :raises Missing: if there is no e-mail address
    :raises InvalidInput: naming the field that cannot be used
    :raises EmailTaken: if there is an account of this address already
    :raises ReferenceTaken: if the key in the other system is another person's
    """
    require(may_manage_customers(actor), _("You may not manage customers."))
    if not (details.email or "").strip():
        raise Missing(_("This field is required."), field="email")
    page = client_url_checked(redirect_url) if redirect_url else ""
    user = User()
    user.set_unusable_password()
    details_written(user, details, now=now)
    user.save()
    _addresses_written(user, details)
    bus.publish(PersonCreated(user_id=user.pk, happened_at=now))
    if page:
        password_link_send(user=user, page=page, kind="set_password", now=now)
    return user


@transaction.atomic
def customer_update(*, actor: Actor, user_id: int, details: PersonDetails, now: datetime) -> User:
    """
    Change what is known of a customer. Whoever has rights is no customer: that would be a way to take them over.

    :raises NotAllowed: if the actor does not look after customers
    :raises NotFound: if there is no such customer
    :raises InvalidInput: naming the field that cannot be used
    :raises EmailTaken: if the address is another person's
    :raises ReferenceTaken: if the key in the other system is another person's
    """
    require(may_manage_customers(actor), _("You may not manage customers."))
    user = User.objects.select_for_update().filter(pk=user_id).first()
    if user is None or ((user.is_staff or user.is_superuser) and not actor.is_superuser):
        raise NotFound(_("There is no such customer."), field="id")
    details_written(user, details, now=now)
    user.save()
    _addresses_written(user, details)
    bus.publish(PersonUpdated(user_id=user.pk, is_staff=user.is_staff, happened_at=now))
    return user


def details_written(user: User, details: PersonDetails, *, now: datetime) -> None:
    """
    Write into a row in hand what the staff say of a person.

    :raises InvalidInput: naming the field that cannot be used
    :raises EmailTaken: if the address is another person's
    :raises ReferenceTaken: if the key in the other system is another person's
    """
    name_written(user, first_name=details.first_name, last_name=details.last_name)
    if details.email is not None:
        _email_written(user, details.email)
    if details.is_confirmed is not None and bool(user.email_verified_at) != details.is_confirmed:
        user.email_verified_at = now if details.is_confirmed else None
    if details.external_reference is not None:
        _reference_written(user, details.external_reference)
    if details.note is not None:
        user.note = details.note.replace("\x00", "")[:LONGEST_NOTE]
    user.language = user.language if details.language is None else details.language
    user.is_active = user.is_active if details.is_active is None else details.is_active
    user.metadata = metadata_with(user.metadata, details.metadata, field="metadata")
    user.private_metadata = metadata_with(
        user.private_metadata, details.private_metadata, field="private_metadata"
    )


def _email_written(user: User, email: str) -> None:
    written = email_checked(email)
    if written == (user.email or "").lower():
        return
    if User.objects.filter(email__iexact=written).exclude(pk=user.pk).exists():
        raise EmailTaken(_("User with this Email already exists."), field="email")
    user.email, user.email_verified_at = written, None


def _reference_written(user: User, reference: str) -> None:
    reference = reference.replace("\x00", "")[:250]
    if reference and User.objects.filter(external_reference=reference).exclude(pk=user.pk).exists():
        raise ReferenceTaken(
            _("User with this External reference already exists."), field="external_reference"
        )
    user.external_reference = reference


def _addresses_written(user: User, details: PersonDetails) -> None:
    if details.shipping_address is not None:
        row = address_write(owner=user, values=details.shipping_address)
        address_default_set(row, shipping=True, billing=details.billing_address is None)
    if details.billing_address is not None:
        same = details.billing_address == details.shipping_address
        row = row if same else address_write(owner=user, values=details.billing_address)
        address_default_set(row, shipping=False, billing=True)
