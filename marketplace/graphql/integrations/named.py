"""Webhooks by the name that their app gave them."""

from marketplace.apps.models.webhook import Webhook
from marketplace.graphql.guards import one_of
from marketplace.graphql.integrations.frame import key
from marketplace.graphql.kit.info import Info
from marketplace.kernel.errors import NotFound


def webhook_key(info: Info, id: str | None, identifier: str | None) -> int:
    """
    Return the key of the webhook that a client means: by ID, or as the app that asks calls it.

    :raises ApiError: if neither was given, or both
    :raises NotFound: if there is none
    """
    one_of(id=id, identifier=identifier)
    if id is not None:
        return key(id, "Webhook")
    app_id = info.context.actor.app_id
    wanted = Webhook.objects.filter(identifier=identifier or "").exclude(identifier="")
    found = wanted.filter(app_id=app_id).values_list("pk", flat=True).first() if app_id is not None else None
    if found is None:
        raise NotFound(f"Couldn't resolve to a node: {identifier}", field="identifier")
    return found
