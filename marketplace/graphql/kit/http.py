"""What a client sent: one request or a batch, as JSON, a form, plain GraphQL or with files."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from marketplace.graphql.kit.errors import ApiError
from marketplace.graphql.kit.wire import loads

BATCH_LIMIT = 1
UNREADABLE = "Unable to parse query."
NO_QUERY = "Must provide a query string."


@dataclass(frozen=True, slots=True)
class Asked:
    """One request for an answer."""

    query: str
    variables: dict[str, Any] | None
    operation_name: str | None


@dataclass(frozen=True, slots=True)
class Body:
    """All that one HTTP request asks, and whether it came as a list."""

    asked: tuple[Asked, ...]
    is_batch: bool


def read_body(request: HttpRequest) -> Body:
    """
    Read a POST.

    :raises ApiError: if it holds no request that can be read
    """
    kind = request.content_type
    if kind == "application/json":
        return _body(_json(request.body))
    if kind == "application/graphql":
        return Body((_asked({"query": _text(request.body)}),), is_batch=False)
    if kind == "application/x-www-form-urlencoded":
        return Body((_asked(_form(request.POST)),), is_batch=False)
    if kind == "multipart/form-data":
        return _multipart(request)
    raise ApiError(NO_QUERY)


def read_query(parameters: Mapping[str, Any]) -> Asked:
    """
    Read a GET.

    :raises ApiError: if it cannot be read
    """
    return _asked(_form(parameters))


def _text(raw: bytes) -> str:
    try:
        return raw.decode()
    except ValueError:
        raise ApiError(UNREADABLE) from None


def _json(raw: bytes | str) -> Any:
    try:
        return loads(raw if isinstance(raw, bytes) else raw.encode())
    except ValueError:
        raise ApiError(UNREADABLE) from None


def _form(fields: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {name: fields[name] for name in ("query", "operationName") if name in fields}
    if fields.get("variables"):
        found["variables"] = _json(fields["variables"])
    return found


def _body(read: Any) -> Body:
    if isinstance(read, list):
        if len(read) > BATCH_LIMIT:
            raise ApiError("Number of batch queries exceeded.")
        if not read:
            raise ApiError(UNREADABLE)
        return Body(tuple(_asked(each) for each in read), is_batch=True)
    return Body((_asked(read),), is_batch=False)


def _asked(read: Any) -> Asked:
    if not isinstance(read, dict):
        raise ApiError(UNREADABLE)
    query, variables, name = read.get("query"), read.get("variables"), read.get("operationName")
    if not isinstance(query, str) or not query.strip():
        raise ApiError(NO_QUERY)
    if variables is not None and not isinstance(variables, dict):
        raise ApiError("Variables are invalid JSON.")
    if name is not None and not isinstance(name, str):
        raise ApiError(UNREADABLE)
    return Asked(query, variables, name or None)


def _multipart(request: HttpRequest) -> Body:
    """Put each file where the request's map says (GraphQL multipart request specification)."""
    if "operations" not in request.POST:
        return Body((_asked(_form(request.POST)),), is_batch=False)
    operations = _json(request.POST["operations"])
    places = _json(request.POST.get("map", "{}"))
    if not isinstance(places, dict):
        raise ApiError(UNREADABLE)
    for name, paths in places.items():
        file = request.FILES.get(name)
        if not isinstance(file, UploadedFile) or not isinstance(paths, list):
            raise ApiError(f"The map names a part that was not sent: {name}.")
        for path in paths:
            _put(operations, str(path), file)
    return _body(operations)


def _put(operations: Any, path: str, file: UploadedFile[Any]) -> None:
    """Replace the null at a dotted path."""
    *way, last = path.split(".")
    target = operations
    for step in way:
        target = _below(target, step)
    if _below(target, last) is not None:
        raise ApiError(f"The map may only replace a null: {path}.")
    target[int(last) if isinstance(target, list) else last] = file


def _below(target: Any, step: str) -> Any:
    if isinstance(target, dict) and step in target:
        return target[step]
    if isinstance(target, list) and step.isascii() and step.isdigit() and int(step) < len(target):
        return target[int(step)]
    raise ApiError("The map names a place that is not in the operations.")
