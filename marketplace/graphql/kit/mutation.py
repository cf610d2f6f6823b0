"""
Mutations in Saleor's shape: arguments in, a payload with `errors { field message code }` out.

A mutation has no logic: it turns its arguments into one service call. A `DomainError` that the service
raises becomes an entry of `errors`; a refused permission becomes an error of the whole field, as Saleor
does it; anything else is an error nobody foresaw.
"""

from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from typing import Any, ClassVar

import graphene
from graphene.types.mutation import MutationOptions
from graphene.utils.str_converters import to_camel_case

from marketplace.graphql.kit.allowance import demand
from marketplace.graphql.kit.errors import ApiError, InvalidId, PermissionDenied
from marketplace.graphql.kit.info import Info
from marketplace.kernel.errors import DomainError, NotAllowed

# Our codes in the words of Saleor's error enums, tried in order; the first that the mutation's enum knows wins.
SAID_AS: Mapping[str, tuple[str, ...]] = {
    "INVALID": ("INVALID", "GRAPHQL_ERROR"),
    "NOT_FOUND": ("NOT_FOUND", "INVALID", "GRAPHQL_ERROR"),
    "INVALID_STATE": ("INVALID_STATE", "INVALID_STATUS", "INVALID", "GRAPHQL_ERROR"),
    "INSUFFICIENT_STOCK": ("INSUFFICIENT_STOCK", "QUANTITY_GREATER_THAN_LIMIT", "INVALID", "GRAPHQL_ERROR"),
    "UNKNOWN_VARIANT": ("GRAPHQL_ERROR", "NOT_FOUND"),
    "CANNOT_REFUND": ("CANNOT_REFUND", "AMOUNT_GREATER_THAN_AVAILABLE", "INVALID", "GRAPHQL_ERROR"),
    "REQUIRED": ("REQUIRED", "INVALID", "GRAPHQL_ERROR"),
    "METADATA_KEY_REQUIRED": ("METADATA_KEY_REQUIRED", "REQUIRED", "INVALID", "GRAPHQL_ERROR"),
    "UNIQUE": ("UNIQUE", "ALREADY_EXISTS", "INVALID", "GRAPHQL_ERROR"),
    "CONFLICT": ("CONFLICT", "UNIQUE", "ALREADY_EXISTS", "INVALID", "GRAPHQL_ERROR"),
}


def error_type(
    name: str, codes: type[graphene.Enum], *, description: str = "", **extra: Any
) -> type[graphene.ObjectType]:
    """
    Return the type of a mutation's errors: `error_type("CheckoutError", CheckoutErrorCode, lines=...)`.

    `extra` are fields beside the three; an error fills them from its `details`, if it has any.
    """
    fields = {
        "field": graphene.String(
            description="Name of a field that caused the error. A value of `null` indicates that the error"
            " isn't associated with a particular field."
        ),
        "message": graphene.String(description="The error message."),
        "code": graphene.Field(codes, required=True, description="The error code."),
    }
    meta = type("Meta", (), {"description": description, "name": name})
    made: Any = type(name, (graphene.ObjectType,), {**fields, **extra, "Meta": meta})
    made.codes = codes
    of_errors: type[graphene.ObjectType] = made
    return of_errors


def note_error_type(name: str, codes: type[graphene.Enum]) -> type[graphene.ObjectType]:
    """Return a type of errors as the contract declares a few of them: the code may be null there."""
    code = graphene.Field(codes, description="The error code.")
    return error_type(name, codes, description="Why a remark could not be written.", code=code)


class ServiceMutationOptions(MutationOptions):
    """What a mutation declares beside graphene's own options."""

    error_type: type[graphene.ObjectType]
    # Whoever holds one of these may try; nobody else hears more than that (see `kit.allowance`)
    permissions: tuple[str, ...] = ()
    # An older name under which clients also ask for `errors`
    errors_alias: str = ""
    # Names of arguments as errors tell them, where they differ from the service's words.
    error_fields: Mapping[str, str] = {}


class ServiceMutation(graphene.Mutation):
    """
    The frame of every mutation.

    Subclasses give `class Arguments`, payload fields, `class Meta: error_type = ...` and
    `perform(cls, info, **arguments)`, which returns the payload: `cls(order=...)`.
    """

    class Meta:
        abstract = True

    _meta: ClassVar[Any]
    # Makes the one service call and returns the payload; each states its own arguments, and there is none without it.
    perform: ClassVar[Callable[..., Any]]

    @classmethod
    def __init_subclass_with_meta__(
        cls,
        error_type: type[graphene.ObjectType] | None = None,
        error_fields: Mapping[str, str] | None = None,
        permissions: Iterable[str] = (),
        errors_alias: str = "",
        _meta: Any = None,
        **options: Any,
    ) -> None:
        """Add the `errors` field to the payload."""
        if error_type is None:
            raise TypeError(f"{cls.__name__} declares no error_type in its Meta.")
        if not hasattr(cls, "perform"):
            raise TypeError(f"{cls.__name__} does not say what it performs.")
        meta = _meta or ServiceMutationOptions(cls)
        meta.error_type = error_type
        meta.error_fields = error_fields or {}
        meta.permissions = tuple(permissions)
        meta.errors_alias = errors_alias
        if errors_alias:
            old = graphene.List(
                graphene.NonNull(error_type),
                required=True,
                description="Why nothing was done.",
                deprecation_reason="Use `errors` field instead.",
            )
            setattr(cls, errors_alias, old)
        cls.errors = graphene.List(
            graphene.NonNull(error_type), required=True, default_value=(), description="Why nothing was done."
        )
        super().__init_subclass_with_meta__(_meta=meta, **options)

    @classmethod
    def mutate(cls, _root: object, info: Info, **arguments: Any) -> Any:
        """
        Run `perform` and say its refusals in Saleor's words.

        :raises PermissionDenied: if the actor may not do this
        """
        if cls._meta.permissions:
            demand(info.context.actor, cls._meta.permissions)
        try:
            payload = cls.perform(info, **arguments)
        except InvalidId as refusal:
            return cls._with_errors(cls(), [cls._id_told(refusal, arguments)])
        except NotAllowed as refusal:
            raise PermissionDenied(str(refusal.message)) from refusal
        except DomainError as refusal:
            return cls.refused([refusal])
        except ExceptionGroup as group:
            refusals, others = group.split(DomainError)
            if others is not None or refusals is None:
                raise
            return cls.refused(list(each_refusal(refusals)))
        # What was done in part says itself what was not
        return cls._with_errors(payload, list(payload.errors or ()))

    @classmethod
    def refused(cls, refusals: Iterable[DomainError]) -> Any:
        """Return the payload that tells these refusals, and nothing else."""
        return cls._with_errors(cls(), [cls._told(refusal) for refusal in refusals])

    @classmethod
    def _with_errors(cls, payload: Any, errors: list[dict[str, Any]]) -> Any:
        payload.errors = errors
        if cls._meta.errors_alias:
            setattr(payload, cls._meta.errors_alias, errors)
        return payload

    @classmethod
    def _told(cls, refusal: DomainError) -> dict[str, Any]:
        told = {"field": cls._field_name(refusal.field), "message": str(refusal.message)}
        code = error_code(cls._meta.error_type.codes, refusal.code)
        return {**getattr(refusal, "details", {}), **told, "code": code}

    @classmethod
    def _id_told(cls, refusal: InvalidId, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Tell that something is no ID, under the name of the argument that gave it."""
        path = _path_to(refusal.given, arguments) or ()
        # The contract names the expected type for an argument of the mutation itself only.
        message = str(refusal.message) if len(path) < 2 else f"Invalid ID: {refusal.given}."
        code = error_code(cls._meta.error_type.codes, "GRAPHQL_ERROR")
        return {"field": to_camel_case(path[-1]) if path else None, "message": message, "code": code}

    @classmethod
    def _field_name(cls, field: str | None) -> str | None:
        if not field:
            return None
        last = field.rsplit(".", 1)[-1]
        name: str = cls._meta.error_fields.get(field) or to_camel_case(last)
        return name


def error_code(codes: type[graphene.Enum], code: str) -> Enum:
    """
    Return one of our codes in the words of an enum of error codes.

    :raises ApiError: if it has no word for it
    """
    known: dict[str, Enum] = {member.name: member for member in codes._meta.enum}
    for word in (code, *SAID_AS.get(code, ("INVALID", "GRAPHQL_ERROR"))):
        if word in known:
            return known[word]
    raise ApiError(f"The error code {code} has no word in this mutation's error codes.")


def _path_to(wanted: str, given: object) -> tuple[str, ...] | None:
    """Return the names that lead to a value among arguments (lists have none), or None if it is not there."""
    if given == wanted:
        return ()
    named = given.items() if isinstance(given, Mapping) else []
    listed = given if isinstance(given, list | tuple) else []
    for name, value in [*named, *((None, each) for each in listed)]:
        below = _path_to(wanted, value)
        if below is not None:
            return below if name is None else (name, *below)
    return None


def each_refusal(group: "ExceptionGroup[DomainError]") -> Iterable[DomainError]:
    """Return all refusals of a group, however deep they stand in it."""
    for each in group.exceptions:
        if isinstance(each, ExceptionGroup):
            yield from each_refusal(each)
        else:
            yield each
