"""State machines as tables that can be read aloud."""

from collections.abc import Mapping
from typing import Generic, TypeVar

from marketplace.kernel.errors import IllegalMove

S = TypeVar("S", bound=str)


class Flow(Generic[S]):
    """The moves that a thing may make: from each state to the states that may follow."""

    def __init__(self, moves: Mapping[S, frozenset[S]]) -> None:
        unknown = {after for afters in moves.values() for after in afters} - set(moves)
        if unknown:
            raise ValueError(f"These states have no row of their own: {sorted(unknown)}")
        self.moves = dict(moves)

    def allows(self, before: S, after: S) -> bool:
        """Say whether `after` may follow `before`."""
        return after in self.moves[before]

    def check(self, before: S, after: S) -> None:
        """
        Pass if `after` may follow `before`.

        :raises IllegalMove: if it may not
        """
        if not self.allows(before, after):
            raise IllegalMove(f"{before} cannot become {after}.", field="status")

    def is_final(self, state: S) -> bool:
        """Say whether nothing may follow."""
        return not self.moves[state]
