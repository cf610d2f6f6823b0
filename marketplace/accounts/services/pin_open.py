"""A known telephone opens the door with its person's digits."""

from datetime import datetime

from django.contrib.auth.hashers import check_password
from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.accounts.models import Device, DeviceUse, User
from marketplace.accounts.pins import MOST_FAILURES, pin_read, token_hash
from marketplace.accounts.selectors import device_known
from marketplace.accounts.states import DeviceAct
from marketplace.kernel.errors import InvalidInput, NotFound


def pin_open(*, token: str, pin: str, now: datetime) -> User:
    """
    Return whose digits these are. Attempts take turns under the row's lock; after five wrong ones only a code helps.

    :raises NotFound: if the telephone is not known, locked, or its person has another number or is closed
    :raises InvalidInput: if the digits are wrong
    """
    with transaction.atomic():
        Device.objects.select_for_update().filter(token_hash=token_hash(token)).first()
        device = device_known(token)
        if device is None:
            raise NotFound(_("This telephone must prove itself with a code."), field="device")
        is_right = check_password(pin_read(pin), device.pin_hash)
        if is_right:
            device.failures, device.used_at = 0, now
            _note(device, DeviceAct.OPENED, now)
        else:
            device.failures += 1
            _note(device, DeviceAct.WRONG, now)
            if device.failures >= MOST_FAILURES:
                device.locked_at = now
                _note(device, DeviceAct.LOCKED, now)
        device.save(update_fields=["failures", "used_at", "locked_at"])
    # Told after the commit: the failure must be counted.
    if not is_right:
        left = MOST_FAILURES - device.failures
        raise InvalidInput(_("These digits are not right. %(left)s left.") % {"left": left}, field="pin")
    return device.user


def _note(device: Device, act: DeviceAct, now: datetime) -> None:
    DeviceUse.objects.create(device=device, act=act, happened_at=now)
