"""docker-compose.yml is valid, gives the product what it asks for, and nothing that it does not know."""

import re

import pytest
import yaml
from compose_spec.models import ComposeSpecification

from marketplace.config.environment import PROJECT_DIR, Environment
from marketplace.config.requirements import missing_in_production

# Of one machine or of a start, not of a deployment.
NOT_DEPLOYED = {
    "DEMO",
    "TEST_PAYMENTS",
    "SHOP_RESETTABLE",
    "DATA_DIR",
    "WEB_HOST",
    "WEB_PORT",
    "STRIPE_API_BASE",
    "WHATSAPP_API_BASE",
    "APP_NETWORKS",
}
PRODUCT = ("migrate", "web", "worker", "beat")


@pytest.fixture(scope="module")
def compose():
    """The file, read."""
    return yaml.safe_load((PROJECT_DIR / "docker-compose.yml").read_text())


def _example():
    lines = (PROJECT_DIR / "docker" / "example.env").read_text().splitlines()
    return {line.lstrip("#").split("=")[0]: line for line in lines if re.match(r"#?[A-Z0-9_]+=", line)}


def test_the_file_follows_the_compose_specification(compose):
    read = ComposeSpecification.model_validate(
        {key: part for key, part in compose.items() if key[:2] != "x-"}
    )

    assert sorted(read.services or ()) == [
        "beat",
        "migrate",
        "postgres",
        "proxy",
        "redis",
        "store",
        "web",
        "worker",
    ]


def test_every_variable_of_the_product_is_given_under_its_own_name(compose):
    known = {name.upper() for name in Environment.model_fields}
    for service in PRODUCT:
        given = set(compose["services"][service]["environment"]) - {"DJANGO_SETTINGS_MODULE"}

        assert given == known - NOT_DEPLOYED


def test_what_it_gives_is_enough_for_production(compose, monkeypatch):
    for name in Environment.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    for name, value in compose["services"]["web"]["environment"].items():
        filled = re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", re.sub(r"\$\{\w+(:\?[^}]*)?\}", "x" * 60, value))
        monkeypatch.setenv(name, filled)

    assert missing_in_production(Environment()) == []


def test_the_example_names_every_variable_that_the_file_asks_for():
    asked = set(re.findall(r"(?<!\$)\$\{(\w+)", (PROJECT_DIR / "docker-compose.yml").read_text()))

    assert asked - set(_example()) == {"SECRET_KEY_FALLBACKS", "LOG_LEVEL"}


def test_the_example_holds_no_secret():
    filled = {name for name, line in _example().items() if line.split("=", 1)[1]}

    assert filled == {"SITE_HOST"}


def test_what_keeps_data_has_a_volume_and_what_others_wait_for_says_when_it_is_well(compose):
    services = compose["services"]

    for name in ("postgres", "redis", "store"):
        assert services[name]["volumes"], name
    waited_for = {
        other
        for service in services.values()
        for other, how in (service.get("depends_on") or {}).items()
        if how["condition"] == "service_healthy"
    }
    assert {name for name in waited_for if "healthcheck" not in services[name]} == set()
    assert "--appendonly yes" in " ".join(services["redis"]["command"])
