"""How errors are told."""

import logging

import graphene
import pytest
from django.core.exceptions import PermissionDenied as DjangoPermissionDenied

from marketplace.graphql.kit.errors import ExpiredSignature, PermissionDenied
from marketplace.graphql.kit.info import Info
from marketplace.kernel.errors import InvalidInput, NotAllowed
from tests.marketplace.graphql.kit.asking import ask, context_of, engine_of

RAISED: list[Exception] = []


class Query(graphene.ObjectType):
    field = graphene.Int()
    me = graphene.String()

    @staticmethod
    def resolve_field(_root: object, _info: Info) -> int:
        raise RAISED[0]

    @staticmethod
    def resolve_me(_root: object, info: Info) -> str:
        return info.context.actor.name


ENGINE = engine_of(Query)


@pytest.mark.parametrize(
    ("error", "message", "code"),
    [
        (
            PermissionDenied.needing(["MANAGE_ORDERS", "OWNER"]),
            "To access this path, you need one of the following permissions: MANAGE_ORDERS, OWNER",
            "PermissionDenied",
        ),
        (NotAllowed("Not yours."), "Not yours.", "PermissionDenied"),
        (DjangoPermissionDenied("no"), "no", "PermissionDenied"),
        (InvalidInput("Not so.", field="x"), "Not so.", "GraphQLError"),
        (ExpiredSignature("Signature has expired"), "Signature has expired", "ExpiredSignatureError"),
    ],
)
def test_a_foreseen_error_is_told_with_its_code(error: Exception, message: str, code: str) -> None:
    RAISED[:] = [error]

    body = ask(ENGINE, "{\n  field\n}").as_dict()

    assert body["data"] == {"field": None}
    assert body["errors"] == [
        {
            "message": message,
            "locations": [{"line": 2, "column": 3}],
            "path": ["field"],
            "extensions": {"exception": {"code": code}},
        }
    ]


def test_an_unforeseen_error_is_logged_and_its_text_kept_from_the_client(
    caplog: pytest.LogCaptureFixture,
) -> None:
    RAISED[:] = [ZeroDivisionError("password=hunter2")]

    with caplog.at_level(logging.ERROR, logger="marketplace.graphql"):
        masked = ask(ENGINE, "{ field }").as_dict()["errors"][0]
        shown = ask(ENGINE, "{ field }").as_dict(debug=True)["errors"][0]

    assert masked["message"] == "Internal Server Error"
    assert masked["extensions"] == {"exception": {"code": "InternalError"}}
    assert "hunter2" not in str(masked)
    assert shown["message"] == "password=hunter2"
    assert shown["extensions"] == {"exception": {"code": "ZeroDivisionError"}}
    assert "hunter2" in caplog.text


def test_a_syntax_error_shows_the_place() -> None:
    body = ask(ENGINE, "{ shop { name ").as_dict()

    assert body == {
        "errors": [
            {
                "message": "Syntax Error GraphQL (1:15) Expected Name, found EOF\n\n1: { shop { name \n"
                "                 ^\n",
                "locations": [{"line": 1, "column": 15}],
                "extensions": {"exception": {"code": "GraphQLSyntaxError"}},
            }
        ]
    }


def test_a_token_that_cannot_be_trusted_fails_the_fields_that_ask_who_acts_and_no_others() -> None:
    calls = []

    def distrust(_request: object) -> None:
        calls.append(1)
        raise ExpiredSignature("Signature has expired")

    body = ask(ENGINE, "{ a: __typename me again: me }", context=context_of(distrust)).as_dict()  # type: ignore[arg-type]

    assert body["data"] == {"a": "Query", "me": None, "again": None}
    assert [error["path"] for error in body["errors"]] == [["me"], ["again"]]
    assert {error["extensions"]["exception"]["code"] for error in body["errors"]} == {"ExpiredSignatureError"}
    assert calls == [1]
