"""Everybody who might knock at a desk, each with a browser."""

from collections.abc import Mapping
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from marketplace.accounts.models import User
from marketplace.cooperatives.models.organisation import Organisation
from marketplace.cooperatives.states import Role
from marketplace.kernel.actor import Actor, Permission
from tests.factories.ground import OrganisationFactory, UserFactory, member_actor, staff_actor


def browser_of(actor: Actor) -> Client:
    """A browser in which the person of an actor is signed in."""
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id or 0))
    return client


def customer() -> Client:
    """Somebody with an account and no role at all."""
    client = Client()
    client.force_login(UserFactory.create())
    return client


def president() -> Client:
    """The president of a cooperative that has nothing to do with it."""
    return browser_of(member_actor(OrganisationFactory.create(active=True)))


def hub_worker(hub: Organisation | None = None) -> Client:
    """Somebody who works in a hub; in another one if none is given."""
    return browser_of(member_actor(hub or OrganisationFactory.create(hub=True), Role.HUB.value))


def cashier(desk: Organisation | None = None) -> Client:
    """Somebody who keeps a desk; another one if none is given."""
    return browser_of(member_actor(desk or OrganisationFactory.create(hub=True), Role.CASHIER.value))


def staff(*permissions: Permission) -> Client:
    """A member of staff with these permissions."""
    return browser_of(staff_actor(*permissions))


def answers(url: str, browsers: Mapping[str, Client]) -> dict[str, int]:
    """Say with which status each of them is answered."""
    return {who: browser.get(url).status_code for who, browser in browsers.items()}


def queries_of(browser: Client, url: str) -> int:
    """Count the queries of a page that answers."""
    with CaptureQueriesContext(connection) as seen:
        response: Any = browser.get(url)
    assert response.status_code == 200, url
    return len(seen)


def page_of(response: Any) -> str:
    """The text of an answer."""
    return str(response.content.decode())
