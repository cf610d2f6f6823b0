"""What a resolver is told."""

from collections.abc import Mapping
from typing import Any

from graphql import GraphQLSchema

from marketplace.graphql.kit.context import Context
from marketplace.graphql.kit.plan import FieldPlan, Program


class Info:
    """What a resolver is told beside its parents: arguments, context, and what is asked below it."""

    __slots__ = ("_args", "context", "parent", "plan", "program", "variables")

    def __init__(
        self,
        plan: FieldPlan,
        context: Context,
        program: Program,
        variables: dict[str, Any],
        parent: "Info | None",
    ) -> None:
        self.plan = plan
        self.context = context
        self.program = program
        self.variables = variables
        self.parent = parent
        self._args: Mapping[str, Any] | None = None

    @property
    def args(self) -> Mapping[str, Any]:
        """
        The field's coerced arguments.

        :raises GraphQLError: if an argument cannot be coerced
        """
        if self._args is None:
            self._args = self.plan.arguments(self.variables)
        return self._args

    @property
    def fields(self) -> frozenset[str]:
        """What is asked below this field, as dotted paths: `"edges.node.name" in info.fields`."""
        return self.plan.paths

    @property
    def schema(self) -> GraphQLSchema:
        """The schema that is executed."""
        return self.program.schema

    @property
    def field_name(self) -> str:
        """The field's name in the schema."""
        return self.plan.name

    @property
    def response_key(self) -> str:
        """The field's name in the answer (its alias, when it has one)."""
        return self.plan.key

    @property
    def parent_type(self) -> str:
        """The name of the type that holds the field."""
        return self.plan.parent_type.name
