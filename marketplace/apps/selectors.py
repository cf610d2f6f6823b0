"""Apps as the API asks for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from marketplace.apps.models.app import App, AppToken
from marketplace.apps.models.problem import AppProblem
from marketplace.apps.models.webhook import Webhook
from marketplace.kernel.actor import Actor

# Shorter or longer than this no token of ours is.
TOKEN_LENGTH = 32


@dataclass(frozen=True, slots=True)
class Target:
    """A webhook that is to be told something, and the app whose it is."""

    webhook: Webhook
    app: App


def token_digest(token: str) -> str:
    """Return how a token is kept."""
    return sha256(token.encode()).hexdigest()


def app_actor(token: str) -> Actor | None:
    """Return the app that shows a token, in one query; nobody if it is none of ours or the app is switched off."""
    if len(token) != TOKEN_LENGTH:
        return None
    known = AppToken.objects.filter(token_hash=token_digest(token), app__is_active=True)
    row = known.values_list("app_id", "app__permissions").first()
    return Actor.of_app(row[0], frozenset(row[1])) if row is not None else None


def actor_of_app(app: App) -> Actor:
    """Return an app as who acts."""
    return Actor.of_app(app.pk, frozenset(app.permissions))


def apps_by_id(app_ids: Sequence[int]) -> dict[int, App]:
    """Return apps by id, in one query; the caller has asked who may see them."""
    return App.objects.in_bulk(list(app_ids))


def problems_of_apps(app_ids: Sequence[int]) -> dict[int, list[AppProblem]]:
    """Return the problems of apps, the last reported first, in one query; the caller has asked who may see them."""
    rows = AppProblem.objects.filter(app__in=list(app_ids)).order_by("app_id", "-updated_at", "-pk")
    found: dict[int, list[AppProblem]] = {}
    for row in rows:
        found.setdefault(row.app_id, []).append(row)
    return found


def targets_of(event: str, *, permission: str = "", identifier: str | None = None) -> list[Target]:
    """
    Return the webhooks that are to be told an event, oldest first, in one query.

    :param permission: what an app must hold to be told it; empty: nothing
    :param identifier: only of the app that is called so
    """
    rows = Webhook.objects.filter(events__contains=[event], is_active=True, app__is_active=True)
    if permission:
        rows = rows.filter(app__permissions__contains=[permission])
    if identifier is not None:
        rows = rows.filter(app__identifier=identifier)
    return [Target(row, row.app) for row in rows.select_related("app").order_by("pk")]


def payment_apps(
    *, event: str = "transaction_initialize_session", identifiers: Sequence[str] = ()
) -> list[App]:
    """Return the active apps that handle payments and listen to an event, oldest first, in one query."""
    rows = App.objects.filter(
        is_active=True,
        permissions__contains=["handle_payments"],
        webhooks__is_active=True,
        webhooks__events__contains=[event],
    ).exclude(identifier="")
    if identifiers:
        rows = rows.filter(identifier__in=identifiers)
    return list(rows.distinct().order_by("pk"))
