"""What happened to gift cards: what moved their balance stands in the ledger, the rest was written down."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from marketplace.kernel.money import Money
from marketplace.ledger.selectors import SubjectMove, subject_moves
from marketplace.promotions.models.gift_card import GiftCardNote

# What the ledger calls it -> what it is called here
_MOVES: Final = MappingProxyType(
    {
        "gift_card_issued": "issued",
        "gift_card_used": "used_in_order",
        "gift_card_returned": "refunded_in_order",
        "gift_card_set": "balance_reset",
        "gift_card_credited": "balance_adjusted",
    }
)


@dataclass(frozen=True, slots=True)
class CardEvent:
    """One thing that happened to a card; balances are what was left on it before and after."""

    id: str
    kind: str
    at: datetime
    actor: str
    # "order:<uuid>" where an order was paid or given back for
    reference: str = ""
    before: Money | None = None
    after: Money | None = None
    text: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def user_id(self) -> int | None:
        """Who did it, if it was a person."""
        return self._key_of("user")

    @property
    def app_id(self) -> int | None:
        """Which app did it, if one did."""
        return self._key_of("app")

    def _key_of(self, wanted: str) -> int | None:
        kind, _separator, name = self.actor.partition(":")
        return int(name) if kind == wanted and name.isdigit() else None


def card_events(keys: list[tuple[int, str]]) -> dict[tuple[int, str], list[CardEvent]]:
    """Return what happened to cards, named by id and account, oldest first: two statements, and one per currency."""
    found: dict[tuple[int, str], list[CardEvent]] = {key: [] for key in keys}
    of_card = {card: (card, account) for card, account in keys}
    for account in sorted({account for _card, account in keys}):
        subjects = {f"gift-card:{card}": card for card, own in keys if own == account}
        moves = subject_moves(account, list(subjects))
        for subject, card in subjects.items():
            found[of_card[card]] += _moved(moves.get(subject, ()))
    for note in GiftCardNote.objects.filter(card__in=list(of_card)).order_by("happened_at", "pk"):
        found[of_card[note.card_id]].append(card_event_of(note))
    return {key: sorted(events, key=lambda event: event.at) for key, events in found.items()}


def card_event_of(note: GiftCardNote) -> CardEvent:
    """Return what somebody wrote down as an event."""
    return CardEvent(
        f"note-{note.pk}", note.kind, note.happened_at, note.actor, text=note.text, details=note.details
    )


def _moved(moves: Sequence[SubjectMove]) -> list[CardEvent]:
    events: list[CardEvent] = []
    left: Money | None = None
    for move in moves:
        before = left if left is not None else Money.zero(move.amount.currency)
        left = before - move.amount
        kind = _MOVES.get(move.reason)
        if kind is not None:
            reference = move.reference if move.reference.startswith("order:") else ""
            events.append(
                CardEvent(
                    f"entry-{move.posting_id}", kind, move.happened_at, move.actor, reference, before, left
                )
            )
    return events
