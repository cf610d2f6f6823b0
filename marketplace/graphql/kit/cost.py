"""
What a document may ask: limits checked before anything runs, and what it costs.

A field with fields of its own costs what its resolver declares (1 if nothing), times the number of
rows its connection is asked for; lists without paging count for a few rows. Leaves are free. Counted
are all branches, whatever `@skip` says: a limit must not depend on luck. Fragments are counted once and
multiplied, so that a document that doubles itself n times is refused in linear time.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    NamedTypeNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    is_composite_type,
    is_list_type,
    is_non_null_type,
)

PAGE_LIMIT = 100  # rows of a page, when the document does not say


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may ask for."""

    tokens: int = 15_000
    depth: int = 24
    aliases: int = 100
    mutations: int = 4
    cost: int = 50_000
    # Fragments, and pairs of fields under one name: whether they can be merged is checked pair by pair.
    fragments: int = 250
    pairs: int = 250_000
    # Field plans that the document unfolds to.
    size: int = 30_000
    # Different documents kept compiled.
    documents: int = 2_000


@dataclass(slots=True)
class Node:
    """A part of a cost: own + times(variables) * (sum of the parts below)."""

    own: int = 0
    times: int | str = 1  # a number, or the name of the variable that holds it
    parts: list["Node"] = field(default_factory=list)
    # What it costs whatever the variables; None as long as that is not known to be so.
    fixed: int | None = None
    depth: int = 0
    size: int = 0

    def add(self, part: "Node") -> None:
        """Count another part."""
        self.parts.append(part)
        self.depth = max(self.depth, part.depth)
        self.size += part.size


def total(node: Node, variables: Mapping[str, Any], known: dict[int, int] | None = None) -> int:
    """Return what a tree costs under the given variables, defaults included; null counts as a whole page."""
    if node.fixed is not None:
        return node.fixed
    known = {} if known is None else known
    if id(node) in known:
        return known[id(node)]
    times = node.times
    if isinstance(times, str):
        given = variables.get(times)
        times = given if isinstance(given, int) and not isinstance(given, bool) else PAGE_LIMIT
    cost: int = max(times, 1) * (node.own + sum(total(part, variables, known) for part in node.parts))
    known[id(node)] = cost
    return cost


def fold(node: Node, done: set[int] | None = None) -> None:
    """Work out now what does not depend on variables."""
    done = set() if done is None else done
    if id(node) in done:
        return
    done.add(id(node))
    for part in node.parts:
        fold(part, done)
    free = [part for part in node.parts if part.fixed is not None]
    node.own += sum(part.fixed or 0 for part in free)
    node.parts = [part for part in node.parts if part.fixed is None]
    if not node.parts and isinstance(node.times, int):
        node.fixed = max(node.times, 1) * node.own


class CostWalk:
    """Works out the cost tree of an operation of a valid document."""

    def __init__(
        self,
        schema: GraphQLSchema,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        root: GraphQLObjectType,
    ) -> None:
        self.schema = schema
        self.fragments = {
            each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)
        }
        self._of_fragment: dict[str, Node] = {}
        self.root = self._selection(operation.selection_set, root)
        fold(self.root)

    def _selection(self, selections: SelectionSetNode, type_: GraphQLNamedType) -> Node:
        node = Node()
        for selection in selections.selections:
            if isinstance(selection, FieldNode):
                node.add(self._field(selection, type_))
            elif isinstance(selection, InlineFragmentNode):
                on: NamedTypeNode | None = selection.type_condition
                node.add(
                    self._selection(
                        selection.selection_set, type_ if on is None else self._type(on.name.value)
                    )
                )
            elif isinstance(selection, FragmentSpreadNode):
                node.add(self._fragment(selection.name.value))
        return node

    def _fragment(self, name: str) -> Node:
        known = self._of_fragment.get(name)
        if known is None:
            fragment = self.fragments[name]
            on = self._type(fragment.type_condition.name.value)
            known = self._of_fragment[name] = self._selection(fragment.selection_set, on)
        return known

    def _type(self, name: str) -> GraphQLNamedType:
        return self.schema.type_map[name]

    def _field(self, node: FieldNode, type_: GraphQLNamedType) -> Node:
        definition: GraphQLField | None = getattr(type_, "fields", {}).get(node.name.value)
        if definition is None or node.selection_set is None:
            return Node(depth=1, size=1)
        below = self._selection(node.selection_set, get_named_type(definition.type))
        cost = Node(own=getattr(definition.resolve, "cost", 1), depth=1, size=1)
        cost.times = self._times(node, definition)
        cost.add(below)
        cost.depth += 1
        return cost

    def _times(self, node: FieldNode, definition: GraphQLField) -> int | str:
        if "first" in definition.args or "last" in definition.args:
            for argument in node.arguments:
                if argument.name.value in ("first", "last"):
                    value = argument.value
                    if isinstance(value, IntValueNode):
                        return int(value.value)
                    if isinstance(value, VariableNode):
                        return value.name.value
            return 1 if _asks_no_rows(node) else PAGE_LIMIT
        inner: Any = definition.type
        if is_non_null_type(inner):
            inner = inner.of_type
        if is_list_type(inner) and is_composite_type(get_named_type(inner)) and node.name.value != "edges":
            many: int = getattr(definition.resolve, "many", 3)
            return many
        return 1


def _asks_no_rows(node: FieldNode) -> bool:
    below = node.selection_set.selections if node.selection_set else ()
    return all(isinstance(each, FieldNode) and each.name.value == "totalCount" for each in below)
