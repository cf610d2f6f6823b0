"""What the sheet of a collection round needs to be drawn."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundStopLine:
    """A stop: where, whom to call, when, and the crates of each article, one text each."""

    window: str
    cooperative: str
    phone: str
    place: str
    notice: str
    articles: tuple[str, ...]
    weight: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundSheet:
    """A round on paper: the stops in order, with room for what was loaded."""

    number: str
    hub: str
    carrier: str
    vehicle: str
    day: str
    sets_out: str
    stops: tuple[RoundStopLine, ...]
    weight: str
