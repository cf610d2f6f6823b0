"""The words of goods of an order that cannot be supplied, and the moves between their states."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.kernel.states import Flow


class ShortageOrigin(models.TextChoices):
    """Who says that goods are missing."""

    HUB = "hub", _("The hub")
    COOPERATIVE = "cooperative", _("The cooperative")


class ShortageReason(models.TextChoices):
    """Why goods are missing."""

    NOT_FOUND = "not_found", _("They are not on their shelf, or may not be sold any more")
    SOLD_OUT = "sold_out", _("There is none left")
    NOT_READY = "not_ready", _("It is not ready yet")
    SPOILT = "spoilt", _("It is not good enough")


# What a cooperative may give as its reason; what is not found is for the hub to say
COOPERATIVE_REASONS = (ShortageReason.SOLD_OUT, ShortageReason.NOT_READY, ShortageReason.SPOILT)


class Remedy(models.TextChoices):
    """What a customer may choose instead of goods that are missing."""

    SUBSTITUTE = "substitute", _("Send me the other product")
    WAIT = "wait", _("I wait for it")
    LEAVE_OUT = "leave_out", _("Leave it out")


class ShortageState(models.TextChoices):
    """Where a shortage stands."""

    OPEN = "open", _("The customer chooses")
    WAITING = "waiting", _("The customer waits for it")
    SUBSTITUTED = "substituted", _("Another product is sent")
    LEFT_OUT = "left_out", _("Left out")
    FILLED = "filled", _("It came after all")
    VOID = "void", _("The order was given up")


_S = ShortageState
SHORTAGE_FLOW = Flow[ShortageState](
    {
        _S.OPEN: frozenset({_S.WAITING, _S.SUBSTITUTED, _S.LEFT_OUT, _S.FILLED, _S.VOID}),
        # Whoever waits may still choose otherwise
        _S.WAITING: frozenset({_S.SUBSTITUTED, _S.LEFT_OUT, _S.FILLED, _S.VOID}),
        _S.SUBSTITUTED: frozenset(),
        _S.LEFT_OUT: frozenset(),
        _S.FILLED: frozenset(),
        _S.VOID: frozenset(),
    }
)
# The parcel stands still while a shortage is in one of these
UNDECIDED = (_S.OPEN, _S.WAITING)
# What changed the order, and has money in it
DECIDED = (_S.SUBSTITUTED, _S.LEFT_OUT)
