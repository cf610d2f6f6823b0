"""From the text of a request to its answer."""

from dataclasses import dataclass, field
from typing import Any

from graphql import ExecutionResult, GraphQLError, GraphQLSchema, OperationType, execute
from graphql.execution.values import get_variable_values

from marketplace.graphql.kit.context import Context
from marketplace.graphql.kit.cost import Limits
from marketplace.graphql.kit.document import Document, Documents, Refused
from marketplace.graphql.kit.errors import ApiError, formatted, quoted
from marketplace.graphql.kit.execute import Execution
from marketplace.graphql.kit.wire import dumps

_NO_SUBSCRIPTIONS = (
    "Subscriptions are not allowed. You will need to either use the subscribe function"
    " or pass allow_subscriptions=True"
)


class SubscriptionsNotServed(ApiError):
    """Subscriptions are delivered to webhooks, not over this transport."""

    code = "Exception"


@dataclass(slots=True)
class Answer:
    """What a request gets: an HTTP status and the body's parts, or the body itself when it was kept."""

    status: int
    data: dict[str, Any] | None = None
    errors: list[GraphQLError] = field(default_factory=list)
    has_data: bool = True
    cost: int | None = None
    maximum: int = 0
    kept: bytes | None = None
    # Whether a query was executed: it changed nothing
    is_reading: bool = False

    def as_dict(self, *, debug: bool = False) -> dict[str, Any]:
        """Return the body, its errors written for clients."""
        body: dict[str, Any] = {}
        if self.errors:
            body["errors"] = [formatted(error, debug=debug) for error in self.errors]
        if self.has_data:
            body["data"] = self.data
        if self.cost is not None:
            body["extensions"] = {"cost": {"requestedQueryCost": self.cost, "maximumAvailable": self.maximum}}
        return body

    def as_json(self, *, debug: bool = False) -> bytes:
        """Return the body as JSON."""
        return self.kept if self.kept is not None else dumps(self.as_dict(debug=debug))


class Engine:
    """A schema that answers."""

    def __init__(self, schema: GraphQLSchema, limits: Limits | None = None) -> None:
        self.schema = schema
        self.limits = limits or Limits()
        self.documents = Documents(schema, self.limits)

    def answer(
        self,
        *,
        query: str,
        context: Context,
        variables: dict[str, Any] | None = None,
        operation_name: str | None = None,
        read_only: bool = False,
    ) -> Answer:
        """Answer one request; never raises for anything a client can send."""
        try:
            document = self.documents.get(query, operation_name)
        except Refused as refused:
            return self._refusal(refused.errors, cost=0 if refused.costed else None)
        operation = document.operation
        if document.is_subscription:
            return Answer(
                200, errors=[SubscriptionsNotServed(_NO_SUBSCRIPTIONS)], cost=0, maximum=self.limits.cost
            )
        if read_only and operation.operation is OperationType.MUTATION:
            return self._refusal([ApiError("Can only perform a mutation operation from a POST request.")])
        if document.is_introspection:
            return self._introspect(document, variables)
        coerced = get_variable_values(self.schema, list(operation.variable_definitions), variables or {})
        if isinstance(coerced, list):
            return self._refusal([quoted(error) for error in coerced])
        cost = document.cost_under(coerced)
        if cost > self.limits.cost:
            text = f"The query exceeds the maximum cost of {self.limits.cost}. Actual cost is {cost}"
            return self._refusal([ApiError(text)], cost=cost)
        try:
            program = document.program(coerced)
        except GraphQLError as error:
            return Answer(200, errors=[error], cost=cost, maximum=self.limits.cost)
        data, errors = Execution(program, context, coerced).run()
        return Answer(
            200,
            data=data,
            errors=errors,
            cost=cost,
            maximum=self.limits.cost,
            is_reading=operation.operation is OperationType.QUERY,
        )

    def told(self, *, query: str, root: object, context: Context) -> Answer:
        """
        Answer a subscription for something that has just happened.

        :param root: the object of which the subscription's fields are read
        :raises Refused: if the query is not valid, or is none of the schema
        """
        document = self.documents.get(query, None)
        if not document.is_subscription:
            raise Refused([ApiError("It is no subscription.")])
        data, errors = Execution(document.program({}), context, {}).run(root)
        return Answer(200, data=data, errors=errors)

    def _introspect(self, document: Document, variables: dict[str, Any] | None) -> Answer:
        """Let graphql-core describe the schema; the answer to a document without variables never changes."""
        if document.introspected is not None:
            return Answer(200, kept=document.introspected)
        name = document.operation.name.value if document.operation.name else None
        result = execute(self.schema, document.ast, variable_values=variables, operation_name=name)
        if not isinstance(result, ExecutionResult):
            raise TypeError("Introspection has no asynchronous fields.")
        if result.errors and result.data is None:
            return self._refusal(result.errors)
        answer = Answer(200, data=result.data, errors=result.errors or [], cost=0, maximum=self.limits.cost)
        if not document.operation.variable_definitions and not result.errors:
            answer.kept = document.introspected = answer.as_json()
        return answer

    def _refusal(self, errors: list[GraphQLError], *, cost: int | None = None) -> Answer:
        return Answer(400, errors=errors, has_data=False, cost=cost, maximum=self.limits.cost)
