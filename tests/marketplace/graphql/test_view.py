"""The API over HTTP."""

import json
from typing import Any

import graphene
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client, RequestFactory

from marketplace.graphql.kit.context import nobody
from marketplace.graphql.kit.engine import Engine
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.scalars import Upload
from marketplace.graphql.view import graphql_view

JSON = "application/json"


class Query(graphene.ObjectType):
    hello = graphene.String(name=graphene.String(default_value="you"))

    @staticmethod
    def resolve_hello(_root: object, _info: Info, name: str) -> str:
        return f"hello {name}"


class Files(graphene.InputObjectType):
    pictures = graphene.List(Upload)


class Mutation(graphene.ObjectType):
    file_read = graphene.String(file=Upload(), files=graphene.Argument(Files))

    @staticmethod
    def resolve_file_read(_root: object, _info: Info, file: Any = None, files: Any = None) -> str:
        found = [file] if file else files["pictures"]
        return ", ".join(f"{each.name}: {each.read().decode()}" for each in found)


VIEW = graphql_view(Engine(graphene.Schema(query=Query, mutation=Mutation).graphql_schema), nobody)


def _post(data: Any, content_type: str = JSON, **headers: str) -> HttpResponse:
    body = data if isinstance(data, bytes) else json.dumps(data).encode()
    return VIEW(RequestFactory(headers=headers).post("/graphql/", body, content_type=content_type))


def _said(response: HttpResponse) -> Any:
    return json.loads(response.content)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b'{"query": "{ hello }"}', JSON),
        (
            b'{"query": "{ hello }", "variables": null, "operationName": null}',
            "application/json; charset=utf-8",
        ),
        (b"{ hello }", "application/graphql"),
        (b"query=%7B+hello+%7D", "application/x-www-form-urlencoded"),
    ],
)
def test_a_query_is_answered_in_whatever_form_it_comes(body: bytes, content_type: str) -> None:
    response = _post(body, content_type)

    assert response.status_code == 200
    assert response["Content-Type"] == JSON
    assert _said(response)["data"] == {"hello": "hello you"}
    assert set(_said(response)) == {"data", "extensions"}


def test_variables_are_read_from_json_and_from_forms() -> None:
    query = "query($n: String) { hello(name: $n) }"

    assert _said(_post({"query": query, "variables": {"n": "A", "extra": 1}}))["data"]["hello"] == "hello A"
    form = b'query=query(%24n:String){hello(name:%24n)}&variables={"n":"B"}'
    assert _said(_post(form, "application/x-www-form-urlencoded"))["data"]["hello"] == "hello B"


@pytest.mark.parametrize(
    ("body", "content_type", "message"),
    [
        (b"nope", JSON, "Unable to parse query."),
        (b"[]", JSON, "Unable to parse query."),
        (b"5", JSON, "Unable to parse query."),
        (b"\xff", "application/graphql", "Unable to parse query."),
        (b"{}", JSON, "Must provide a query string."),
        (b'{"query": " "}', JSON, "Must provide a query string."),
        (b'{"query": 5}', JSON, "Must provide a query string."),
        (b'{"query":"{__typename}"}', "text/plain", "Must provide a query string."),
        (b'{"query":"{__typename}","variables":[1]}', JSON, "Variables are invalid JSON."),
        (b'[{"query":"{__typename}"},{"query":"{__typename}"}]', JSON, "Number of batch queries exceeded."),
    ],
)
def test_a_body_that_asks_nothing_is_refused(body: bytes, content_type: str, message: str) -> None:
    response = _post(body, content_type)

    assert response.status_code == 400
    assert _said(response) == {
        "errors": [{"message": message, "extensions": {"exception": {"code": "GraphQLError"}}}]
    }


def test_a_batch_of_one_is_answered_by_a_list() -> None:
    assert [answer["data"] for answer in _said(_post([{"query": "{ __typename }"}]))] == [
        {"__typename": "Query"}
    ]


def test_a_wrong_document_is_400_and_a_failing_field_is_200() -> None:
    wrong = _post({"query": "{ nope }"})
    variable = _post({"query": "query($n: String!) { hello(name: $n) }"})
    failing = _post({"query": "mutation { fileRead(files: {}) }"})

    assert (wrong.status_code, "extensions" in _said(wrong), "data" in _said(wrong)) == (400, True, False)
    assert (variable.status_code, "extensions" in _said(variable)) == (400, False)
    assert (failing.status_code, _said(failing)["data"]) == (200, {"fileRead": None})


def test_files_come_by_the_multipart_specification() -> None:
    text = "mutation($one: Upload, $more: Files) { one: fileRead(file: $one) more: fileRead(files: $more) }"
    operations = {"query": text, "variables": {"one": None, "more": {"pictures": [None, None]}}}
    places = {"0": ["variables.one"], "1": ["variables.more.pictures.0"], "b": ["variables.more.pictures.1"]}
    form = {
        "operations": json.dumps(operations),
        "map": json.dumps(places),
        "0": SimpleUploadedFile("a.txt", b"A"),
        "1": SimpleUploadedFile("b.txt", b"B"),
        "b": SimpleUploadedFile("c.txt", b"C"),
    }

    response = VIEW(RequestFactory().post("/graphql/", form))

    assert _said(response)["data"] == {"one": "a.txt: A", "more": "b.txt: B, c.txt: C"}


@pytest.mark.parametrize(
    ("places", "message"),
    [
        ({"9": ["variables.one"]}, "The map names a part that was not sent: 9."),
        ({"0": ["variables.two"]}, "The map names a place that is not in the operations."),
        ({"0": ["variables.one.__class__"]}, "The map names a place that is not in the operations."),
        ({"0": ["query"]}, "The map may only replace a null: query."),
        ({"0": "variables.one"}, "The map names a part that was not sent: 0."),
        ([], "Unable to parse query."),
    ],
)
def test_a_map_that_points_elsewhere_is_refused(places: Any, message: str) -> None:
    text = "mutation($one: Upload) { fileRead(file: $one) }"
    operations = json.dumps({"query": text, "variables": {"one": None}})
    form = {"operations": operations, "map": json.dumps(places), "0": SimpleUploadedFile("a.txt", b"A")}

    response = VIEW(RequestFactory().post("/graphql/", form))

    assert response.status_code == 400
    assert _said(response)["errors"][0]["message"] == message


def test_any_site_may_call_and_is_told_so() -> None:
    preflight = VIEW(RequestFactory(headers={"origin": "http://a.example"}).options("/graphql/"))
    answer = _post({"query": "{ hello }"}, origin="http://a.example")

    assert preflight.status_code == 200
    assert preflight["Access-Control-Allow-Origin"] == "http://a.example"
    assert preflight["Access-Control-Allow-Methods"] == "POST, OPTIONS"
    assert preflight["Access-Control-Max-Age"] == "600"
    for header in ("Authorization", "Authorization-Bearer", "Content-Type"):
        assert header in preflight["Access-Control-Allow-Headers"].split(", ")
    assert answer["Access-Control-Allow-Origin"] == "http://a.example"
    assert answer["Access-Control-Allow-Credentials"] == "true"
    assert answer["Vary"] == "Origin"


def test_other_methods_are_not_allowed() -> None:
    response = VIEW(RequestFactory().put("/graphql/", b"{}", content_type=JSON))

    assert response.status_code == 405
    assert response["Allow"] == "GET, OPTIONS, POST"


def test_a_get_reads_and_never_changes() -> None:
    read = VIEW(RequestFactory().get("/graphql/", {"query": "{ hello }"}))
    changed = VIEW(RequestFactory().get("/graphql/", {"query": "mutation { fileRead }"}))

    assert _said(read)["data"] == {"hello": "hello you"}
    assert changed.status_code == 400
    assert "data" not in _said(changed)


def test_a_browser_gets_a_page_that_asks_nothing_of_other_servers() -> None:
    response = VIEW(RequestFactory().get("/graphql/"))

    page = response.content.decode()
    assert response.status_code == 200
    assert "<form" in page
    assert 'action="/graphql/"' in page
    assert "http" not in page.replace("http-equiv", "")


@pytest.mark.django_db
def test_the_api_lives_behind_its_slash_only(client: Client) -> None:
    body = b'{"query":"{ shop { name } }"}'

    assert client.post("/graphql", body, content_type=JSON).status_code == 404
    assert client.get("/graphql").status_code == 404
    assert Client(enforce_csrf_checks=True).post("/graphql", body, content_type=JSON).status_code == 404
    found = client.post("/graphql/", body, content_type=JSON)
    assert found.json()["data"] == {"shop": {"name": "Marketplace of Morocco's cooperatives"}}


def test_a_visitor_is_refused_what_staff_may_see(client: Client) -> None:
    response = client.post("/graphql/", b'{"query":"{ shop { version } }"}', content_type=JSON)

    assert response.json()["data"] is None
    assert response.json()["errors"][0]["path"] == ["shop", "version"]
    assert response.json()["errors"][0]["extensions"] == {"exception": {"code": "PermissionDenied"}}


def test_no_csrf_token_is_needed() -> None:
    strict = Client(enforce_csrf_checks=True)

    response = strict.post("/graphql/", b'{"query":"{ __typename }"}', content_type=JSON)

    assert response.status_code == 200
