"""
Who does what next about everything that is open, as a table that can be read aloud.

Each state of each thing is either closed (nobody need do anything) or has an owner and a next action: no work lies
between two chairs. A test walks through every state that logistics knows.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from logistics.carrying import BookingState, ReportState
from logistics.collecting import RoundState, StopState
from logistics.states import (
    CountLineState,
    DocumentState,
    FulfilmentState,
    LotState,
    NoticeState,
    SheetState,
    WaveState,
)


class Owner(Enum):
    """Whose turn it is."""

    HUB = _("Hub")
    QUALITY = _("Quality officer")
    SECOND_PERSON = _("A second person")
    CARRIER = _("Carrier")
    MACHINE = _("By itself")


@dataclass(frozen=True, slots=True)
class NextAction:
    """Whose turn it is, and what to do."""

    owner: Owner
    words: Promise


_F, _L = FulfilmentState, LotState
# By kind first: states of different kinds with one value are equal strings.
NEXT_ACTIONS: Final[Mapping[type[TextChoices], Mapping[str, NextAction]]] = {
    FulfilmentState: {
        _F.RELEASED: NextAction(Owner.HUB, _("Start a wave")),
        _F.ALLOCATED: NextAction(Owner.HUB, _("Walk and pick")),
        _F.PICKING: NextAction(Owner.HUB, _("Finish picking, then pack")),
        _F.PACKED: NextAction(Owner.HUB, _("Hand over, or give out at the counter")),
        _F.HANDED_OVER: NextAction(Owner.CARRIER, _("Set out with it")),
        _F.OUT_FOR_DELIVERY: NextAction(Owner.CARRIER, _("Tell how it went at the door")),
        _F.REFUSED: NextAction(Owner.CARRIER, _("Bring it back")),
        _F.RETURNING: NextAction(Owner.HUB, _("Take it in at the gate")),
        _F.RETURNED: NextAction(Owner.HUB, _("Look at what came back")),
    },
    LotState: {
        _L.QUARANTINE: NextAction(Owner.QUALITY, _("Examine and decide")),
        _L.REWORK: NextAction(Owner.HUB, _("Rework, then examine again")),
        _L.REJECTED: NextAction(Owner.HUB, _("Give back or write off what stands here")),
        _L.EXPIRED: NextAction(Owner.HUB, _("Write off what stands here")),
        _L.RECALLED: NextAction(Owner.HUB, _("Follow the recall, destroy what comes back")),
    },
    NoticeState: {NoticeState.ANNOUNCED: NextAction(Owner.HUB, _("Count it in when it comes"))},
    RoundState: {
        RoundState.PLANNED: NextAction(Owner.CARRIER, _("Set out and collect")),
        RoundState.ON_THE_ROAD: NextAction(
            Owner.CARRIER, _("Call at each stop, then bring the goods to the gate")
        ),
    },
    StopState: {
        StopState.PLANNED: NextAction(Owner.CARRIER, _("Load what was announced")),
        StopState.PICKED_UP: NextAction(Owner.HUB, _("Count it in when it comes")),
        StopState.PART: NextAction(Owner.HUB, _("Count it in when it comes")),
        StopState.NOT_THERE: NextAction(Owner.HUB, _("Plan a round that collects it")),
    },
    WaveState: {WaveState.OPEN: NextAction(Owner.HUB, _("Walk and pick"))},
    DocumentState: {
        DocumentState.DUE: NextAction(Owner.MACHINE, _("It is drawn in a moment")),
        DocumentState.FAILED: NextAction(Owner.HUB, _("Open the parcel and draw its paper")),
    },
    SheetState: {
        SheetState.DUE: NextAction(Owner.MACHINE, _("It is drawn in a moment")),
        SheetState.FAILED: NextAction(Owner.HUB, _("Mend what it names, and ask for it again")),
    },
    CountLineState: {
        CountLineState.OPEN: NextAction(Owner.HUB, _("Count")),
        CountLineState.DIFFERS: NextAction(Owner.SECOND_PERSON, _("Decide about the difference")),
    },
    BookingState: {
        BookingState.DUE: NextAction(Owner.MACHINE, _("The carrier is asked in a moment")),
        BookingState.DEAD: NextAction(Owner.HUB, _("Try again, or choose another carrier")),
    },
    ReportState: {
        ReportState.DUE: NextAction(Owner.MACHINE, _("It is read in a moment")),
        ReportState.DEAD: NextAction(Owner.HUB, _("Read it, then try again or set it aside")),
    },
}
# Nobody need do anything any more, or not before something else happens.
CLOSED: Final[Mapping[type[TextChoices], frozenset[str]]] = {
    FulfilmentState: frozenset({_F.DELIVERED, _F.INSPECTED, _F.LOST, _F.CANCELLED}),
    LotState: frozenset({_L.RELEASED, _L.RELEASED_WITH_REMARK}),
    NoticeState: frozenset({NoticeState.RECEIVED, NoticeState.CANCELLED}),
    RoundState: frozenset({RoundState.CLOSED, RoundState.CANCELLED}),
    StopState: frozenset({StopState.DROPPED}),
    WaveState: frozenset({WaveState.CLOSED}),
    DocumentState: frozenset({DocumentState.READY}),
    SheetState: frozenset({SheetState.READY}),
    CountLineState: frozenset({CountLineState.MATCHED, CountLineState.CORRECTED}),
    BookingState: frozenset({BookingState.BOOKED, BookingState.CANCELLED}),
    ReportState: frozenset({ReportState.DONE, ReportState.SET_ASIDE}),
}


def next_action(state: TextChoices) -> NextAction | None:
    """Return whose turn it is with something in this state; None: nobody's."""
    return NEXT_ACTIONS[type(state)].get(state)
