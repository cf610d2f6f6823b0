"""What is known of a person."""

from collections.abc import Sequence
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.utils.translation import gettext as _

from marketplace.accounts.models import Address, User
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class Contacts:
    """The phone and the addresses of which a person has proved that they are theirs; empty for none."""

    phone: str
    emails: tuple[str, ...]


def verified_contacts(user: User) -> Contacts:
    """Return how a person is surely reached, in one query."""
    emails = list(EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True))
    if user.email and user.email_verified_at is not None and user.email.lower() not in emails:
        emails.append(user.email.lower())
    return Contacts(
        phone=user.phone if user.phone and user.phone_verified_at is not None else "", emails=tuple(emails)
    )


def addresses_of(actor: Actor) -> list[Address]:
    """Return a person's addresses, the usual one first, in one query; there are at most `MOST_ADDRESSES`."""
    return list(Address.objects.filter(user=actor.user_id).order_by("-is_default", "-id"))


def address_of(*, actor: Actor, address_id: int) -> Address:
    """
    Return one of a person's own addresses.

    :raises NotFound: if there is none, or it is another person's
    """
    found = Address.objects.filter(pk=address_id, user=actor.user_id).first()
    if found is None or actor.user_id is None:
        raise NotFound(_("There is no such address."), field="address")
    return found


def users_by_id(user_ids: Sequence[int]) -> dict[int, User]:
    """Return people by id, in one query; the caller has asked who may see them."""
    return User.objects.in_bulk(list(user_ids))


def addresses_by_user(user_ids: Sequence[int]) -> dict[int, list[Address]]:
    """Return the addresses of people, the usual one first, in one query; the caller has asked who may see them."""
    shelves: dict[int, list[Address]] = {}
    for row in Address.objects.filter(user_id__in=user_ids).order_by("-is_default", "-id"):
        shelves.setdefault(row.user_id, []).append(row)
    return shelves
