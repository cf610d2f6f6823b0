"""Known documents: parsed, validated, limited and costed once for each text, then kept compiled."""

from collections import Counter, OrderedDict
from collections.abc import Iterator
from hashlib import sha256
from threading import Lock
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    Source,
    VariableNode,
    parse,
    validate,
)

from marketplace.graphql.kit.cost import CostWalk, Limits, Node, total
from marketplace.graphql.kit.errors import ApiError, quoted
from marketplace.graphql.kit.plan import Program

_PROGRAMS_KEPT = 64  # of one document: one for each way its conditions fell out
_META_FIELDS = frozenset({"__schema", "__type"})


class Refused(Exception):
    """A document that will not be executed; `costed` says whether its cost is told beside the errors."""

    def __init__(self, errors: list[GraphQLError], *, costed: bool = False) -> None:
        super().__init__(errors)
        self.errors = errors
        self.costed = costed


class Document:
    """One operation of one text, ready to be executed any number of times."""

    def __init__(self, schema: GraphQLSchema, text: str, operation_name: str | None, limits: Limits) -> None:
        self.schema = schema
        self.limits = limits
        self.ast = _parsed(text, limits)
        self.operation = _operation(self.ast, operation_name)
        self.fragments = {
            each.name.value: each for each in self.ast.definitions if isinstance(each, FragmentDefinitionNode)
        }
        self.root_type = schema.get_root_type(self.operation.operation)
        self.is_subscription = self.operation.operation is OperationType.SUBSCRIPTION
        roots = [node.name.value for node in self._root_fields(self.operation.selection_set, set())]
        self.is_introspection = any(name in _META_FIELDS for name in roots)
        if self.is_introspection and not all(name.startswith("__") for name in roots):
            raise Refused([ApiError("Queries and introspection cannot be mixed in the same request.")])
        self._check_counts(len(roots))
        errors = validate(schema, self.ast, max_errors=20)
        if errors:
            raise Refused([quoted(error) for error in errors], costed=True)
        if self.root_type is None and not self.is_subscription:
            raise Refused([ApiError(f"The schema has no {self.operation.operation.value}s.")])
        self.conditions = sorted(_condition_variables(self.ast))
        self._programs: dict[tuple[bool, ...], Program] = {}
        self.cost = Node() if self.root_type is None or self.is_introspection else self._cost(self.root_type)
        self.introspected: bytes | None = None

    def _root_fields(self, selections: SelectionSetNode, seen: set[str]) -> Iterator[FieldNode]:
        for selection in selections.selections:
            if isinstance(selection, FieldNode):
                yield selection
            elif isinstance(selection, InlineFragmentNode):
                yield from self._root_fields(selection.selection_set, seen)
            elif isinstance(selection, FragmentSpreadNode) and selection.name.value not in seen:
                seen.add(selection.name.value)
                fragment = self.fragments.get(selection.name.value)
                if fragment is not None:
                    yield from self._root_fields(fragment.selection_set, seen)

    def _check_counts(self, roots: int) -> None:
        if self.operation.operation is OperationType.MUTATION and roots > self.limits.mutations:
            raise _too_many(f"Number of mutations exceed the limit of {self.limits.mutations}")
        aliases = 0
        names: Counter[str] = Counter()
        for selections in _selection_sets(self.ast):
            for selection in selections.selections:
                if isinstance(selection, FieldNode):
                    aliases += selection.alias is not None
                    names[(selection.alias or selection.name).value] += 1
        if aliases > self.limits.aliases:
            raise _too_many(f"Number of aliases exceed the limit of {self.limits.aliases}")
        if len(self.fragments) > self.limits.fragments:
            raise _too_many(f"Number of fragments exceed the limit of {self.limits.fragments}")
        if sum(count * count for count in names.values()) > self.limits.pairs:
            raise _too_many("The query repeats the same fields too often.")

    def _cost(self, root_type: GraphQLObjectType) -> Node:
        cost = CostWalk(self.schema, self.ast, self.operation, root_type).root
        if cost.depth > self.limits.depth:
            raise _too_many(f"The query is nested more than {self.limits.depth} levels deep.")
        if cost.size > self.limits.size:
            raise _too_many(f"The query unfolds to more than {self.limits.size} fields.")
        return cost

    def cost_under(self, variables: dict[str, Any]) -> int:
        """Return what one execution costs under these variables."""
        return total(self.cost, variables)

    def program(self, variables: dict[str, Any]) -> Program:
        """
        Return the operation with its `@skip` and `@include` decided.

        :raises GraphQLError: if a variable that decides one is null
        """
        for name in self.conditions:
            if not isinstance(variables.get(name, True), bool):
                raise GraphQLError("Argument 'if' of non-null type 'Boolean!' must not be null.")
        key = tuple(variables.get(name, False) for name in self.conditions)
        program = self._programs.get(key)
        if program is None:
            if len(self._programs) >= _PROGRAMS_KEPT:
                self._programs.clear()
            if self.root_type is None:
                raise GraphQLError(f"The schema has no {self.operation.operation.value}s.")
            decided = dict(zip(self.conditions, key, strict=True))
            program = Program(self.schema, self.fragments, self.operation, self.root_type, decided)
            self._programs[key] = program
        return program


class Documents:
    """The documents of a schema, the most recently used kept compiled; refusals are kept too."""

    def __init__(self, schema: GraphQLSchema, limits: Limits) -> None:
        self.schema = schema
        self.limits = limits
        self._kept: OrderedDict[tuple[bytes, str | None], Document | Refused] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, text: str, operation_name: str | None) -> Document:
        """
        Return the compiled document.

        :raises Refused: if it is not a valid document of the schema, or asks for too much
        """
        key = (sha256(text.encode("utf-8", "surrogatepass")).digest(), operation_name)
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
        if found is None:
            found = self._compiled(text, operation_name)
            with self._lock:
                self._kept[key] = found
                while len(self._kept) > self.limits.documents:
                    self._kept.popitem(last=False)
        if isinstance(found, Refused):
            raise Refused(found.errors, costed=found.costed)
        return found

    def _compiled(self, text: str, operation_name: str | None) -> Document | Refused:
        try:
            return Document(self.schema, text, operation_name, self.limits)
        except Refused as refused:
            for error in refused.errors:  # it is kept: do not keep its frames alive too
                error.__traceback__ = None
            return Refused(refused.errors, costed=refused.costed)
        except RecursionError:
            return Refused([ApiError("The query is nested too deep to be read.")])


def _parsed(text: str, limits: Limits) -> DocumentNode:
    try:
        return parse(Source(text), max_tokens=limits.tokens)
    except GraphQLError as error:
        raise Refused([error]) from None


def _operation(document: DocumentNode, name: str | None) -> OperationDefinitionNode:
    operations = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
    if name:
        for operation in operations:
            if operation.name is not None and operation.name.value == name:
                return operation
        raise Refused([ApiError(f'Unknown operation named "{name}".')])
    if len(operations) > 1:
        raise Refused([ApiError("Must provide operation name if query contains multiple operations.")])
    if not operations:
        raise Refused([ApiError("Must provide an operation.")])
    return operations[0]


def _too_many(message: str) -> Refused:
    return Refused([ApiError(message)], costed=True)


def _selection_sets(document: DocumentNode) -> Iterator[SelectionSetNode]:
    stack: list[SelectionSetNode] = [
        each.selection_set
        for each in document.definitions
        if isinstance(each, OperationDefinitionNode | FragmentDefinitionNode)
    ]
    while stack:
        selections = stack.pop()
        yield selections
        for selection in selections.selections:
            below = getattr(selection, "selection_set", None)
            if below is not None:
                stack.append(below)


def _condition_variables(document: DocumentNode) -> set[str]:
    """Name the variables that decide a `@skip` or an `@include` somewhere in the document."""
    found: set[str] = set()
    for selections in _selection_sets(document):
        for selection in selections.selections:
            for directive in selection.directives:
                if directive.name.value in ("skip", "include"):
                    for argument in directive.arguments:
                        if isinstance(argument.value, VariableNode):
                            found.add(argument.value.name.value)
    return found
