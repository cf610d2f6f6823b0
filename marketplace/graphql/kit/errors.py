"""Errors as Saleor's clients expect them: `errors[].extensions.exception.code` and the known texts."""

import logging
import re
from collections.abc import Iterable
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied as DjangoPermissionDenied
from graphql import GraphQLError, GraphQLSyntaxError

from marketplace.kernel.errors import DomainError, NotAllowed

logger = logging.getLogger("marketplace.graphql")

_SINGLE_QUOTED = re.compile(r"(?<!\w)'([^']*)'(?!\w)")
_LINE_SHOWN = 400
INTERNAL_ERROR = "Internal Server Error"


class ApiError(GraphQLError):
    """An error of a request as such; `code` is what clients find under extensions.exception.code."""

    code: ClassVar[str] = "GraphQLError"


class PermissionDenied(ApiError):
    """The path is not open to the actor."""

    code = "PermissionDenied"

    @classmethod
    def needing(cls, permissions: Iterable[str]) -> "PermissionDenied":
        """Say which permissions would have opened the path."""
        return cls(
            f"To access this path, you need one of the following permissions: {', '.join(permissions)}"
        )


class InvalidId(ApiError):
    """What was given as an ID is none; a mutation tells it among its `errors`."""

    def __init__(self, given: str, expected: str) -> None:
        super().__init__(f"Invalid ID: {given}. Expected: {expected}.")
        self.given = given


class InvalidToken(ApiError):
    """The token cannot be trusted or is of the wrong kind."""

    code = "InvalidTokenError"


class InvalidSignature(ApiError):
    """The token was tampered with."""

    code = "InvalidSignatureError"


class ExpiredSignature(ApiError):
    """The token was good once."""

    code = "ExpiredSignatureError"


def formatted(error: GraphQLError, *, debug: bool) -> dict[str, Any]:
    """
    Write an error for the answer.

    What nobody foresaw is logged with its trace, and told to the client by name only when `debug`.
    """
    cause = error.original_error or error
    while isinstance(cause, GraphQLError) and cause.original_error is not None:
        cause = cause.original_error
    code, foreseen = _code_of(cause)
    message = str(error.message)
    if not foreseen:
        logger.error("Unforeseen error at %s", error.path, exc_info=cause)
        if not debug:
            code, message = "InternalError", INTERNAL_ERROR
    written: dict[str, Any] = {"message": message}
    if isinstance(cause, GraphQLSyntaxError):
        written["message"] = _as_first_graphql_did(cause)
    if error.locations:
        written["locations"] = [{"line": place.line, "column": place.column} for place in error.locations]
    if error.path is not None:
        written["path"] = error.path
    written["extensions"] = {"exception": {"code": code}}
    return written


def quoted(error: GraphQLError) -> GraphQLError:
    """Put names in double quotes, as the implementations that clients know do (graphql-core: single ones)."""
    message = _SINGLE_QUOTED.sub(r'"\1"', error.message)
    return GraphQLError(message, error.nodes, error.source, error.positions, error.path, error.original_error)


def _code_of(cause: Exception) -> tuple[str, bool]:
    if isinstance(cause, ApiError):
        return cause.code, True
    if isinstance(cause, GraphQLSyntaxError):
        return "GraphQLSyntaxError", True
    if isinstance(cause, NotAllowed | DjangoPermissionDenied):
        return "PermissionDenied", True
    if isinstance(cause, GraphQLError | DomainError):
        return "GraphQLError", True
    return type(cause).__name__, False


def _as_first_graphql_did(error: GraphQLSyntaxError) -> str:
    """Write a syntax error in the words that Saleor's clients know: with the place and the line itself."""
    text = error.message.removeprefix("Syntax Error: ").rstrip(".").replace("<EOF>", "EOF")
    if error.source is None or not error.locations:
        return f"Syntax Error GraphQL {text}"
    line, column = error.locations[0].line, error.locations[0].column
    lines = error.source.body.splitlines() or [""]
    shown = lines[min(line, len(lines)) - 1][:_LINE_SHOWN]
    pointer = " " * (len(f"{line}: ") + min(column, _LINE_SHOWN) - 1) + "^"
    return f"Syntax Error GraphQL ({line}:{column}) {text}\n\n{line}: {shown}\n{pointer}\n"
