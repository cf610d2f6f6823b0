"""
A document compiled for execution.

`Program` is one operation with its `@skip` and `@include` decided; it holds a tree of `FieldPlan`s in
which everything that does not depend on data or variables was worked out once: merged fields, types,
serializers, constant arguments, look-ahead paths. Selections below a type are compiled when data of
that type is first seen, so that a fragment on a type that never comes costs nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from operator import attrgetter
from typing import Any

from graphene.types.resolver import attr_resolver, dict_or_attr_resolver, dict_resolver
from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLField,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    ListValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    TypeNameMetaFieldDef,
    ValueNode,
    VariableNode,
    get_named_type,
    is_abstract_type,
    is_composite_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
)
from graphql.execution.collect_fields import collect_fields, collect_sub_fields
from graphql.execution.values import get_argument_values

from marketplace.graphql.kit import leaves
from marketplace.graphql.kit.batching import NO_ARGS, is_batched

# How a field gets its values.
TYPENAME, ATTRIBUTE, EACH, BATCH = range(4)
_GRAPHENE_DEFAULTS = (dict_or_attr_resolver, attr_resolver, dict_resolver)

Selection = tuple["FieldPlan", ...]


class Shape:
    """An output type taken apart: may it be null, is it a list, a leaf, an object."""

    __slots__ = ("abstract", "exact", "is_int", "item", "leaf", "non_null", "of_type", "type")

    def __init__(self, of_type: GraphQLOutputType) -> None:
        self.of_type = of_type
        self.non_null = is_non_null_type(of_type)
        inner: Any = of_type
        if self.non_null:
            inner = inner.of_type
        self.type: Any = inner
        self.item: Shape | None = Shape(inner.of_type) if is_list_type(inner) else None
        self.leaf: leaves.Serialize | None = None
        self.exact: type | None = None
        self.is_int = False
        if is_leaf_type(inner):
            self.leaf = leaves.serializer(inner)
            self.exact = leaves.exact_class(inner)
            self.is_int = inner.name == "Int"
        self.abstract = is_abstract_type(inner)


class FieldPlan:
    """One field of one selection, ready to be asked for many parents at once."""

    __slots__ = (
        "_paths",
        "attribute",
        "constant_args",
        "definition",
        "getter",
        "has_args",
        "key",
        "kind",
        "missing",
        "name",
        "named_type",
        "nodes",
        "order",
        "parent_type",
        "program",
        "resolver",
        "selections",
        "shape",
    )

    def __init__(
        self,
        program: "Program",
        parent_type: GraphQLObjectType,
        key: str,
        order: int,
        nodes: Sequence[FieldNode],
        definition: GraphQLField,
    ) -> None:
        self.program = program
        self.parent_type = parent_type
        self.key = key
        self.order = order
        self.nodes = list(nodes)
        self.name = nodes[0].name.value
        self.definition = definition
        self.shape = Shape(definition.type)
        self.named_type: Any = get_named_type(definition.type)
        self.selections: dict[str, Selection] = {}
        self.missing: Any = None
        self._paths: frozenset[str] | None = None
        self.has_args = bool(definition.args)
        self.constant_args = self._constant_args()
        self._choose_resolver(definition.resolve)

    def _choose_resolver(self, resolve: Callable[..., Any] | None) -> None:
        self.resolver: Callable[..., Any] | None = None
        self.attribute = self.name
        if self.name == "__typename":
            self.kind = TYPENAME
        elif resolve is None:
            self.kind = ATTRIBUTE
        elif isinstance(resolve, partial) and resolve.func in _GRAPHENE_DEFAULTS:
            self.kind = ATTRIBUTE
            self.attribute, self.missing = resolve.args
        else:
            self.kind = BATCH if is_batched(resolve) else EACH
            self.resolver = resolve
        self.getter = attrgetter(self.attribute)

    def _constant_args(self) -> Mapping[str, Any] | None:
        """Coerce the arguments now if no variable is in them and no resolver could change what they hold."""
        if not self.has_args:
            return NO_ARGS
        if _mentions_variable(self.nodes[0]):
            return None
        try:
            args = get_argument_values(self.definition, self.nodes[0], {})
        except GraphQLError:
            return None  # raised again, and located, when the field is executed
        return None if any(isinstance(value, dict | list) for value in args.values()) else args

    def arguments(self, variables: dict[str, Any]) -> Mapping[str, Any]:
        """
        Return the coerced arguments under these variables.

        :raises GraphQLError: if one cannot be coerced
        """
        if self.constant_args is not None:
            return self.constant_args
        return get_argument_values(self.definition, self.nodes[0], variables)

    def selection(self, type_: GraphQLObjectType) -> Selection:
        """Return the fields asked of objects of this type."""
        known = self.selections.get(type_.name)
        if known is None:
            known = self.selections[type_.name] = self.program.compile_below(type_, self.nodes)
        return known

    @property
    def paths(self) -> frozenset[str]:
        """All that is asked below, over every type it may turn out to be, as dotted paths of field names."""
        if self._paths is None:
            found: set[str] = set()
            if is_composite_type(self.named_type):
                types = (
                    self.program.schema.get_possible_types(self.named_type)
                    if is_abstract_type(self.named_type)
                    else [self.named_type]
                )
                for type_ in types:
                    for field in self.selection(type_):
                        found.add(field.name)
                        found.update(f"{field.name}.{path}" for path in field.paths)
            self._paths = frozenset(found)
        return self._paths


class Program:
    """One operation, its directives decided, its fields planned."""

    def __init__(
        self,
        schema: GraphQLSchema,
        fragments: dict[str, FragmentDefinitionNode],
        operation: OperationDefinitionNode,
        root_type: GraphQLObjectType,
        conditions: dict[str, Any],
    ) -> None:
        self.schema = schema
        self.fragments = fragments
        self.operation = operation
        self.root_type = root_type
        self._conditions = conditions
        groups = collect_fields(schema, fragments, conditions, root_type, operation.selection_set)
        self.root = self._plans(root_type, groups)

    def compile_below(self, type_: GraphQLObjectType, nodes: list[FieldNode]) -> Selection:
        """Merge and plan the fields that these nodes ask of a type."""
        groups = collect_sub_fields(self.schema, self.fragments, self._conditions, type_, nodes)
        return self._plans(type_, groups)

    def _plans(self, type_: GraphQLObjectType, groups: dict[str, list[FieldNode]]) -> Selection:
        plans = []
        for order, (key, nodes) in enumerate(groups.items()):
            definition = self._definition(type_, nodes[0].name.value)
            if definition is not None:
                plans.append(FieldPlan(self, type_, key, order, nodes, definition))
        return tuple(plans)

    def _definition(self, type_: GraphQLObjectType, name: str) -> GraphQLField | None:
        if name == "__typename":
            return TypeNameMetaFieldDef
        field: GraphQLField | None = type_.fields.get(name)
        return field


def _mentions_variable(node: FieldNode) -> bool:
    return any(_holds_variable(argument.value) for argument in node.arguments)


def _holds_variable(value: ValueNode) -> bool:
    if isinstance(value, VariableNode):
        return True
    if isinstance(value, ListValueNode):
        return any(_holds_variable(item) for item in value.values)
    return isinstance(value, ObjectValueNode) and any(_holds_variable(field.value) for field in value.fields)
