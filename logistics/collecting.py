"""Words of collecting goods in the villages: where a round and each of its stops stand."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.kernel.states import Flow


class RoundState(models.TextChoices):
    """Where a collection round stands."""

    PLANNED = "planned", _("Planned")
    ON_THE_ROAD = "on_the_road", _("On the road")
    CLOSED = "closed", _("Everything is counted")
    CANCELLED = "cancelled", _("Cancelled")


_R = RoundState
ROUND_FLOW = Flow[RoundState](
    {
        # Whose goods were counted at the gate without a word of the driver's is done all the same.
        _R.PLANNED: frozenset({_R.ON_THE_ROAD, _R.CLOSED, _R.CANCELLED}),
        _R.ON_THE_ROAD: frozenset({_R.CLOSED}),
        # A tap is corrected after the last stop
        _R.CLOSED: frozenset({_R.ON_THE_ROAD}),
        _R.CANCELLED: frozenset(),
    }
)


class StopState(models.TextChoices):
    """What a driver found at a stop."""

    PLANNED = "planned", _("To be collected")
    PICKED_UP = "picked_up", _("Everything loaded")
    PART = "part", _("A part loaded")
    NOT_THERE = "not_there", _("Nobody or nothing there")
    DROPPED = "dropped", _("Taken off the round")


LOADED = (StopState.PICKED_UP, StopState.PART)
# While a notice stands in such a stop no other round may plan it
HELD = (StopState.PLANNED, *LOADED)
# What a driver may tell, as often as needed until the gate has counted: the newest tap counts
TOLD = (*LOADED, StopState.NOT_THERE)
