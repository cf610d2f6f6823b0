"""The frame of mutations."""

from typing import Any

import graphene
import pytest

from marketplace.graphql.kit.ids import global_id, key_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation, error_type
from marketplace.kernel.errors import Conflict, DomainError, InvalidInput, NotAllowed, NotFound
from tests.marketplace.graphql.kit.asking import ask, engine_of


class BasketErrorCode(graphene.Enum):
    GRAPHQL_ERROR = "graphql_error"
    INVALID = "invalid"
    NOT_FOUND = "not_found"
    UNIQUE = "unique"
    QUANTITY_GREATER_THAN_LIMIT = "quantity_greater_than_limit"


BasketError = error_type("BasketError", BasketErrorCode, lines=graphene.List(graphene.NonNull(graphene.ID)))
REFUSALS: list[Exception] = []


class TooMany(DomainError):
    code = "QUANTITY_GREATER_THAN_LIMIT"
    details = {"lines": ["TGluZTox"]}


class BasketFill(ServiceMutation):
    """Fill a basket."""

    class Arguments:
        quantity = graphene.Int(required=True)

    class Meta:
        error_type = BasketError
        error_fields = {"line_quantity": "quantity"}

    total = graphene.Int()

    @classmethod
    def perform(cls, info: Info, *, quantity: int) -> "BasketFill":
        if REFUSALS:
            raise REFUSALS[0]
        return cls(total=quantity * 2)


class Named(graphene.InputObjectType):
    ids = graphene.List(graphene.ID)


class BasketName(ServiceMutation):
    """Name a basket, or things for one."""

    class Arguments:
        id = graphene.ID()
        input = graphene.Argument(Named)

    class Meta:
        error_type = BasketError

    @classmethod
    def perform(cls, info: Info, **given: Any) -> "BasketName":
        key_of(given["id"] if "id" in given else given["input"]["ids"][1], "Basket")
        return cls()


class Mutation(graphene.ObjectType):
    basket_fill = BasketFill.Field()
    basket_name = BasketName.Field()


class Query(graphene.ObjectType):
    nothing = graphene.Int()


ENGINE = engine_of(Query, Mutation)
TEXT = "mutation { basketFill(quantity: 4) { total errors { field message code lines } } }"


def _payload(*refusals: Exception) -> Any:
    REFUSALS[:] = refusals
    body = ask(ENGINE, TEXT).as_dict()
    assert "errors" not in body
    return body["data"]["basketFill"]


def test_a_mutation_that_succeeds_has_no_errors() -> None:
    assert _payload() == {"total": 8, "errors": []}


@pytest.mark.parametrize(
    ("refusal", "field", "code"),
    [
        (InvalidInput("m", field="postal_code"), "postalCode", "INVALID"),
        (InvalidInput("m", field="lines.0.unit_price"), "unitPrice", "INVALID"),
        (InvalidInput("m", field="line_quantity"), "quantity", "INVALID"),
        (InvalidInput("m"), None, "INVALID"),
        (NotFound("m", field="id"), "id", "NOT_FOUND"),
        (Conflict("m", field="slug"), "slug", "UNIQUE"),
    ],
)
def test_a_refusal_becomes_an_entry_of_the_errors(refusal: DomainError, field: str | None, code: str) -> None:
    assert _payload(refusal) == {
        "total": None,
        "errors": [{"field": field, "message": "m", "code": code, "lines": None}],
    }


def test_a_refusal_fills_the_fields_that_its_error_type_adds() -> None:
    assert _payload(TooMany("m"))["errors"] == [
        {"field": None, "message": "m", "code": "QUANTITY_GREATER_THAN_LIMIT", "lines": ["TGluZTox"]}
    ]


def test_several_refusals_are_told_together() -> None:
    group = ExceptionGroup(
        "form", [InvalidInput("a", field="x"), ExceptionGroup("g", [NotFound("b", field="y")])]
    )

    assert [(e["field"], e["code"]) for e in _payload(group)["errors"]] == [
        ("x", "INVALID"),
        ("y", "NOT_FOUND"),
    ]


def test_a_missing_permission_is_an_error_of_the_whole_field() -> None:
    REFUSALS[:] = [NotAllowed("To access this path, you need something.")]

    body = ask(ENGINE, TEXT).as_dict()

    assert body["data"] == {"basketFill": None}
    assert body["errors"][0]["extensions"] == {"exception": {"code": "PermissionDenied"}}
    assert body["errors"][0]["path"] == ["basketFill"]


@pytest.mark.parametrize(
    "error", [ValueError("bug"), ExceptionGroup("g", [InvalidInput("a"), ValueError("bug")])]
)
def test_a_bug_is_no_refusal(error: Exception) -> None:
    REFUSALS[:] = [error]

    body = ask(ENGINE, TEXT).as_dict()

    assert body["data"] == {"basketFill": None}
    assert body["errors"][0]["message"] == "Internal Server Error"


def test_a_mutation_without_an_error_type_cannot_be_declared() -> None:
    with pytest.raises(TypeError, match="declares no error_type"):
        type("Nameless", (ServiceMutation,), {})


def test_a_mutation_that_performs_nothing_cannot_be_declared() -> None:
    meta = type("Meta", (), {"error_type": BasketError})

    with pytest.raises(TypeError, match="does not say what it performs"):
        type("Idle", (ServiceMutation,), {"Meta": meta})


@pytest.mark.parametrize(
    ("arguments", "field", "message"),
    [
        ('id: "zzz"', "id", "Invalid ID: zzz. Expected: Basket."),
        (f'input: {{ids: ["{global_id("Basket", 1)}", "zzz"]}}', "ids", "Invalid ID: zzz."),
    ],
)
def test_what_is_no_id_is_told_under_the_name_of_its_argument(
    arguments: str, field: str, message: str
) -> None:
    answer = ask(ENGINE, f"mutation {{ basketName({arguments}) {{ errors {{ field message code }} }} }}")

    assert answer.as_dict()["data"]["basketName"]["errors"] == [
        {"field": field, "message": message, "code": "GRAPHQL_ERROR"}
    ]
