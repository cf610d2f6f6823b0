"""The HTTP door of the API: POST /graphql/."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseNotFound
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from marketplace.graphql.accounts.frame import REFRESH_COOKIE
from marketplace.graphql.accounts.tokens import REFRESH_TTL
from marketplace.graphql.answers.keeper import Question
from marketplace.graphql.authentication import actor_of_request
from marketplace.graphql.kit.context import Authenticate, Context
from marketplace.graphql.kit.engine import Answer, Engine
from marketplace.graphql.kit.errors import ApiError
from marketplace.graphql.kit.http import Asked, read_body, read_query
from marketplace.graphql.kit.wire import dumps
from marketplace.graphql.schema import schema
from marketplace.graphql.visitors import question_of

METHODS = ("GET", "OPTIONS", "POST")
ALLOWED_HEADERS = "Origin, Content-Type, Accept, Authorization, Source-Service-Name, Authorization-Bearer"

View = Callable[[HttpRequest], HttpResponse]


# What a visitor asks, if its answer may be kept
Recognise = Callable[[HttpRequest, datetime], Question | None]


def graphql_view(engine: Engine, authenticate: Authenticate, recognise: Recognise | None = None) -> View:
    """
    Return the view that answers for a schema.

    :param authenticate: says who a request speaks for
    :param recognise: says whether its answer may be kept; without it none is
    """

    def view(request: HttpRequest) -> HttpResponse:
        if request.method == "OPTIONS":
            return _with_cors(request, _nothing())
        if request.method == "POST":
            return _with_cors(request, _post(engine, authenticate, recognise, request))
        if request.method == "GET":
            if "query" in request.GET:
                return _with_cors(request, _get(engine, authenticate, recognise, request))
            return _with_cors(request, render(request, "graphql/playground.html"))
        return _with_cors(request, HttpResponseNotAllowed(METHODS))

    # A browser's cookies never authenticate a cross-site request here (see authentication.py),
    # so there is nothing for a forged form to borrow.
    return csrf_exempt(view)


@csrf_exempt
def no_slash(request: HttpRequest) -> HttpResponse:
    """Answer at /graphql: nothing lives there, and a redirect would lose the body of a POST."""
    return _with_cors(request, HttpResponseNotFound("The API lives at /graphql/"))


def _post(
    engine: Engine, authenticate: Authenticate, recognise: Recognise | None, request: HttpRequest
) -> HttpResponse:
    context = _context(authenticate, request)
    question = recognise(request, context.now) if recognise is not None else None
    if question is not None and (known := question.known()) is not None:
        return HttpResponse(known, content_type="application/json")
    try:
        body = read_body(request)
    except ApiError as error:
        return _response(Answer(400, errors=[error], has_data=False))
    # A batch holds one request at most (see `kit.http.BATCH_LIMIT`).
    answer = _kept_answer(question, partial(_answer, engine, context, body.asked[0]))
    response = _response(answer, is_batch=body.is_batch)
    if REFRESH_COOKIE in context.store:
        _set_refresh_cookie(request, response, context.store[REFRESH_COOKIE])
    return response


def _set_refresh_cookie(request: HttpRequest, response: HttpResponse, token: str) -> None:
    """Let a browser keep the refresh token where no script can read it; a page must also show its secret."""
    response.set_cookie(
        REFRESH_COOKIE,
        token,
        max_age=int(REFRESH_TTL.total_seconds()),
        httponly=True,
        secure=request.is_secure(),
        samesite="Lax",
    )


def _get(
    engine: Engine, authenticate: Authenticate, recognise: Recognise | None, request: HttpRequest
) -> HttpResponse:
    context = _context(authenticate, request)
    question = recognise(request, context.now) if recognise is not None else None
    if question is not None and (known := question.known()) is not None:
        return HttpResponse(known, content_type="application/json")
    try:
        asked = read_query(request.GET)
    except ApiError as error:
        return _response(Answer(400, errors=[error], has_data=False))
    return _response(_kept_answer(question, partial(_answer, engine, context, asked, read_only=True)))


def _kept_answer(question: Question | None, answer: Callable[[], Answer]) -> Answer:
    """Answer, and keep the answer if it is a visitor's and shows only what is watched."""
    return question.answered(answer) if question is not None else answer()


def _context(authenticate: Authenticate, request: HttpRequest) -> Context:
    return Context(request=request, now=timezone.now(), authenticate=authenticate)


def _answer(engine: Engine, context: Context, asked: Asked, *, read_only: bool = False) -> Answer:
    return engine.answer(
        query=asked.query,
        variables=asked.variables,
        operation_name=asked.operation_name,
        context=context,
        read_only=read_only,
    )


def _response(answer: Answer, *, is_batch: bool = False) -> HttpResponse:
    body = dumps([answer.as_dict(debug=settings.DEBUG)]) if is_batch else answer.as_json(debug=settings.DEBUG)
    return HttpResponse(body, status=answer.status, content_type="application/json")


def _nothing() -> HttpResponse:
    response = HttpResponse()
    del response["Content-Type"]
    return response


def _with_cors(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Let any site call the API: what it may see depends on the token it sends, never on cookies."""
    response["Access-Control-Allow-Credentials"] = "true"
    origin = request.headers.get("Origin")
    if origin:
        response["Access-Control-Allow-Origin"] = origin
        response["Vary"] = "Origin"
    if request.method == "OPTIONS":
        response["Access-Control-Allow-Methods"] = "POST, OPTIONS"
        response["Access-Control-Allow-Headers"] = ALLOWED_HEADERS
        response["Access-Control-Max-Age"] = "600"
    return response


engine = Engine(schema.graphql_schema)
api = graphql_view(engine, actor_of_request, question_of)
