"""What a webhook's subscription asks for. The API alone can read one; it says here how (`read_with`)."""

from collections.abc import Callable

from marketplace.kernel.errors import DomainError

Reader = Callable[[str], frozenset[str]]
_reader: list[Reader] = []


class BadSubscription(DomainError):
    """The query is no subscription that can be answered; `code` says why."""

    def __init__(self, message: str, *, code: str, field: str = "query") -> None:
        super().__init__(message, field=field)
        vars(self)["code"] = code


def read_with(reader: Reader) -> None:
    """Say who reads subscriptions."""
    _reader[:] = [reader]


def events_in(query: str) -> frozenset[str]:
    """
    Return the names of the events that a subscription speaks of, in small letters.

    :raises BadSubscription: if it is none, or asks for what there is not
    """
    return _reader[0](query)
