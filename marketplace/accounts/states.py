"""What can be done with a telephone that knows its person by digits."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DeviceAct(models.TextChoices):
    """What happened."""

    SET = "set", _("Digits chosen")
    OPENED = "opened", _("Came in")
    WRONG = "wrong", _("Wrong digits")
    LOCKED = "locked", _("Locked")
    FORGOTTEN = "forgotten", _("Forgotten")
