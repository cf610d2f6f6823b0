"""Words of the agreement with carriers: how each is reached, and where a booking and a report of theirs stand."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CarrierKind(models.TextChoices):
    """How we deal with a carrier; each kind has a gateway in `logistics.gateways`."""

    OWN = "own", _("Our own vehicles")
    TABLE = "table", _("A table of prices, no system")
    POSTAL = "postal", _("Post: numbers that it gave us")
    REST = "rest", _("A system that we call")


class BookingState(models.TextChoices):
    """Where a booking at a carrier's system stands; "dead" is the name of all due work that was given up."""

    DUE = "due", _("To be booked")
    BOOKED = "booked", _("Booked")
    DEAD = "dead", _("Not booked: somebody must look")
    CANCELLED = "cancelled", _("Cancelled")


class ReportState(models.TextChoices):
    """Whether what a carrier's system told has been acted on."""

    DUE = "due", _("To be read")
    DONE = "done", _("Read")
    DEAD = "dead", _("Not understood: somebody must look")
    SET_ASIDE = "set_aside", _("Set aside by a person")
