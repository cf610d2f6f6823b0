"""Each environment's settings: production refuses without its secrets, and nothing runs eagerly by mistake."""

import os
import subprocess
import sys

import pytest
from celery import current_app
from django.conf import settings

from marketplace.config.addresses import broker_options, cache_from_url, database_from_url, storages_from
from marketplace.config.beat import BEAT_SCHEDULE
from marketplace.config.environment import PROJECT_DIR, Environment
from marketplace.config.requirements import missing_in_production

COMPLETE = {
    "SECRET_KEY": "0123456789abcdef" * 4,
    "DATABASE_URL": "postgresql://market:p%40ss@db.example:6432/market",
    "REDIS_URL": "redis://cache.example:6379/0",
    "ALLOWED_HOSTS": "market.example",
    "PUBLIC_URL": "https://market.example",
    "EMAIL_URL": "smtp://mail.example",
}


@pytest.fixture
def env(monkeypatch):
    """Build an Environment from these variables and no others."""

    def build(**values):
        for name in Environment.model_fields:
            monkeypatch.delenv(name.upper(), raising=False)
        for name, value in values.items():
            monkeypatch.setenv(name, value)
        return Environment()

    return build


def _in_production(code, **values):
    clean = {key: value for key, value in os.environ.items() if key.lower() not in Environment.model_fields}
    given = {**clean, **values, "DJANGO_SETTINGS_MODULE": "marketplace.config.settings.prod"}
    command = [sys.executable, "-W", "error", "-c", code]
    return subprocess.run(command, cwd=PROJECT_DIR, env=given, capture_output=True, text=True, check=False)


def test_production_names_everything_that_is_missing_at_once():
    refused = _in_production("from django.conf import settings; settings.DEBUG")

    assert refused.returncode == 1
    for name in COMPLETE:
        assert f"- {name} is missing." in refused.stderr


def test_production_starts_when_it_has_what_it_needs_and_passes_djangos_deployment_checks():
    asked = (
        "import sys, django; django.setup();"
        "from django.core.management import call_command;"
        "call_command('check', '--deploy', '--fail-level', 'WARNING');"
        "from celery import current_app;"
        "from django.conf import settings as s;"
        "print(s.DEBUG, s.SECURE_SSL_REDIRECT, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE,"
        " s.SECURE_HSTS_SECONDS, s.LOGGING['handlers']['console']['formatter'], current_app.conf.task_always_eager)"
    )

    started = _in_production(asked, **COMPLETE)

    assert started.returncode == 0, started.stderr
    assert started.stdout.splitlines()[-1].split() == [
        "False",
        "True",
        "True",
        "True",
        "31536000",
        "json",
        "False",
    ]


@pytest.mark.parametrize(
    ("_case", "changes", "problem"),
    [
        ("a short key", {"SECRET_KEY": "short"}, "SECRET_KEY must have at least 50 characters."),
        ("no TLS", {"PUBLIC_URL": "http://market.example"}, "PUBLIC_URL must begin with https://."),
        (
            "any host",
            {"ALLOWED_HOSTS": "*"},
            "ALLOWED_HOSTS must name the hosts; * would trust every Host header.",
        ),
        (
            "half of Stripe",
            {"STRIPE_SECRET_KEY": "sk_live_1", "STRIPE_PUBLISHABLE_KEY": "pk_live_1"},
            "STRIPE_WEBHOOK_SECRET is missing.",
        ),
        (
            "a store without its door",
            {"S3_ACCESS_KEY_ID": "a", "S3_SECRET_ACCESS_KEY": "b", "S3_PRIVATE_BUCKET": "c"},
            "S3_BUCKET is missing.",
        ),
        (
            "the demo's data",
            {"DEMO": "true"},
            "DEMO must not be set: invented data and known passwords are for a demo.",
        ),
        (
            "payments without money",
            {"TEST_PAYMENTS": "true"},
            "TEST_PAYMENTS must not be set: orders would be paid without money.",
        ),
        (
            "a shop that one command empties",
            {"SHOP_RESETTABLE": "true"},
            "SHOP_RESETTABLE must not be set: one command would empty the shop.",
        ),
    ],
)
def test_what_is_unfit_for_production_is_told(_case, changes, problem, env):
    assert missing_in_production(env(**{**COMPLETE, **changes})) == [problem]


def test_nothing_is_asked_of_production_that_it_does_not_use(env):
    assert missing_in_production(env(**COMPLETE)) == []


def test_the_demo_runs_only_with_the_secrets_of_its_supervisor():
    given = {key: value for key, value in os.environ.items() if key != "SECRET_KEY"}
    command = [sys.executable, "-c", "import marketplace.config.settings.demo"]

    refused = subprocess.run(command, cwd=PROJECT_DIR, env=given, capture_output=True, text=True, check=False)

    assert refused.returncode == 1
    assert "make demo" in refused.stderr


def test_an_address_of_a_database_is_read_with_its_escapes():
    read = database_from_url(COMPLETE["DATABASE_URL"])

    assert (read["NAME"], read["USER"], read["PASSWORD"]) == ("market", "market", "p@ss")
    assert (read["HOST"], read["PORT"]) == ("db.example", 6432)


def test_without_redis_cache_and_messages_go_elsewhere(tmp_path):
    assert cache_from_url("")["BACKEND"] == "django.core.cache.backends.db.DatabaseCache"
    assert broker_options("", folder=tmp_path, visibility_timeout=1)["data_folder_in"] == str(
        tmp_path / "queue"
    )


def test_files_go_to_folders_until_buckets_are_named(env):
    in_folders = storages_from(env())
    in_buckets = storages_from(
        env(S3_BUCKET="open", S3_PRIVATE_BUCKET="shut", PUBLIC_URL="https://market.example/")
    )

    assert in_folders["default"]["BACKEND"] == "django.core.files.storage.FileSystemStorage"
    assert in_folders["private"]["BACKEND"] == "marketplace.documents.private_files.PrivateFileStorage"
    assert in_buckets["default"]["OPTIONS"]["bucket_name"] == "open"
    assert in_buckets["default"]["OPTIONS"]["custom_domain"] == "market.example/media"
    assert in_buckets["private"]["OPTIONS"]["bucket_name"] == "shut"
    assert in_buckets["private"]["OPTIONS"]["querystring_auth"] is True


def test_no_task_is_called_that_nobody_wrote():
    current_app.loader.import_default_modules()

    assert {each["task"] for each in BEAT_SCHEDULE.values()} - set(current_app.tasks) == set()


def test_a_task_survives_its_worker_and_waits_for_nobody_else():
    conf = current_app.conf

    assert conf.task_acks_late is True
    assert conf.task_reject_on_worker_lost is True
    assert conf.worker_prefetch_multiplier == 1
    assert conf.task_always_eager is False
    assert conf.accept_content == ["json"]


def test_redis_hands_no_running_task_out_again(tmp_path):
    options = broker_options(
        "redis://x", folder=tmp_path, visibility_timeout=2 * settings.LONGEST_TASK_SECONDS
    )

    assert options["visibility_timeout"] > settings.CELERY_TASK_TIME_LIMIT
