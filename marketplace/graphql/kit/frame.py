"""The objects of a level."""

from typing import Any

from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.plan import FieldPlan, Selection


class Frame:
    """The objects of one concrete type found at one place of the document, over all parents."""

    __slots__ = ("field", "info", "origins", "parent", "results", "selection", "sources")

    def __init__(
        self, selection: Selection, parent: "Frame | None", field: FieldPlan | None, info: Info | None
    ) -> None:
        self.selection = selection
        self.parent = parent
        self.field = field
        self.info = info
        self.sources: list[Any] = []
        self.results: list[dict[str, Any]] = []
        # Which parent each came from: its index, followed by the indices in its list, if it was in one.
        self.origins: Any = []  # of int | tuple[int, ...]; a range when all came from single fields
