"""Where the money comes from that a card or a budget is given (or given back)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """An account of the chart, and the subject in it that is emptied."""

    account: str
    subject: str = ""
