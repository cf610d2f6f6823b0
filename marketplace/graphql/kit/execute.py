# ruff: noqa: BLE001 - whatever a resolver or a row raises is the error of its field, never of the request.
"""
The breadth-first executor.

It goes through an answer level by level. For each field of a level it has all the parents in hand, so a
resolver is called once per field of the *document*, never once per object: a query needs as many
statements as its shape says, whatever the data. Leaf fields without a resolver are read in one loop.
"""

from collections import deque
from collections.abc import Iterable
from typing import Any

from graphene import ObjectType
from graphql import GraphQLError, GraphQLObjectType, OperationType, Undefined
from graphql.pyutils import inspect, is_iterable

from marketplace.graphql.kit.context import Context
from marketplace.graphql.kit.frame import Frame
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.plan import ATTRIBUTE, BATCH, TYPENAME, FieldPlan, Program, Selection, Shape
from marketplace.graphql.kit.settle import Failure, in_document_order, settle

_MIN_INT, _MAX_INT = -(2**31), 2**31 - 1
_DICT_METHODS = frozenset(dir(dict))


class _Presence(dict[type, bool]):
    """Whether values of a class are values at all: neither None nor an exception."""

    def __missing__(self, class_: type) -> bool:
        present = self[class_] = class_ is not type(None) and not issubclass(class_, Exception)
        return present


_PRESENT = _Presence()


class Execution:
    """One run of a program."""

    def __init__(self, program: Program, context: Context, variables: dict[str, Any]) -> None:
        self.program = program
        self.context = context
        self.variables = variables
        self.failures: list[Failure] = []
        self.queue: deque[Frame] = deque()

    def run(self, root: object = None) -> tuple[dict[str, Any] | None, list[GraphQLError]]:
        """Execute the operation; return its data and its errors in the order of the document."""
        data: dict[str, Any] = {}
        if self.program.operation.operation is not OperationType.MUTATION:
            is_null, errors = self._drain(self.program.root, root, data)
            return (None if is_null else data), in_document_order(errors)
        told: list[GraphQLError] = []
        for field in self.program.root:  # one after the other, each to its end
            is_null, errors = self._drain((field,), root, data)
            self.context.forget()
            told.extend(errors)
            if is_null:
                return None, in_document_order(told)
        return data, in_document_order(told)

    def _drain(
        self, selection: Selection, root: object, data: dict[str, Any]
    ) -> tuple[bool, list[GraphQLError]]:
        first = Frame(selection, None, None, None)
        first.sources.append(root)
        first.results.append(data)
        self.failures = []
        queue = self.queue
        queue.append(first)
        while queue:
            frame = queue.popleft()
            for field in frame.selection:
                self._field(frame, field)
        return settle(self.failures, data) if self.failures else (False, [])

    def _field(self, frame: Frame, field: FieldPlan) -> None:
        kind, shape = field.kind, field.shape
        if kind == TYPENAME:
            name = field.parent_type.name
            for result in frame.results:
                result[field.key] = name
            return
        info = None
        if kind == ATTRIBUTE:
            values = self._attributes(frame, field)
        else:
            info = Info(field, self.context, self.program, self.variables, frame.info)
            values = self._batch(frame, field, info) if kind == BATCH else self._each(frame, field, info)
        if shape.leaf is not None:
            self._leaves(frame, field, shape, values)
        else:
            if info is None:
                info = Info(field, self.context, self.program, self.variables, frame.info)
            Completion(self, frame, field, info).fill(values)

    def _attributes(self, frame: Frame, field: FieldPlan) -> list[Any]:
        """Read an attribute of every source; sources that are dictionaries are read by key."""
        sources = frame.sources
        try:
            if sources[0].__class__ is dict:
                name, missing = field.attribute, field.missing
                return [source.get(name, missing) for source in sources]
            if field.attribute not in _DICT_METHODS:
                return list(map(field.getter, sources))
        except Exception:  # a property of one row failed: find out which, and let the others live
            return [_attribute(source, field) for source in sources]
        return [_attribute(source, field) for source in sources]

    def _batch(self, frame: Frame, field: FieldPlan, info: Info) -> list[Any]:
        count = len(frame.sources)
        try:
            values = field.resolver(frame.sources, info, **info.args)  # type: ignore[misc]
            if values.__class__ is not list:
                values = list(values)
        except Exception as error:  # whatever a resolver raises is the error of its field
            return [error] * count
        if len(values) != count:
            where = f"{field.parent_type.name}.{field.name}"
            return [RuntimeError(f"{where} gave {len(values)} values for {count} parents.")] * count
        return values

    def _each(self, frame: Frame, field: FieldPlan, info: Info) -> list[Any]:
        resolver: Any = field.resolver
        values: list[Any] = []
        for source in frame.sources:
            try:
                values.append(resolver(source, info, **info.args))
            except Exception as error:  # whatever a resolver raises is the error of its field
                values.append(error)
        return values

    def _leaves(self, frame: Frame, field: FieldPlan, shape: Shape, values: list[Any]) -> None:
        key, exact = field.key, shape.exact
        if exact is not None:
            for index, (result, value) in enumerate(zip(frame.results, values, strict=True)):
                if value.__class__ is exact:
                    result[key] = value
                else:
                    result[key] = self.leaf(frame, index, field, shape, value, ())
        elif shape.is_int:
            for index, (result, value) in enumerate(zip(frame.results, values, strict=True)):
                if value.__class__ is int and _MIN_INT <= value <= _MAX_INT:
                    result[key] = value
                else:
                    result[key] = self.leaf(frame, index, field, shape, value, ())
        else:
            for index, (result, value) in enumerate(zip(frame.results, values, strict=True)):
                result[key] = self.leaf(frame, index, field, shape, value, ())

    def leaf(
        self, frame: Frame, index: int, field: FieldPlan, shape: Shape, value: Any, where: tuple[int, ...]
    ) -> Any:
        """Serialize one leaf value, or note why it cannot be."""
        if value is None:
            if shape.non_null:
                self.fail(frame, index, field, where, _null_error(field))
            return None
        try:
            if isinstance(value, Exception):
                raise value
            written = shape.leaf(value)  # type: ignore[misc]
            if written is Undefined or written is None:
                raise TypeError(
                    f"Expected `{inspect(shape.type)}.serialize({inspect(value)})`"
                    " to return non-nullable value, returned: " + inspect(written)
                )
            return written
        except Exception as error:  # a value that cannot be written is the error of its field
            self.fail(frame, index, field, where, error)
            return None

    def fail(
        self, frame: Frame, index: int, field: FieldPlan, where: tuple[int, ...], error: Exception
    ) -> None:
        """Note a failure; `settle` decides later what it does to the answer."""
        self.failures.append(Failure(frame, index, field, where, error))


class Completion:
    """Turns the values of a list or object field into results, and queues the objects' own fields."""

    __slots__ = ("execution", "field", "frame", "frames", "info", "only")

    def __init__(self, execution: Execution, frame: Frame, field: FieldPlan, info: Info) -> None:
        self.execution = execution
        self.frame = frame
        self.field = field
        self.info = info
        self.frames: dict[str, Frame] = {}
        self.only: Frame | None = None
        if isinstance(field.named_type, GraphQLObjectType) and field.named_type.is_type_of is None:
            self.only = self._frame_of(field.named_type)

    def fill(self, values: list[Any]) -> None:
        """Complete the value of every parent."""
        key, shape, only = self.field.key, self.field.shape, self.only
        if only is not None and shape.item is None:
            if all(map(_PRESENT.__getitem__, set(map(type, values)))):
                children: list[dict[str, Any]] = [{} for _ in values]
                for result, child in zip(self.frame.results, children, strict=True):
                    result[key] = child
                only.sources, only.results, only.origins = values, children, range(len(values))
            else:
                self._fill_some(only, values)
        else:
            for index, (result, value) in enumerate(zip(self.frame.results, values, strict=True)):
                result[key] = self._complete(index, shape, value, ())
        self.execution.queue.extend(frame for frame in self.frames.values() if frame.sources)

    def _fill_some(self, only: Frame, values: list[Any]) -> None:
        key, shape = self.field.key, self.field.shape
        sources: list[Any] = []
        children: list[dict[str, Any]] = []
        origins: list[int] = []
        for index, (result, value) in enumerate(zip(self.frame.results, values, strict=True)):
            if value is None or isinstance(value, Exception):
                result[key] = self._absent(index, shape, value, ())
            else:
                child: dict[str, Any] = {}
                result[key] = child
                sources.append(value)
                children.append(child)
                origins.append(index)
        only.sources, only.results, only.origins = sources, children, origins

    def _complete(self, index: int, shape: Shape, value: Any, where: tuple[int, ...]) -> Any:
        if value is None or isinstance(value, Exception):
            return self._absent(index, shape, value, where)
        if shape.item is not None:
            return self._list(index, shape.item, value, where)
        if shape.leaf is not None:
            return self.execution.leaf(self.frame, index, self.field, shape, value, where)
        return self._object(index, shape, value, where)

    def _absent(self, index: int, shape: Shape, value: Exception | None, where: tuple[int, ...]) -> Any:
        if value is not None:
            self.execution.fail(self.frame, index, self.field, where, value)
        elif shape.non_null:
            self.execution.fail(self.frame, index, self.field, where, _null_error(self.field))
        return None

    def _list(self, index: int, item: Shape, value: Any, where: tuple[int, ...]) -> Any:
        if not isinstance(value, list | tuple):
            try:
                value = _as_list(value, self.field)
            except Exception as error:  # a list that cannot be read is the error of its field
                return self._absent(index, item, error, where)
        only = self.only
        if only is None or item.item is not None:
            return [self._complete(index, item, each, (*where, at)) for at, each in enumerate(value)]
        if all(map(_PRESENT.__getitem__, set(map(type, value)))):
            children: list[dict[str, Any]] = [{} for _ in value]
            only.sources.extend(value)
            only.results.extend(children)
            only.origins.extend([(index, *where, at) for at in range(len(children))])
            return children
        return [self._item(only, index, item, each, (*where, at)) for at, each in enumerate(value)]

    def _item(self, only: Frame, index: int, item: Shape, value: Any, where: tuple[int, ...]) -> Any:
        if value is None or isinstance(value, Exception):
            return self._absent(index, item, value, where)
        child: dict[str, Any] = {}
        only.sources.append(value)
        only.results.append(child)
        only.origins.append((index, *where))
        return child

    def _object(self, index: int, shape: Shape, value: Any, where: tuple[int, ...]) -> Any:
        try:
            type_ = self._type_of(shape, value)
            frame = self.frames.get(type_.name) or self._frame_of(type_)
        except Exception as error:  # an object of no known type is the error of its field
            return self._absent(index, shape, error, where)
        child: dict[str, Any] = {}
        frame.sources.append(value)
        frame.results.append(child)
        frame.origins.append((index, *where))
        return child

    def _frame_of(self, type_: GraphQLObjectType) -> Frame:
        made = self.frames[type_.name] = Frame(self.field.selection(type_), self.frame, self.field, self.info)
        return made

    def _type_of(self, shape: Shape, value: Any) -> GraphQLObjectType:
        """Ask an abstract type's own hook which object type a row is of, and check the answer."""
        info: Any = self.info
        if not shape.abstract:
            type_: GraphQLObjectType = shape.type
            if type_.is_type_of is not None and not type_.is_type_of(value, info):
                raise GraphQLError(f"Expected value of type '{type_.name}' but got: {inspect(value)}.")
            return type_
        abstract: Any = shape.type
        name = _name_of_type(abstract, value, info)
        found = self.execution.program.schema.get_type(name) if isinstance(name, str) else None
        if not isinstance(found, GraphQLObjectType) or not self.execution.program.schema.is_sub_type(
            abstract, found
        ):
            place = f"'{self.field.parent_type.name}.{self.field.name}'"
            raise GraphQLError(
                f"Abstract type '{abstract.name}' cannot say which object type the value of {place} is:"
                f" {inspect(name)}."
            )
        return found


def _attribute(source: Any, field: FieldPlan) -> Any:
    try:
        if isinstance(source, dict):
            return source.get(field.attribute, field.missing)
        return getattr(source, field.attribute)
    except Exception as error:  # a property that fails is the error of its field, on its row alone
        return error


def _name_of_type(abstract: Any, value: Any, info: Any) -> object:
    """Ask `type_of(row)` of the graphene type; without one, `resolve_type` as graphene knows it."""
    type_of = getattr(getattr(abstract, "graphene_type", None), "type_of", None)
    if type_of is None:
        return abstract.resolve_type(value, info, abstract) if abstract.resolve_type else None
    answer: Any = type_of(value)
    is_graphene = isinstance(answer, type) and issubclass(answer, ObjectType)
    return answer._meta.name if is_graphene else answer


def _as_list(value: Any, field: FieldPlan) -> list[Any]:
    if isinstance(value, str | bytes | dict) or not (is_iterable(value) or isinstance(value, Iterable)):
        raise GraphQLError(
            f"Expected Iterable, but did not find one for field '{field.parent_type.name}.{field.name}'."
        )
    return list(value)


def _null_error(field: FieldPlan) -> TypeError:
    return TypeError(f"Cannot return null for non-nullable field {field.parent_type.name}.{field.name}.")
