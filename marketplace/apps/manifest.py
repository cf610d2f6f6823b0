"""What an app says of itself: read from its manifest, checked, and nothing believed that was not."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from marketplace.apps.gateways.guard import url_checked
from marketplace.apps.gateways.http import Reply
from marketplace.apps.subscriptions import events_in
from marketplace.kernel.actor import OWN_PERMISSIONS, Permission
from marketplace.kernel.errors import DomainError

MOST_WEBHOOKS = 100
_URLS = ("appUrl", "configurationUrl", "homepageUrl", "supportUrl", "dataPrivacyUrl")
_LENGTHS = {"id": 256, "version": 60, "name": 60, "author": 60, "audience": 256, "about": 5000}


class BadManifest(DomainError):
    """The manifest is none, or something in it cannot be used."""

    code = "INVALID_MANIFEST_FORMAT"


class UnknownPermission(DomainError):
    """There is no such permission, or apps do not get it."""

    code = "INVALID_PERMISSION"


@dataclass(frozen=True, slots=True)
class ManifestWebhook:
    """What an app wants to be told."""

    name: str
    target_url: str
    query: str
    is_active: bool
    async_events: tuple[str, ...]
    sync_events: tuple[str, ...]
    custom_headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an app says of itself; texts that it leaves out are empty."""

    identifier: str
    version: str
    name: str
    about: str
    author: str
    audience: str
    permissions: tuple[str, ...]
    token_target_url: str
    app_url: str
    configuration_url: str
    homepage_url: str
    support_url: str
    data_privacy_url: str
    # Where its logo stands; empty: it has none
    logo_url: str
    extensions: tuple[Mapping[str, Any], ...]
    webhooks: tuple[ManifestWebhook, ...]


def manifest_read(reply: Reply) -> Manifest:
    """
    Read a manifest.

    :raises BadManifest: if it is none
    :raises UnknownPermission: if it asks for a permission that there is not
    :raises Forbidden: if one of its addresses is not one that we call
    :raises BadSubscription: if one of its webhooks asks for what there is not
    """
    if not reply.is_success:
        raise _bad(_("The manifest was answered with %(status)s.") % {"status": reply.status})
    try:
        said = json.loads(reply.body)
    except ValueError:
        raise _bad(_("The manifest is no JSON.")) from None
    if not isinstance(said, dict):
        raise _bad(_("The manifest is no JSON object."))
    texts = {name: _text(said, name, most) for name, most in _LENGTHS.items()}
    for name in ("id", "version", "name"):
        if not texts[name]:
            raise BadManifest(_("This field is required."), field=name)
    urls = {name: url_checked(found, field=name) if (found := _text(said, name)) else "" for name in _URLS}
    return Manifest(
        identifier=texts["id"],
        version=texts["version"],
        name=texts["name"],
        about=texts["about"],
        author=texts["author"],
        audience=texts["audience"],
        permissions=permissions_read(_list(said, "permissions")),
        token_target_url=url_checked(_text(said, "tokenTargetUrl"), field="token_target_url"),
        app_url=urls["appUrl"],
        configuration_url=urls["configurationUrl"],
        homepage_url=urls["homepageUrl"],
        support_url=urls["supportUrl"],
        data_privacy_url=urls["dataPrivacyUrl"],
        logo_url=_logo(said),
        extensions=tuple(_extension(each) for each in _list(said, "extensions")),
        webhooks=tuple(_webhook(each) for each in _list(said, "webhooks")),
    )


def _logo(said: Mapping[str, Any]) -> str:
    """Return where the logo stands; what is no brand in the contract's shape counts as none."""
    brand = said.get("brand")
    logo = brand.get("logo") if isinstance(brand, dict) else None
    found = logo.get("default") if isinstance(logo, dict) else None
    # Checked when it is fetched: a logo that cannot be shown keeps no app out
    return found[:2000] if isinstance(found, str) else ""


def permissions_read(names: Sequence[Any]) -> tuple[str, ...]:
    """
    Return our names of permissions.

    :raises UnknownPermission: if there is no such one, or no app gets it
    """
    known = {each.name: each.value for each in Permission if each not in OWN_PERMISSIONS}
    unknown = [str(name) for name in names if name not in known]
    if unknown:
        raise UnknownPermission(
            _("There is no such permission: %(name)s.") % {"name": unknown[0]}, field="permissions"
        )
    return tuple(sorted({known[name] for name in names}))


def _webhook(said: Any) -> ManifestWebhook:
    if not isinstance(said, dict):
        raise BadManifest(_("A webhook must be an object."), field="webhooks")
    query = _text(said, "query", 20_000)
    events_in(query)
    headers = said.get("customHeaders") or {}
    if not isinstance(headers, dict):
        raise BadManifest(_("Headers must be an object."), field="webhooks")
    return ManifestWebhook(
        name=_text(said, "name", 255),
        target_url=url_checked(_text(said, "targetUrl"), field="target_url"),
        query=query,
        is_active=said.get("isActive", True) is not False,
        async_events=_events(said, "asyncEvents"),
        sync_events=_events(said, "syncEvents"),
        custom_headers={str(name): str(value) for name, value in headers.items()},
    )


def _events(said: Mapping[str, Any], name: str) -> tuple[str, ...]:
    return tuple(str(each).lower() for each in _list(said, name))


def _extension(said: Any) -> Mapping[str, Any]:
    if not isinstance(said, dict) or not said.get("label") or not said.get("url"):
        raise BadManifest(_("An extension needs a label and an address."), field="extensions")
    return {
        "label": _text(said, "label", 256),
        "url": _text(said, "url"),
        "mount": _text(said, "mount", 256),
        "target": _text(said, "target", 256) or "POPUP",
        "permissions": list(permissions_read(_list(said, "permissions"))),
        "identifier": _text(said, "identifier", 256),
        "settings": said.get("options") or {},
    }


def _text(said: Mapping[str, Any], name: str, most: int = 2000) -> str:
    found = said.get(name) or ""
    if not isinstance(found, str) or len(found) > most or "\x00" in found:
        raise BadManifest(_("This is too long, or no text."), field=name)
    return found.strip()


def _list(said: Mapping[str, Any], name: str) -> list[Any]:
    found = said.get(name) or []
    if not isinstance(found, list) or len(found) > MOST_WEBHOOKS:
        raise BadManifest(_("This is no list, or too long."), field=name)
    return found


def _bad(message: str) -> BadManifest:
    return BadManifest(message, field="manifest_url")
