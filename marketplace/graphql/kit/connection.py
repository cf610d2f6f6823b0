"""Relay connections in Saleor's shape: `totalCount` counted when asked, opaque keyset cursors, both directions."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import graphene

from marketplace.graphql.kit import keyset
from marketplace.graphql.kit.cost import PAGE_LIMIT
from marketplace.graphql.kit.errors import ApiError
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.keyset import Column, Key
from marketplace.graphql.kit.pages import NestedSource, PageSource

_CONNECTIONS: dict[str, type[graphene.ObjectType]] = {}


class PageInfo(graphene.ObjectType):
    """The Relay compliant `PageInfo` type, containing data necessary to paginate this connection."""

    has_next_page = graphene.Boolean(
        required=True, description="When paginating forwards, are there more items?"
    )
    has_previous_page = graphene.Boolean(
        required=True, description="When paginating backwards, are there more items?"
    )
    start_cursor = graphene.String(description="When paginating backwards, the cursor to continue.")
    end_cursor = graphene.String(description="When paginating forwards, the cursor to continue.")


class Edge:
    """A row of a page, and its place."""

    __slots__ = ("_key", "node")

    def __init__(self, node: Any, key: Callable[[Any], Key]) -> None:
        self.node = node
        self._key = key

    def showing(self, node: Any) -> "Edge":
        """Return the same place with another node: the thing that a row names."""
        key = self._key(self.node)
        return Edge(node, lambda _node: key)

    @property
    def cursor(self) -> str:
        """The row's place as an opaque text; made only when it is asked for."""
        return keyset.encoded(self._key(self.node))


class Page:
    """A page as the API shows it: the rows of PageInfo and of a connection in one object."""

    __slots__ = ("edges", "has_next_page", "has_previous_page", "total_count")

    def __init__(self, edges: list[Edge], *, more_after: bool, more_before: bool, total: int | None) -> None:
        self.edges = edges
        self.has_next_page = more_after
        self.has_previous_page = more_before
        self.total_count = total

    @property
    def page_info(self) -> "Page":
        """The page itself."""
        return self

    @property
    def start_cursor(self) -> str | None:
        """The place of the first row."""
        return self.edges[0].cursor if self.edges else None

    @property
    def end_cursor(self) -> str | None:
        """The place of the last row."""
        return self.edges[-1].cursor if self.edges else None


@dataclass(frozen=True, slots=True)
class Paging:
    """Which page is asked for."""

    size: int
    backward: bool
    cursor: str | None

    @classmethod
    def of(cls, info: Info) -> "Paging | None":
        """
        Read a connection's arguments; None if no rows are asked for, only their number.

        :raises ApiError: if they contradict each other or ask for too much
        """
        wants_rows = "edges" in info.fields or "pageInfo" in info.fields
        args, name = info.args, info.field_name
        first, last = args.get("first"), args.get("last")
        for word, given in (("first", first), ("last", last)):
            if given is not None and given < 0:
                raise ApiError(f"Argument `{word}` must be a non-negative integer.")
        if first and last:
            raise ApiError("Argument `last` cannot be combined with `first`.")
        if first and args.get("before"):
            raise ApiError("Argument `first` cannot be combined with `before`.")
        if last and args.get("after"):
            raise ApiError("Argument `last` cannot be combined with `after`.")
        if not wants_rows:
            return None
        if not first and not last:
            raise ApiError(
                f"You must provide a `first` or `last` value to properly paginate the `{name}` connection."
            )
        size: int
        size, word = (int(first), "first") if first else (int(last or 0), "last")
        if size > PAGE_LIMIT:
            raise ApiError(
                f"Requesting {size} records on the `{name}` connection exceeds"
                f" the `{word}` limit of {PAGE_LIMIT} records."
            )
        return cls(size, bool(last), args.get("before") if last else args.get("after"))

    def place(self, order: Sequence[Column]) -> Key | None:
        """
        Return the key that the page starts after.

        :raises ApiError: if the cursor was not given for this order
        """
        return keyset.decoded(self.cursor, order) if self.cursor else None

    def page(self, found: list[Any], key: Callable[[Any], Key], total: int | None) -> Page:
        """Make a page of the rows found, of which there is one more if there are more."""
        more = len(found) > self.size
        rows = found[: self.size]
        if self.backward:
            rows.reverse()
        edges = [Edge(row, key) for row in rows]
        from_inside = self.cursor is not None
        if self.backward:
            return Page(edges, more_after=from_inside, more_before=more, total=total)
        return Page(edges, more_after=more, more_before=from_inside, total=total)


def connect(source: PageSource, info: Info) -> Page:
    """
    Return the page that the field's arguments ask for, with at most two statements.

    :raises ApiError: if the arguments make no sense
    """
    paging = Paging.of(info)
    total = source.count() if "totalCount" in info.fields else None
    if paging is None:
        return Page([], more_after=False, more_before=False, total=total)
    found = source.rows(limit=paging.size + 1, after=paging.place(source.order), backward=paging.backward)
    return paging.page(found, source.key, total)


def connect_each(source: NestedSource, info: Info, parents: Sequence[Hashable]) -> list[Page]:
    """
    Return a page for each parent (given by its key), with at most two statements for all of them.

    :raises ApiError: if the arguments make no sense
    """
    paging = Paging.of(info)
    keys = list(dict.fromkeys(parents))
    totals = source.counts_of(keys) if "totalCount" in info.fields else None
    if paging is None:
        shelves: Mapping[Any, list[Any]] = {}
    else:
        place = paging.place(source.order)
        shelves = source.rows_of(keys, limit=paging.size + 1, after=place, backward=paging.backward)
    pages = []
    for parent in parents:
        total = None if totals is None else totals.get(parent, 0)
        if paging is None:
            pages.append(Page([], more_after=False, more_before=False, total=total))
        else:
            pages.append(paging.page(list(shelves.get(parent, ())), source.key, total))
    return pages


def connection_of(name: str, node: Any, *, infix: str = "Countable") -> type[graphene.ObjectType]:
    """
    Return the connection type over a node type: `connection_of("Product", lambda: Product)`.

    Its names are Saleor's: ProductCountableConnection and ProductCountableEdge; a few of them are not called countable.
    """
    known = _CONNECTIONS.get(name)
    if known is not None:
        return known
    edge = type(
        f"{name}{infix}Edge",
        (graphene.ObjectType,),
        {
            "__doc__": f"One {name} of a page.",
            "node": graphene.Field(node, required=True, description="The item at the end of the edge."),
            "cursor": graphene.String(required=True, description="A cursor for use in pagination."),
        },
    )
    made = type(
        f"{name}{infix}Connection",
        (graphene.ObjectType,),
        {
            "__doc__": f"A page of {name} rows.",
            "page_info": graphene.Field(
                PageInfo, required=True, description="Pagination data for this connection."
            ),
            "edges": graphene.List(
                graphene.NonNull(edge), required=True, description="The rows of the page with their places."
            ),
            "total_count": graphene.Int(description="A total count of items in the collection."),
        },
    )
    _CONNECTIONS[name] = made
    return made


def connection_field(
    connection: type[graphene.ObjectType],
    *,
    description: str | None = None,
    resolver: Callable[..., Any] | None = None,
    required: bool = False,
    deprecation_reason: str | None = None,
    **args: Any,
) -> graphene.Field:
    """Declare a field that is a connection: its own arguments, followed by Relay's four."""
    most = f"Note that the system only allows fetching a maximum of {PAGE_LIMIT} objects in a single query."
    relay = {
        "before": graphene.String(
            description="Return the elements in the list that come before the specified cursor."
        ),
        "after": graphene.String(
            description="Return the elements in the list that come after the specified cursor."
        ),
        "first": graphene.Int(description=f"Retrieve the first n elements from the list. {most}"),
        "last": graphene.Int(description=f"Retrieve the last n elements from the list. {most}"),
    }
    return graphene.Field(
        connection,
        args={**args, **relay},
        description=description,
        resolver=resolver,
        required=required,
        deprecation_reason=deprecation_reason,
    )
