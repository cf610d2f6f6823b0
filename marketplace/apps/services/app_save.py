"""The staff let a program act, say what it may, switch it on and off, and send it away."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.apps.models.app import App
from marketplace.apps.policies import may_grant, may_look_after, may_manage_apps
from marketplace.apps.services.app_token_save import token_make
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, DomainError, NotFound
from marketplace.kernel.input_texts import clean_line
from marketplace.kernel.policy import require


class OutOfScope(DomainError):
    """More than the actor holds."""

    code = "OUT_OF_SCOPE_APP"


class PermissionOutOfScope(DomainError):
    """A permission that is not the actor's to give."""

    code = "OUT_OF_SCOPE_PERMISSION"


class IdentifierTaken(Conflict):
    """Another app is called so."""

    code = "UNIQUE"


@transaction.atomic
def app_create(
    *, actor: Actor, name: str, identifier: str = "", permissions: Collection[str] = (), now: datetime
) -> tuple[App, str]:
    """
    Let a program act; return it and its first token, which is told this once.

    :raises NotAllowed: if the actor does not look after apps
    :raises InvalidInput: if the name is empty or too long
    :raises PermissionOutOfScope: if a permission is not the actor's to give
    :raises IdentifierTaken: if another app is called so
    """
    require(may_manage_apps(actor), _("You may not manage apps."))
    demand_grantable(actor, permissions)
    app = App.objects.create(
        name=clean_line(name, field="name", most=60),
        identifier=identifier_free(identifier),
        permissions=sorted(permissions),
        created_at=now,
    )
    return app, token_make(app, name="Default", now=now)[1]


@transaction.atomic
def app_update(
    *,
    actor: Actor,
    app_id: int,
    name: str | None = None,
    identifier: str | None = None,
    permissions: Collection[str] | None = None,
) -> App:
    """
    Change an app; what is None stays.

    :raises NotAllowed: if the actor does not look after apps
    :raises NotFound: if there is no such app
    :raises OutOfScope: if it holds more than the actor does
    :raises InvalidInput: if the name is empty or too long
    :raises PermissionOutOfScope: if a permission is not the actor's to give
    :raises IdentifierTaken: if another app is called so
    """
    app = app_locked(actor, app_id)
    if permissions is not None:
        demand_grantable(actor, permissions)
        app.permissions = sorted(permissions)
    if name is not None:
        app.name = clean_line(name, field="name", most=60)
    if identifier is not None and identifier != app.identifier:
        app.identifier = identifier_free(identifier)
    app.save(update_fields=["permissions", "name", "identifier"])
    return app


@transaction.atomic
def app_switch(*, actor: Actor, app_id: int, is_active: bool) -> App:
    """
    Switch an app on or off: one that is off is not believed and not told anything.

    :raises NotAllowed: if the actor does not look after apps
    :raises NotFound: if there is no such app
    :raises OutOfScope: if it holds more than the actor does
    """
    app = app_locked(actor, app_id)
    app.is_active = is_active
    app.save(update_fields=["is_active"])
    return app


@transaction.atomic
def app_delete(*, actor: Actor, app_id: int) -> App:
    """
    Send an app away, with its tokens and webhooks; what it did stays.

    :raises NotAllowed: if the actor does not look after apps
    :raises NotFound: if there is no such app
    :raises OutOfScope: if it holds more than the actor does
    """
    app = app_locked(actor, app_id)
    key = app.pk
    app.delete()
    app.pk = key
    return app


def app_locked(actor: Actor, app_id: int) -> App:
    """
    Return an app under its row lock.

    :raises NotAllowed: if the actor does not look after apps
    :raises NotFound: if there is no such app
    :raises OutOfScope: if it holds more than the actor does
    """
    require(may_manage_apps(actor), _("You may not manage apps."))
    app = App.objects.select_for_update().filter(pk=app_id).first()
    if app is None:
        raise NotFound(_("There is no such app."), field="id")
    if not may_look_after(actor, app.permissions):
        raise OutOfScope(_("You can't manage this app."), field="id")
    return app


def demand_grantable(actor: Actor, permissions: Collection[str]) -> None:
    """
    Pass for permissions that the actor may give an app.

    :raises PermissionOutOfScope: for others
    """
    if not may_grant(actor, permissions):
        raise PermissionOutOfScope(_("You can't add permission that you don't have."), field="permissions")


def identifier_free(identifier: str) -> str:
    """
    Pass a name that no other app has.

    :raises IdentifierTaken: if one has it
    :raises InvalidInput: if it is too long
    """
    written = clean_line(identifier, field="identifier", most=256, required=False)
    if written and App.objects.filter(identifier=written).exists():
        raise IdentifierTaken(_("An app is called so already."), field="identifier")
    return written
