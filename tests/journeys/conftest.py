"""A real browser, a real server and the payment sandbox, shared by all journeys."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.test import override_settings
from playwright.sync_api import Browser, BrowserContext, Error, Page, ViewportSize, sync_playwright

from orders.gateways.stripe import stripe_gateway
from tests.journeys.screenshots import ARGUMENTS, browser_path
from tests.marketplace.sandbox.server import RunningSandbox, running_sandbox

SCREENSHOTS = Path(__file__).parents[2] / "build" / "screenshots"
PHONE: ViewportSize = {"width": 390, "height": 844}
DESKTOP: ViewportSize = {"width": 1280, "height": 900}


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Start Chromium once; where there is none, say so and skip."""
    # Playwright keeps an event loop in this thread; Django would refuse the database beside one.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    playwright = sync_playwright().start()
    try:
        try:
            chromium = playwright.chromium.launch(executable_path=browser_path(), args=ARGUMENTS)
        except Error as error:
            pytest.skip(f"no Chromium can be started here: {error.message.splitlines()[0]}")
        yield chromium
        chromium.close()
    finally:
        playwright.stop()
        if before is None:
            del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
        else:
            os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before


@pytest.fixture(scope="package")
def sandbox() -> Iterator[RunningSandbox]:
    """A payment sandbox that the shop's settings name; begun before the server, whose pages must allow its form."""
    with running_sandbox() as running:
        changed = override_settings(
            STRIPE_SECRET_KEY=running.secret_key,
            STRIPE_WEBHOOK_SECRET=running.webhook_secret,
            STRIPE_API_BASE=running.base_url,
            CONTENT_SECURITY_FORM_TARGETS=[running.base_url],
        )
        with changed:
            stripe_gateway.cache_clear()
            yield running
        stripe_gateway.cache_clear()


@dataclass(frozen=True)
class Site:
    """The running shop: its address, and new browser windows on it."""

    url: str
    open: Callable[..., Page]

    def photograph(self, page: Page, name: str) -> None:
        """Keep what the page looks like, whole, under build/screenshots/."""
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)


@pytest.fixture
def site(
    request: pytest.FixtureRequest,
    browser: Browser,
    sandbox: RunningSandbox,
    transactional_db: None,
    tmp_path: Path,
) -> Iterator[Site]:
    """Serve the shop on a free port, with pictures in a folder of its own."""
    server = request.getfixturevalue("live_server")
    windows: list[BrowserContext] = []

    def open_window(*, phone: bool = False, language: str = "fr", javascript: bool = True) -> Page:
        window = browser.new_context(
            viewport=PHONE if phone else DESKTOP,
            is_mobile=phone,
            has_touch=phone,
            locale=f"{language}-MA",
            java_script_enabled=javascript,
            reduced_motion="reduce",
        )
        window.set_default_timeout(20_000)
        windows.append(window)
        return window.new_page()

    storages = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path},
        },
    }
    with override_settings(PUBLIC_URL=server.url, MEDIA_ROOT=tmp_path, STORAGES=storages, DEMO=True):
        assert default_storage.path("x").startswith(str(tmp_path))
        yield Site(server.url, open_window)
        for window in windows:
            window.close()
