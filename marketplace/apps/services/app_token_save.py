"""Tokens of an app: made once and never told again, taken away, and recognised."""

import secrets
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.apps.models.app import App, AppToken
from marketplace.apps.policies import may_look_after
from marketplace.apps.selectors import app_actor, token_digest
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.kernel.input_texts import clean_line
from marketplace.kernel.policy import require


def token_make(app: App, *, name: str, now: datetime) -> tuple[AppToken, str]:
    """Make a token of an app in hand; return its row and the secret."""
    # 24 bytes are 32 signs without padding: as many as `selectors.TOKEN_LENGTH` says.
    secret = secrets.token_urlsafe(24)
    row = AppToken.objects.create(
        app=app, name=name, token_hash=token_digest(secret), last_4=secret[-4:], created_at=now
    )
    return row, secret


@transaction.atomic
def app_token_create(*, actor: Actor, app_id: int, name: str, now: datetime) -> tuple[AppToken, str]:
    """
    Make another token; return its row and the secret, which is told this once.

    :raises NotFound: if there is no such app
    :raises NotAllowed: if the app holds more than the actor does, or the actor looks after none
    :raises InvalidInput: if the name is too long
    """
    app = App.objects.select_for_update().filter(pk=app_id).first()
    require(may_look_after(actor, app.permissions if app else ()), _("You can't manage this app."))
    if app is None:
        raise NotFound(_("There is no such app."), field="app")
    return token_make(app, name=clean_line(name, field="name", most=128, required=False), now=now)


@transaction.atomic
def app_token_delete(*, actor: Actor, token_id: int) -> AppToken:
    """
    Take a token away; who shows it is a visitor from now on.

    :raises NotFound: if there is no such token
    :raises NotAllowed: if its app holds more than the actor does, or the actor looks after none
    """
    row = AppToken.objects.select_for_update(of=("self",)).select_related("app").filter(pk=token_id).first()
    require(may_look_after(actor, row.app.permissions if row else ()), _("You can't manage this app."))
    if row is None:
        raise NotFound(_("There is no such token."), field="id")
    key = row.pk
    row.delete()
    row.pk = key
    return row


def app_token_verify(*, token: str) -> bool:
    """Say whether a token is one of an app that may act."""
    return app_actor(token) is not None
