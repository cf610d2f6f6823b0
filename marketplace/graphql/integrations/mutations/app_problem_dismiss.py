"""Dismiss problems of an app."""

from typing import Any

import graphene

from marketplace.apps.services.app_problem_save import app_problems_dismiss
from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.integrations.frame import key
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation, error_type
from marketplace.kernel.errors import InvalidInput, Missing

_WHY = "Why problems were not dismissed."
AppProblemDismissError = error_type(
    "AppProblemDismissError", saleor_enum("AppProblemDismissErrorCode", _WHY), description=_WHY
)
_IDS = "IDs of problems, at most 100."
_KEYS = "Keys of problems, at most 100."


class AppProblemDismissByAppInput(graphene.InputObjectType):
    """What an app dismisses of its own."""

    ids = graphene.List(graphene.NonNull(graphene.ID), description=_IDS)
    keys = graphene.List(graphene.NonNull(graphene.String), description=_KEYS)


class AppProblemDismissByStaffWithIdsInput(graphene.InputObjectType):
    """What the staff dismiss by ID."""

    ids = graphene.List(graphene.NonNull(graphene.ID), required=True, description=_IDS)


class AppProblemDismissByStaffWithKeysInput(graphene.InputObjectType):
    """What the staff dismiss of an app by key."""

    keys = graphene.List(graphene.NonNull(graphene.String), required=True, description=_KEYS)
    app = graphene.ID(required=True, description="ID of the app.")


class AppProblemDismissInput(graphene.InputObjectType):
    """Which problems to dismiss, in one of three ways."""

    by_app = graphene.Argument(AppProblemDismissByAppInput, description="For apps: their own.")
    by_staff_with_ids = graphene.Argument(
        AppProblemDismissByStaffWithIdsInput, description="For the staff: by ID."
    )
    by_staff_with_keys = graphene.Argument(
        AppProblemDismissByStaffWithKeysInput, description="For the staff: by key, of one app."
    )


class AppProblemDismiss(ServiceMutation):
    """Dismiss problems of an app. Requires MANAGE_APPS or AUTHENTICATED_APP."""

    class Arguments:
        input = graphene.Argument(AppProblemDismissInput, required=True, description="Which.")

    class Meta:
        error_type = AppProblemDismissError
        permissions = ("MANAGE_APPS", "AUTHENTICATED_APP")

    @classmethod
    def perform(cls, info: Info, *, input: dict[str, Any]) -> Any:
        """
        Dismiss them.

        :raises InvalidInput: if they are named in no way, in two ways, or in one that is not the asker's
        """
        named = {way: given for way, given in input.items() if given is not None}
        if len(named) != 1:
            raise InvalidInput("Name the problems in one way.", field="input")
        ((way, given),) = named.items()
        if (way == "by_app") is not (info.context.actor.app_id is not None):
            raise InvalidInput("This way of naming problems is not yours.", field=way)
        ids, keys = given.get("ids"), given.get("keys")
        if (ids is None) is (keys is None):
            raise Missing("Name the problems by ID or by key.", field=way)
        app_problems_dismiss(
            actor=info.context.actor,
            app_id=key(given["app"], "App", "app") if "app" in given else None,
            ids={key(each, "AppProblem", "ids") for each in ids or ()},
            keys=set(keys or ()),
            now=info.context.now,
        )
        return cls()
