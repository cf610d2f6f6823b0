"""An app is fetched by its manifest: asked for here, done by a worker."""

import json
import logging
from collections.abc import Collection
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.apps.gateways.guard import url_checked
from marketplace.apps.gateways.http import Unreachable, request
from marketplace.apps.manifest import Manifest, manifest_read
from marketplace.apps.models.app import App, AppInstallation
from marketplace.apps.models.webhook import Webhook
from marketplace.apps.policies import may_manage_apps
from marketplace.apps.services.app_logo_fetch import logo_kept
from marketplace.apps.services.app_save import demand_grantable, identifier_free
from marketplace.apps.services.app_token_save import token_make
from marketplace.apps.services.webhook_save import headers_checked
from marketplace.apps.signing import SCHEMA_VERSION
from marketplace.apps.states import AppKind, InstallationState
from marketplace.apps.waking import wake_after_commit
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import DomainError, IllegalMove, NotFound
from marketplace.kernel.input_texts import clean_line
from marketplace.kernel.policy import require

logger = logging.getLogger(__name__)

# Longer than both calls of an installation together may take
LEASE = timedelta(seconds=60)


@transaction.atomic
def app_install(
    *,
    actor: Actor,
    app_name: str,
    manifest_url: str,
    permissions: Collection[str],
    activates: bool,
    now: datetime,
) -> AppInstallation:
    """
    Ask for an app; a worker fetches it, gives it a token and says how it went.

    :raises NotAllowed: if the actor does not look after apps
    :raises PermissionOutOfScope: if a permission is not the actor's to give
    :raises Forbidden: if the address is not one that we call
    :raises InvalidInput: if the name is empty or too long
    """
    require(may_manage_apps(actor), _("You may not manage apps."))
    demand_grantable(actor, permissions)
    row = AppInstallation.objects.create(
        app_name=clean_line(app_name, field="app_name", most=60),
        manifest_url=url_checked(manifest_url, field="manifest_url"),
        permissions=sorted(permissions),
        activates=activates,
        due_at=now,
        created_at=now,
        updated_at=now,
    )
    wake_after_commit("installations")
    return row


@transaction.atomic
def app_install_retry(
    *, actor: Actor, installation_id: int, activates: bool, now: datetime
) -> AppInstallation:
    """
    Try an installation again.

    :raises NotAllowed: if the actor does not look after apps
    :raises NotFound: if there is no such installation
    :raises IllegalMove: if it did not fail
    """
    row = _failed(actor, installation_id)
    row.state, row.message, row.activates = InstallationState.PENDING, "", activates
    row.due_at = row.updated_at = now
    row.save()
    wake_after_commit("installations")
    return row


@transaction.atomic
def app_installation_delete(*, actor: Actor, installation_id: int) -> AppInstallation:
    """
    Forget an installation that failed.

    :raises NotAllowed: if the actor does not look after apps
    :raises NotFound: if there is no such installation
    :raises IllegalMove: if it did not fail
    """
    row = _failed(actor, installation_id)
    key = row.pk
    row.delete()
    row.pk = key
    return row


def _failed(actor: Actor, installation_id: int) -> AppInstallation:
    require(may_manage_apps(actor), _("You may not manage apps."))
    row = AppInstallation.objects.select_for_update().filter(pk=installation_id).first()
    if row is None:
        raise NotFound(_("There is no such installation."), field="id")
    if row.state != InstallationState.FAILED:
        raise IllegalMove(_("Only a failed installation can be tried again or forgotten."), field="id")
    return row


def manifest_fetch(*, actor: Actor, manifest_url: str) -> Manifest:
    """
    Look at what an app says of itself, without letting it in.

    :raises NotAllowed: if the actor does not look after apps
    :raises DomainError: if it cannot be fetched, or is no manifest
    """
    require(may_manage_apps(actor), _("You may not manage apps."))
    return _fetched(manifest_url)


def _fetched(manifest_url: str) -> Manifest:
    headers = {"Accept": "application/json", "Saleor-Schema-Version": SCHEMA_VERSION}
    return manifest_read(request("GET", manifest_url, headers=headers, field="manifest_url"))


def installations_run(*, now: datetime, limit: int = 10) -> int:
    """
    Fetch the apps that were asked for; return how many are in.

    Calls are made outside any transaction. The app is there and believed before its token is handed over, since it asks
    us back while it takes it; if it does not take it, it is sent away again.
    """
    done = 0
    for _turn in range(limit):
        row = _claimed(now)
        if row is None:
            break
        try:
            _installed(row, now)
            done += 1
        except DomainError as refusal:
            logger.warning("Installation %s failed: %s", row.pk, refusal.message)
            _note_failure(row, str(refusal.message), now)
    return done


@transaction.atomic(durable=True)
def _claimed(now: datetime) -> AppInstallation | None:
    due = AppInstallation.objects.filter(state=InstallationState.PENDING, due_at__lte=now).order_by("due_at")
    row = due.select_for_update(skip_locked=True).first()
    if row is not None:
        row.due_at = now + LEASE
        row.save(update_fields=["due_at"])
    return row


def _installed(row: AppInstallation, now: datetime) -> None:
    manifest = _fetched(row.manifest_url)
    app, token = _made(row, manifest, logo_kept(manifest.logo_url), now)
    body = json.dumps({"auth_token": token}).encode()
    headers = {
        "Content-Type": "application/json",
        "Saleor-Domain": urlsplit(settings.PUBLIC_URL).netloc,
        "Saleor-Api-Url": f"{settings.PUBLIC_URL}/graphql/",
        "Saleor-Schema-Version": SCHEMA_VERSION,
    }
    reply = request("POST", manifest.token_target_url, body=body, headers=headers, field="token_target_url")
    if not reply.is_success:
        raise Unreachable(
            _("The app did not take its token: %(status)s.") % {"status": reply.status},
            field="token_target_url",
        )
    with transaction.atomic():
        App.objects.filter(pk=app.pk).update(is_active=row.activates)
        AppInstallation.objects.filter(pk=row.pk).delete()


@transaction.atomic
def _made(row: AppInstallation, manifest: Manifest, logo: str, now: datetime) -> tuple[App, str]:
    if row.app_id is not None:  # what a worker left that died at it
        App.objects.filter(pk=row.app_id).delete()
    app = App.objects.create(
        identifier=identifier_free(manifest.identifier),
        name=row.app_name or manifest.name,
        kind=AppKind.THIRDPARTY,
        permissions=row.permissions,
        version=manifest.version,
        about=manifest.about,
        author=manifest.author,
        audience=manifest.audience,
        manifest_url=row.manifest_url,
        app_url=manifest.app_url,
        configuration_url=manifest.configuration_url,
        homepage_url=manifest.homepage_url,
        support_url=manifest.support_url,
        data_privacy_url=manifest.data_privacy_url,
        logo=logo,
        extensions=list(manifest.extensions),
        created_at=now,
    )
    Webhook.objects.bulk_create(
        Webhook(
            app=app,
            name=each.name,
            target_url=each.target_url,
            is_active=each.is_active,
            subscription_query=each.query,
            custom_headers=headers_checked(each.custom_headers),
            events=sorted({*each.async_events, *each.sync_events}),
        )
        for each in manifest.webhooks
    )
    AppInstallation.objects.filter(pk=row.pk).update(app=app)
    return app, token_make(app, name="Default token", now=now)[1]


@transaction.atomic
def _note_failure(row: AppInstallation, message: str, now: datetime) -> None:
    fresh = AppInstallation.objects.select_for_update().filter(pk=row.pk).first()
    if fresh is None:
        return
    if fresh.app_id is not None:
        App.objects.filter(pk=fresh.app_id).delete()
    fresh.state, fresh.message, fresh.updated_at, fresh.app = (
        InstallationState.FAILED,
        message[:400],
        now,
        None,
    )
    fresh.save()
