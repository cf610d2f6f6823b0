"""Which addresses an app may have: none that only we can reach, in whatever form it is written."""

import socket
from typing import Any

import pytest

from marketplace.apps.gateways.guard import Endpoint, Forbidden, resolved, url_checked
from marketplace.apps.gateways.http import Unreachable, request
from tests.factories.apps import receiving

INSIDE = [
    ("the name of this machine", "https://localhost/"),
    ("loopback", "https://127.0.0.1/"),
    ("another loopback", "https://127.8.9.1/"),
    ("decimal", "https://2130706433/"),
    ("hexadecimal", "https://0x7f000001/"),
    ("octal", "https://0177.0.0.1/"),
    ("short", "https://127.1/"),
    ("nothing", "https://0.0.0.0/"),
    ("IPv6 loopback", "https://[::1]/"),
    ("IPv6 nothing", "https://[::]/"),
    ("IPv4 in IPv6", "https://[::ffff:127.0.0.1]/"),
    ("IPv4 behind NAT64", "https://[64:ff9b::7f00:1]/"),
    ("IPv4 in 6to4", "https://[2002:7f00:1::]/"),
    ("private", "https://10.0.0.7/"),
    ("private too", "https://192.168.1.1:8443/x"),
    ("private as well", "https://172.20.0.2/"),
    ("carrier's own", "https://100.64.0.1/"),
    ("a cloud's data", "https://169.254.169.254/latest/meta-data/"),
    ("IPv6 of this link", "https://[fe80::1]/"),
    ("IPv6 private", "https://[fd00::1]/"),
    ("multicast", "https://224.0.0.1/"),
    ("with a name before it", "https://app.example@127.0.0.1/"),
]
NO_ADDRESS = [
    ("a file", "file:///etc/passwd"),
    ("another scheme", "gopher://app.example/"),
    ("no scheme", "//app.example/"),
    ("no host", "https:///path"),
    ("plain HTTP", "http://app.example/"),
    ("a line break", "https://app.example/\r\nHost: other"),
    ("a backslash", "https://app.example\\@127.0.0.1/"),
    ("a bad port", "https://app.example:99999/"),
    ("too long", "https://app.example/" + "a" * 2000),
]


def answering(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    def look_up(_host: str, port: int, **_more: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)


@pytest.mark.parametrize(("_form", "url"), INSIDE)
def test_what_only_we_can_reach_is_refused_and_nobody_hears_a_knock(_form: str, url: str) -> None:
    with pytest.raises(Forbidden):
        resolved(url)


@pytest.mark.parametrize(("_form", "url"), NO_ADDRESS)
def test_what_is_no_address_of_an_app_is_refused_by_its_form(_form: str, url: str) -> None:
    with pytest.raises(Forbidden):
        url_checked(url)


def test_a_name_that_leads_inside_is_refused_even_beside_a_good_one(monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, "93.184.216.34", "10.0.0.7")

    with pytest.raises(Forbidden):
        resolved("https://app.example/")


def test_the_call_goes_to_the_address_that_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, "93.184.216.34")

    assert resolved("https://app.example:8443/hook?a=1") == Endpoint(
        "https", "app.example", 8443, "/hook?a=1", "93.184.216.34"
    )


def test_a_name_that_nobody_has_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_args: Any, **_more: Any) -> list[Any]:
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(Forbidden):
        resolved("https://app.example/")
    answering(monkeypatch)
    with pytest.raises(Forbidden):
        resolved("https://app.example/")


def test_development_allows_this_machine_and_nothing_else_inside(settings: Any) -> None:
    settings.APPS_ON_LOOPBACK = True

    assert resolved("http://127.0.0.1:8000/").address == "127.0.0.1"
    for url in ("http://10.0.0.7/", "http://169.254.169.254/", "http://0.0.0.0/"):
        with pytest.raises(Forbidden):
            resolved(url)


def test_where_a_server_sends_us_is_not_followed(settings: Any) -> None:
    settings.APPS_ON_LOOPBACK = True
    with receiving() as secret, receiving(lambda _call: (302, {})) as app:
        app.headers["Location"] = f"{secret.url}/inside"

        reply = request("POST", f"{app.url}/hook", body=b"{}")

        assert (reply.status, reply.is_success) == (302, False)
        assert secret.calls == []


def test_an_answer_that_is_too_large_or_does_not_come_is_given_up(settings: Any) -> None:
    settings.APPS_ON_LOOPBACK = True
    with receiving(lambda _call: (200, b"x" * (2 * 1024 * 1024))) as app, pytest.raises(Unreachable):
        request("GET", app.url)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        with pytest.raises(Unreachable):
            request("GET", f"http://127.0.0.1:{silent.getsockname()[1]}/", seconds=0.2)
