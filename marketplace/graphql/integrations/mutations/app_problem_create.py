"""Say what is wrong with the app that asks."""

from datetime import timedelta
from typing import Any

import graphene

from marketplace.apps.services.app_problem_save import app_problem_report
from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.integrations.standing import AppProblem
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation, error_type
from marketplace.graphql.kit.scalars import Minute, PositiveInt

_WHY = "Why a problem was not written down."
AppProblemCreateError = error_type(
    "AppProblemCreateError", saleor_enum("AppProblemCreateErrorCode", _WHY), description=_WHY
)


class AppProblemCreateInput(graphene.InputObjectType):
    """What is wrong."""

    message = graphene.String(required=True, description="What is wrong, at least 3 signs; cut at 2048.")
    key = graphene.String(
        required=True, description="The app's word for this kind of problem, 3 to 128 signs."
    )
    critical_threshold = PositiveInt(description="From how many reports on it is critical.")
    aggregation_period = Minute(
        default_value=60, description="Minutes for which reports of one key count together; 0: never."
    )


class AppProblemCreate(ServiceMutation):
    """Say what is wrong with the app that asks. Requires AUTHENTICATED_APP."""

    class Arguments:
        input = graphene.Argument(AppProblemCreateInput, required=True, description="What is wrong.")

    class Meta:
        error_type = AppProblemCreateError
        permissions = ("AUTHENTICATED_APP",)

    app_problem = graphene.Field(AppProblem, description="The problem.")

    @classmethod
    def perform(cls, info: Info, *, input: dict[str, Any]) -> Any:
        """Write it down."""
        row = app_problem_report(
            actor=info.context.actor,
            key=input["key"],
            message=input["message"],
            critical_from=input.get("critical_threshold"),
            together=timedelta(minutes=input.get("aggregation_period") or 0),
            now=info.context.now,
        )
        return cls(app_problem=row)
