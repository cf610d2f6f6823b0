"""What the types of assigned attributes are given."""

from dataclasses import dataclass

from catalog.selectors.assigned import Assigned, AttributeRow, ValueRow
from marketplace.channels.models import Channel


@dataclass(slots=True)
class AssignedRow:
    """An attribute with its values on a thing that was read in a channel."""

    assigned: Assigned
    channel: Channel | None

    @property
    def attribute(self) -> AttributeRow:
        """The attribute."""
        return self.assigned.attribute

    @property
    def values(self) -> tuple[ValueRow, ...]:
        """Its values."""
        return self.assigned.values

    @property
    def first(self) -> ValueRow | None:
        """Its one value, where it can have but one."""
        return self.values[0] if self.values else None
