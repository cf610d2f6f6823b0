"""
Where errors end up: which fields become null, and which errors are told.

The executor goes on after a failure and only notes it. Afterwards the failures are walked in the order
in which a depth-first executor would have met them: an error in a non-null position makes the nearest
nullable position above it null, and what a depth-first executor would never have reached below that
position is not reported. So data and errors are those of graphql-core, whatever the order of execution.
"""

from collections.abc import Sequence
from typing import Any

from graphql import GraphQLError
from graphql.error import located_error

from marketplace.graphql.kit.frame import Frame
from marketplace.graphql.kit.plan import FieldPlan

Step = tuple[int, str | int, bool]  # order among its siblings, path element, is the position non-null


class Failure:
    """An exception met at one position: parent `index` of a frame, below a field, at list indices `where`."""

    __slots__ = ("error", "field", "frame", "index", "where")

    def __init__(
        self, frame: Frame, index: int, field: FieldPlan, where: tuple[int, ...], error: Exception
    ) -> None:
        self.frame = frame
        self.index = index
        self.field = field
        self.where = where
        self.error = error

    def steps(self) -> list[Step]:
        """Return the way from the root to the position."""
        trail = [_steps_below(self.field, self.where)]
        frame, index = self.frame, self.index
        while frame.parent is not None and frame.field is not None:
            origin = frame.origins[index]
            index, where = (origin, ()) if isinstance(origin, int) else (origin[0], origin[1:])
            trail.append(_steps_below(frame.field, where))
            frame = frame.parent
        return [step for steps in reversed(trail) for step in steps]

    def located(self, path: list[str | int]) -> GraphQLError:
        """Return the error with its place in the document and in the answer."""
        return located_error(self.error, self.field.nodes, path)


def _steps_below(field: FieldPlan, where: tuple[int, ...]) -> list[Step]:
    shape = field.shape
    steps: list[Step] = [(field.order, field.key, shape.non_null)]
    for position in where:
        shape = shape.item or shape
        steps.append((position, position, shape.non_null))
    return steps


class _Branch:
    __slots__ = ("branches", "failure", "non_null")

    def __init__(self, non_null: bool) -> None:
        self.non_null = non_null
        self.failure: Failure | None = None
        self.branches: dict[tuple[int, str | int], _Branch] = {}


def settle(failures: Sequence[Failure], data: dict[str, Any]) -> tuple[bool, list[GraphQLError]]:
    """
    Put the nulls where they belong in `data`.

    Returns whether the root itself becomes null, and the errors to tell in document order.
    """
    root = _Branch(non_null=False)
    for failure in failures:
        branch = root
        for order, element, non_null in failure.steps():
            known = branch.branches.get((order, element))
            if known is None:
                known = branch.branches[order, element] = _Branch(non_null)
            branch = known
        branch.failure = failure
    told: list[GraphQLError] = []
    return _settle(root, data, [], told), told


def in_document_order(errors: list[GraphQLError]) -> list[GraphQLError]:
    """Sort errors as graphql-core does: by their place in the document, then in the answer."""
    return sorted(errors, key=lambda error: (error.locations or [], error.path or [], error.message))


def _settle(branch: _Branch, container: Any, path: list[str | int], told: list[GraphQLError]) -> bool:
    for (_order, element), below in sorted(branch.branches.items(), key=lambda item: item[0][0]):
        path.append(element)
        if below.failure is not None:
            told.append(below.failure.located(list(path)))
            is_null = True
        else:
            is_null = _settle(below, container[element], path, told)
        path.pop()
        if is_null:
            container[element] = None
            if below.non_null:
                return True
    return False
