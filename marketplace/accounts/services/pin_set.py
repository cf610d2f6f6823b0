"""A person chooses digits for the telephone in their hand, which a code has just proved to be theirs."""

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.accounts.models import Device, DeviceUse, User
from marketplace.accounts.pins import new_token, pin_checked, token_hash
from marketplace.accounts.states import DeviceAct
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotAllowed
from marketplace.kernel.policy import require


def pin_set(*, actor: Actor, pin: str, came_by_code: bool, old_token: str, now: datetime) -> str:
    """
    Know a telephone from now on; return the secret that it keeps. What it held before is forgotten.

    :raises NotAllowed: for who did not come in by a code, for the staff (whose rights digits must not open), without
        a proved number
    :raises InvalidInput: if the digits may not be chosen
    """
    user = User.objects.filter(pk=actor.user_id or 0, is_active=True).first()
    if user is None or not came_by_code:
        raise NotAllowed(_("Please come in with a code first."))
    require(not actor.permissions and not user.is_staff, _("The staff come in with a code or a password."))
    require(bool(user.phone and user.phone_verified_at), _("Please come in with a code first."))
    checked, token = pin_checked(pin), new_token()
    with transaction.atomic():
        pin_forget(user_id=user.pk, token=old_token, now=now)
        device = Device.objects.create(
            user=user,
            phone=user.phone or "",
            token_hash=token_hash(token),
            pin_hash=make_password(checked),
            created_at=now,
        )
        DeviceUse.objects.create(device=device, act=DeviceAct.SET, happened_at=now)
    return token


@transaction.atomic
def pin_forget(*, user_id: int, token: str, now: datetime) -> None:
    """Let a person's telephone open nothing any more; one that is not theirs, or not known, stays as it is."""
    rows = Device.objects.select_for_update().filter(
        user_id=user_id, token_hash=token_hash(token), forgotten_at=None
    )
    for device in rows:
        device.forgotten_at = now
        device.save(update_fields=["forgotten_at"])
        DeviceUse.objects.create(device=device, act=DeviceAct.FORGOTTEN, happened_at=now)
