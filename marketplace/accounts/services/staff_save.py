"""Those who look after the staff let people in, give them rights in groups, and let them go."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.accounts.client_urls import client_url_checked
from marketplace.accounts.events import PersonCreated, PersonUpdated
from marketplace.accounts.models import PermissionGroup, User
from marketplace.accounts.policies import may_give, may_manage_staff
from marketplace.accounts.selectors import permissions_of
from marketplace.accounts.services.customer_save import PersonDetails, details_written
from marketplace.accounts.services.password_reset_request import address_opens, password_link_send
from marketplace.accounts.services.registration_request import Missing
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import DomainError, NotFound
from marketplace.kernel.policy import require
from marketplace.outbox import bus


class StaffRefused(DomainError):
    """Something that may not be done to one of the staff; `code` says what."""

    def __init__(self, message: str, *, code: str, field: str) -> None:
        super().__init__(message, field=field)
        vars(self)["code"] = code


@transaction.atomic
def staff_create(
    *, actor: Actor, details: PersonDetails, group_ids: Sequence[int], redirect_url: str = "", now: datetime
) -> User:
    """
    Let somebody work here; a customer of this address, who has proved it, becomes one of the staff.

    :raises NotAllowed: if the actor does not look after the staff
    :raises Missing: if there is no e-mail address
    :raises StaffRefused: if a group holds more than the actor does
    :raises NotFound: if there is no such group
    :raises InvalidInput: naming the field that cannot be used
    :raises EmailTaken: if one of the staff has this address already
    """
    require(may_manage_staff(actor), _("You may not manage the staff."))
    if not (details.email or "").strip():
        raise Missing(_("This field is required."), field="email")
    page = client_url_checked(redirect_url) if redirect_url else ""
    groups = groups_in_scope(actor, group_ids, field="add_groups")
    known = User.objects.select_for_update().filter(email__iexact=str(details.email).strip()).first()
    is_known = known is not None and not known.is_staff and address_opens(known)
    user = known if known is not None and is_known else User()
    if not is_known:
        user.set_unusable_password()
    details_written(user, details, now=now)
    user.is_staff = True
    user.save()
    user.groups_of_staff.add(*groups)
    bus.publish(PersonCreated(user_id=user.pk, is_staff=True, happened_at=now))
    if page:
        password_link_send(user=user, page=page, kind="set_password", now=now)
    return user


@transaction.atomic
def staff_update(
    *,
    actor: Actor,
    user_id: int,
    details: PersonDetails,
    add_group_ids: Sequence[int] = (),
    remove_group_ids: Sequence[int] = (),
    now: datetime,
) -> User:
    """
    Change one of the staff and the groups that they are in.

    :raises NotAllowed: if the actor does not look after the staff
    :raises NotFound: if there is no such person or group
    :raises StaffRefused: if the person or a group holds more than the actor does, a group is both added and removed, or
        somebody would shut out themselves or a superuser
    :raises InvalidInput: naming the field that cannot be used
    """
    require(may_manage_staff(actor), _("You may not manage the staff."))
    user = staff_locked(actor, user_id)
    if set(add_group_ids) & set(remove_group_ids):
        raise StaffRefused(
            _("The same object cannot be in both lists."), code="DUPLICATED_INPUT_ITEM", field="add_groups"
        )
    if details.is_active is False and user.pk == actor.user_id:
        raise StaffRefused(
            _("Cannot deactivate your own account."), code="DEACTIVATE_OWN_ACCOUNT", field="is_active"
        )
    if details.is_active is False and user.is_superuser:
        raise StaffRefused(
            _("Cannot deactivate superuser's account."),
            code="DEACTIVATE_SUPERUSER_ACCOUNT",
            field="is_active",
        )
    added = groups_in_scope(actor, add_group_ids, field="add_groups")
    removed = groups_in_scope(actor, remove_group_ids, field="remove_groups")
    details_written(user, details, now=now)
    user.save()
    user.groups_of_staff.add(*added)
    user.groups_of_staff.remove(*removed)
    bus.publish(PersonUpdated(user_id=user.pk, is_staff=True, happened_at=now))
    return user


def staff_locked(actor: Actor, user_id: int) -> User:
    """
    Return one of the staff under the row lock.

    :raises NotFound: if there is no such member of the staff
    :raises StaffRefused: if they hold more than the actor does
    """
    user = User.objects.select_for_update().filter(pk=user_id).first()
    if user is None:
        raise NotFound(_("There is no such member of the staff."), field="id")
    if not may_give(actor, permissions_of(user)) or (user.is_superuser and not actor.is_superuser):
        raise StaffRefused(_("You can't manage this user."), code="OUT_OF_SCOPE_USER", field="id")
    return user


def groups_in_scope(actor: Actor, group_ids: Sequence[int], *, field: str) -> list[PermissionGroup]:
    """
    Return groups that hold no more than the actor does.

    :raises NotFound: if there is no such group
    :raises StaffRefused: if one holds more
    """
    found = PermissionGroup.objects.in_bulk(list(group_ids))
    if missing := [key for key in group_ids if key not in found]:
        raise NotFound(_("There is no such group: %(group)s.") % {"group": missing[0]}, field=field)
    if any(not may_give(actor, group.permissions) for group in found.values()):
        raise StaffRefused(_("You can't manage these groups."), code="OUT_OF_SCOPE_GROUP", field=field)
    return list(found.values())
