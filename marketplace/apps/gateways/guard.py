"""
Which addresses an app may have: on the public internet, and nowhere that only we can reach.

A name is looked up once, every address that it has must be allowed, and the call goes to the very address that was
checked: a second look-up could answer something else (DNS rebinding).
"""

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from marketplace.kernel.errors import InvalidInput

LONGEST_URL = 2000
_PORTS = {"http": 80, "https": 443}
# Addresses that carry an IPv4 address inside, by how many bits stand before it: what they reach is decided by that.
_CARRIERS = (
    (ipaddress.ip_network("64:ff9b::/96"), 96),
    (ipaddress.ip_network("64:ff9b:1::/48"), 96),
    (ipaddress.ip_network("2002::/16"), 16),
)

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Forbidden(InvalidInput):
    """The address is not one that we call."""

    code = "INVALID_URL_FORMAT"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a call goes: the host as it is called, and the address that was checked."""

    scheme: str
    host: str
    port: int
    path: str
    address: str


def url_checked(url: str, *, field: str = "target_url") -> str:
    """
    Pass the address of an app by its form alone; where its name leads is checked when it is called.

    :raises Forbidden: if it is no such address
    """
    parts = _parts(url, field)
    try:
        literal = ipaddress.ip_address(parts[1])
    except ValueError:
        return url
    _demand_public(literal, field)
    return url


def resolved(url: str, *, field: str = "target_url") -> Endpoint:
    """
    Return where a call of this address goes.

    :raises Forbidden: if it is no address of an app, has no address now, or one of them is not on the public internet
    """
    scheme, host, port, path = _parts(url, field)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Forbidden(_("There is no such host."), field=field) from None
    addresses = [ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]
    for address in addresses:
        _demand_public(address, field)
    if not addresses:
        raise Forbidden(_("There is no such host."), field=field)
    return Endpoint(scheme, host, port, path, str(addresses[0]))


def _parts(url: str, field: str) -> tuple[str, str, int, str]:
    refusal = Forbidden(_("This is no address of an app."), field=field)
    if len(url) > LONGEST_URL or any(
        sign.isspace() or not sign.isprintable() or sign == "\\" for sign in url
    ):
        raise refusal
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise refusal from None
    if parts.scheme not in _PORTS or not parts.hostname or parts.username is not None:
        raise refusal
    if parts.scheme != "https" and not settings.APPS_ON_LOOPBACK:
        raise Forbidden(_("An app is called by HTTPS only."), field=field)
    path = parts.path or "/"
    return (
        parts.scheme,
        parts.hostname,
        port or _PORTS[parts.scheme],
        f"{path}?{parts.query}" if parts.query else path,
    )


def _demand_public(address: Address, field: str) -> None:
    inner = _carried(address)
    if inner.is_loopback and settings.APPS_ON_LOOPBACK:
        return
    if not inner.is_global or inner.is_multicast or inner.is_reserved or not address.is_global:
        raise Forbidden(_("This host is not on the public internet."), field=field)


def _carried(address: Address) -> Address:
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    for network, before in _CARRIERS:
        if address in network:
            return ipaddress.IPv4Address((int(address) >> (96 - before)) & 0xFFFFFFFF)
    return address
