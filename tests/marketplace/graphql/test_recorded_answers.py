"""The API answers what was recorded from a running Saleor, save where the document says why not."""

import re
import subprocess
import sys

import pytest
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from marketplace.config.environment import PROJECT_DIR
from marketplace.graphql.management.commands.api_compatibility import DOCUMENT
from tests.factories.ground import ChannelFactory, UserFactory
from tests.factories.orders import market

CONTRACT = PROJECT_DIR.parent / "shared" / "saleor"
RECORDED = CONTRACT / "probes-saleor-3.23.28.json"
BEGIN, END = "<!-- answers: begin -->", "<!-- answers: end -->"


def otherwise() -> set[str]:
    """Return the questions that the document names as answered otherwise."""
    listed = DOCUMENT.read_text().split(BEGIN)[1].split(END)[0]
    return {
        name for group in re.findall(r"^- ([^:]+): ", listed, re.M) for name in re.findall("`(.+?)`", group)
    }


@pytest.mark.skipif(not RECORDED.exists(), reason="the recorded answers are not here")
@pytest.mark.django_db(transaction=True)
def test_answers_are_saleors_save_those_that_are_explained(
    live_server: LiveServer, settings: Settings
) -> None:
    settings.PUBLIC_URL = live_server.url
    settings.API_CLIENT_HOSTS = ["localhost"]
    market()
    ChannelFactory.create(slug="second")
    user = UserFactory.create(email="admin@example.com", is_superuser=True, is_staff=True)
    user.set_password("admin")
    user.save()

    told = subprocess.run(
        [
            sys.executable,
            CONTRACT / "protocol_probes.py",
            f"{live_server.url}/graphql/",
            "--against",
            RECORDED,
        ],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    assert told.stderr == ""
    assert set(re.findall(r"^## (.+)$", told.stdout, re.M)) == otherwise(), told.stdout
