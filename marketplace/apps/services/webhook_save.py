"""An app, or who looks after apps, says what it is told, and where."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.apps.gateways.guard import url_checked
from marketplace.apps.models.app import App
from marketplace.apps.models.webhook import Webhook
from marketplace.apps.policies import may_manage_webhooks
from marketplace.apps.subscriptions import events_in
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import DomainError, NotFound
from marketplace.kernel.input_texts import clean_line
from marketplace.kernel.policy import require

MOST_HEADERS = 5
_LONGEST_NAME, _LONGEST_VALUE = 100, 998


class Missing(DomainError):
    """Something that must be said was not."""

    code = "REQUIRED"


class BadHeaders(DomainError):
    """Headers of the app's own that are not sent."""

    code = "INVALID_CUSTOM_HEADERS"


@dataclass(frozen=True, slots=True)
class WebhookDetails:
    """What is said of a webhook; what is None stays as it is."""

    name: str | None = None
    identifier: str | None = None
    target_url: str | None = None
    query: str | None = None
    events: Collection[str] | None = None
    is_active: bool | None = None
    secret_key: str | None = None
    custom_headers: Mapping[str, Any] | None = None


@transaction.atomic
def webhook_create(*, actor: Actor, app_id: int | None, details: WebhookDetails) -> Webhook:
    """
    Have an app told events from now on.

    :param app_id: which app (None: the one that asks)
    :raises NotAllowed: if it is another's app and the actor does not look after apps
    :raises NotFound: if there is no such app
    :raises Missing: if there is no address or no subscription
    :raises BadSubscription: if the subscription cannot be answered
    :raises Forbidden: if the address is not one that we call
    :raises BadHeaders: if a header of the app's own is not sent
    """
    key = app_id if app_id is not None else actor.app_id
    require(key is not None and may_manage_webhooks(actor, key), _("You may not manage webhooks."))
    app = App.objects.select_for_update().filter(pk=key).first() if key is not None else None
    if app is None:
        raise NotFound(_("There is no such app."), field="app")
    for field, given in (("target_url", details.target_url), ("query", details.query)):
        if not given:
            raise Missing(_("This field is required."), field=field)
    row = Webhook(app=app)
    _written(row, details)
    row.save()
    return row


@transaction.atomic
def webhook_update(*, actor: Actor, webhook_id: int, details: WebhookDetails) -> Webhook:
    """
    Change a webhook.

    :raises NotFound: if there is no such webhook, or it is another app's
    :raises BadSubscription: if the subscription cannot be answered
    :raises Forbidden: if the address is not one that we call
    :raises BadHeaders: if a header of the app's own is not sent
    """
    row = webhook_locked(actor, webhook_id)
    _written(row, details)
    row.save()
    return row


@transaction.atomic
def webhook_delete(*, actor: Actor, webhook_id: int) -> Webhook:
    """
    Tell an app no more; its log goes too.

    :raises NotFound: if there is no such webhook, or it is another app's
    """
    row = webhook_locked(actor, webhook_id)
    key = row.pk
    row.delete()
    row.pk = key
    return row


def webhook_locked(actor: Actor, webhook_id: int) -> Webhook:
    """
    Return a webhook under its row lock.

    :raises NotFound: if there is no such webhook, or it is another app's
    """
    row = Webhook.objects.select_for_update(of=("self",)).select_related("app").filter(pk=webhook_id).first()
    if row is None or not may_manage_webhooks(actor, row.app_id):
        raise NotFound(_("There is no such webhook."), field="id")
    return row


def _written(row: Webhook, details: WebhookDetails) -> None:
    if details.name is not None:
        row.name = clean_line(details.name, field="name", most=255, required=False)
    if details.identifier is not None:
        row.identifier = clean_line(details.identifier, field="identifier", most=256, required=False)
    if details.target_url is not None:
        row.target_url = url_checked(details.target_url)
    if details.is_active is not None:
        row.is_active = details.is_active
    if details.secret_key is not None:
        row.secret_key = clean_line(details.secret_key, field="secret_key", most=255, required=False)
    if details.custom_headers is not None:
        row.custom_headers = headers_checked(details.custom_headers)
    if details.query is not None:
        asked = events_in(details.query)
        row.subscription_query = details.query
        if details.events is None and not row.events:
            row.events = sorted(asked)
    if details.events is not None:
        row.events = sorted(details.events) or sorted(events_in(row.subscription_query))


def headers_checked(headers: Mapping[str, Any]) -> dict[str, str]:
    """
    Pass headers that an app may have sent back to it: its own (X-...) and such that let us in there.

    :raises BadHeaders: if there are more than five, or one is not of these
    """
    if len(headers) > MOST_HEADERS:
        raise BadHeaders(
            _("At most %(most)s headers are sent.") % {"most": MOST_HEADERS}, field="custom_headers"
        )
    for name, value in headers.items():
        known = name.lower().startswith(("x-", "authorization"))
        plain = name.replace("-", "").isalnum() and name.isascii() and len(name) <= _LONGEST_NAME
        text = (
            isinstance(value, str)
            and value.isprintable()
            and value.isascii()
            and len(value) <= _LONGEST_VALUE
        )
        if not (known and plain and text):
            raise BadHeaders(_("This header is not sent: %(name)s.") % {"name": name}, field="custom_headers")
    return {str(name): str(value) for name, value in headers.items()}
