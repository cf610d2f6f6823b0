"""The product's own processes: web, worker, beat and the payment sandbox."""

import importlib.util
import os
import signal
import sys
from dataclasses import dataclass
from ipaddress import IPv4Address

from marketplace.config.environment import PROJECT_DIR, environment
from marketplace.supervisor.folder import DataFolder
from marketplace.supervisor.leash import Program
from marketplace.supervisor.services import Services

SETTINGS = "marketplace.config.settings.demo"
# Addresses at which a browser on this machine finds us as localhost; the second means "every one".
LOCAL = ("127.0.0.1", str(IPv4Address(0)))
WEBHOOK_PATH = "/webhooks/stripe/"
# The carrier of the demonstration whose system is the sandbox's twin
CARRIER_WEBHOOK_PATH = "/webhooks/carriers/demo-express/"


@dataclass(frozen=True, kw_only=True)
class Addresses:
    """Where the product answers."""

    host: str
    web_port: int
    sandbox_port: int

    @property
    def web(self) -> str:
        """Return the shop's address, as a person types it."""
        name = "localhost" if self.host in LOCAL else self.host
        return f"http://{name}:{self.web_port}"

    @property
    def sandbox(self) -> str:
        """Return the payment sandbox's address; empty when Stripe itself is used."""
        return f"http://127.0.0.1:{self.sandbox_port}" if self.sandbox_port else ""


def addresses_chosen(folder: DataFolder) -> Addresses:
    """Choose the ports: the web's is WEB_PORT, or last time's, or 8000, or any free one."""
    given = environment()
    own_sandbox = (
        not given.stripe_secret_key.get_secret_value()
        and importlib.util.find_spec("marketplace.sandbox") is not None
    )
    web_port = given.web_port or folder.port("web", wanted=8000, host=given.web_host)
    return Addresses(
        host=given.web_host,
        web_port=web_port,
        sandbox_port=folder.port("sandbox", wanted=8420) if own_sandbox else 0,
    )


def product_environment(folder: DataFolder, services: Services, addresses: Addresses) -> dict[str, str]:
    """Build the environment of the product's processes: ours, with the addresses and secrets of this start."""
    ours = {
        "DJANGO_SETTINGS_MODULE": SETTINGS,
        "DATABASE_URL": services.database_url,
        "REDIS_URL": services.redis_url,
        "DATA_DIR": str(folder.path),
        "DEMO": "true",
        "PYTHONUNBUFFERED": "1",
    }
    chosen = {
        "SECRET_KEY": folder.secret("secret_key"),
        "PUBLIC_URL": addresses.web,
        "ALLOWED_HOSTS": f"localhost,127.0.0.1,[::1],{addresses.host}",
    }
    if addresses.sandbox:
        ours |= {
            "STRIPE_API_BASE": addresses.sandbox,
            "STRIPE_SECRET_KEY": folder.secret("stripe_secret_key", prefix="sk_test_"),
            "STRIPE_PUBLISHABLE_KEY": folder.secret("stripe_publishable_key", prefix="pk_test_"),
            "STRIPE_WEBHOOK_SECRET": folder.secret("stripe_webhook_secret", prefix="whsec_"),
            "CASH_AGENCY_NAME": "Agence d'essai",
            "HOSTED_PAGE_URL": f"{addresses.sandbox}/fim/est3Dgate",
            "HOSTED_PAGE_CLIENT": "600000001",
            "HOSTED_PAGE_STORE_KEY": folder.secret("hosted_page_store_key"),
            "CARRIER_API_BASE": f"{addresses.sandbox}/carrier/v1",
            "CARRIER_API_TOKEN": folder.secret("carrier_api_token"),
            "CARRIER_WEBHOOK_SECRET": folder.secret("carrier_webhook_secret"),
        }
    return {**chosen, **os.environ, **ours}


def sandbox(folder: DataFolder, addresses: Addresses, environ: dict[str, str]) -> Program:
    """Say how the payment sandbox is started."""
    command = [
        *(sys.executable, "-m", "marketplace.sandbox", "--port", str(addresses.sandbox_port)),
        *("--webhook-url", f"http://127.0.0.1:{addresses.web_port}{WEBHOOK_PATH}"),
        *("--webhook-secret", environ["STRIPE_WEBHOOK_SECRET"]),
        *("--store-key", environ["HOSTED_PAGE_STORE_KEY"]),
        *("--carrier-token", environ["CARRIER_API_TOKEN"]),
        *("--carrier-secret", environ["CARRIER_WEBHOOK_SECRET"]),
        *("--carrier-webhook-url", f"http://127.0.0.1:{addresses.web_port}{CARRIER_WEBHOOK_PATH}"),
        *("--state-dir", str(folder.path / "sandbox")),
    ]
    return _program("sandbox", command, word="marketplace.sandbox", environ=environ)


def web(addresses: Addresses, environ: dict[str, str]) -> Program:
    """Say how the web server is started."""
    command = [
        *(sys.executable, "-m", "gunicorn", "marketplace.config.wsgi:application"),
        *("--bind", f"{addresses.host}:{addresses.web_port}"),
        # Loaded once, then forked: half the work at start.
        *("--preload", "--workers", "2", "--worker-class", "gthread", "--threads", "4"),
        *("--timeout", "60", "--graceful-timeout", "5", "--no-control-socket"),
    ]
    return _program("web", command, word="gunicorn", environ=environ)


def worker(environ: dict[str, str]) -> Program:
    """Say how the Celery worker is started."""
    return _program(
        "worker",
        [*_celery("worker"), "--concurrency", "2", "--without-gossip", "--without-mingle"],
        word="celery",
        environ=environ,
        # "Cold": the pool ends at once, and what it was doing is still a row to be taken up again.
        orphan_signal=signal.SIGQUIT,
    )


def beat(environ: dict[str, str]) -> Program:
    """Say how Celery's clock is started. It keeps no file: what is due is known by rows, not by the clock."""
    return _program(
        "beat",
        [*_celery("beat"), "--scheduler", "celery.beat:Scheduler"],
        word="celery",
        environ=environ,
        orphan_signal=signal.SIGKILL,  # it keeps nothing that could be lost
    )


def _celery(role: str) -> list[str]:
    return [sys.executable, "-m", "celery", "--app", "marketplace.config", role, "--loglevel", "INFO"]


def _program(
    name: str,
    command: list[str],
    *,
    word: str,
    environ: dict[str, str],
    orphan_signal: signal.Signals = signal.SIGTERM,
) -> Program:
    return Program(
        name=name,
        command=command,
        word=word,
        environment=environ,
        folder=PROJECT_DIR,
        orphan_signal=orphan_signal,
    )
