"""The process may be killed at any moment: what was committed stays, and what was due is sent."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import stripe

from tests.marketplace.sandbox.ordering import pay
from tests.marketplace.sandbox.receiver import Receiver, listening
from tests.marketplace.sandbox.server import running_sandbox

GIVEN: dict[str, object] = {"amount": 1000, "currency": "mad"}


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A receiver of its own: the shared one may still hear from an earlier test's sandbox."""
    with listening() as own:
        yield own


@pytest.mark.chaos
def test_a_killed_sandbox_keeps_payments_keys_and_undelivered_events(
    receiver: Receiver, tmp_path: Path
) -> None:
    with running_sandbox(webhook_url=receiver.url, state_dir=tmp_path) as sandbox:
        sandbox.webhooks(mode="hold")
        sandbox.advance(5)
        client = sandbox.client()
        made = client.v1.payment_intents.create(GIVEN, {"idempotency_key": "k1"})  # type: ignore[arg-type]
        paid = pay(client, 10000)
        sandbox.kill()
        with pytest.raises(stripe.APIConnectionError):
            client.v1.balance.retrieve()
        sandbox.restart()
        again = client.v1.payment_intents.create(GIVEN, {"idempotency_key": "k1"})  # type: ignore[arg-type]
        assert again.id == made.id
        assert client.v1.payment_intents.retrieve(paid.id).status == "succeeded"
        assert client.v1.balance.retrieve().pending[0].amount == 9680
        assert sandbox.control("clock")["offset_seconds"] == 5
        sandbox.control("webhooks/release", {})
        sandbox.wait_until_delivered()
    assert len(receiver.events) == 4


@pytest.mark.chaos
def test_a_kill_amid_payments_loses_none_that_was_answered(receiver: Receiver, tmp_path: Path) -> None:
    with running_sandbox(webhook_url=receiver.url, state_dir=tmp_path) as sandbox:
        answered: list[str] = []

        def keep_paying() -> None:
            client = sandbox.client()
            try:
                while True:
                    answered.append(pay(client, 100).id)
            except stripe.APIConnectionError:
                return

        threads = [threading.Thread(target=keep_paying) for _ in range(4)]
        for thread in threads:
            thread.start()
        sandbox.wait_for(lambda: len(answered) >= 40)
        sandbox.kill()
        for thread in threads:
            thread.join()
        sandbox.restart()
        client = sandbox.client()
        stored = list(client.v1.payment_intents.list({"limit": 100}).auto_paging_iter())
        assert set(answered) <= {intent.id for intent in stored}
        assert {intent.status for intent in stored} == {"succeeded"}
        net = 100 - 33
        assert client.v1.balance.retrieve().pending[0].amount == net * len(stored)
        assert len(list(client.v1.charges.list({"limit": 100}).auto_paging_iter())) == len(stored)


def test_it_starts_quickly_and_ends_on_sigterm(tmp_path: Path) -> None:
    start = time.monotonic()
    with running_sandbox(state_dir=tmp_path) as sandbox:
        # 0.2 s on an idle machine; the bound leaves room for a busy one.
        assert time.monotonic() - start < 2.0
        assert sandbox.control("health") == {"status": "ok"}
        sandbox.process.terminate()
        assert sandbox.process.wait(timeout=5) == 0


def test_a_pinned_key_is_the_only_one_accepted(tmp_path: Path) -> None:
    with (
        running_sandbox(state_dir=tmp_path, arguments=("--secret-key", "sk_test_other")) as sandbox,
        pytest.raises(stripe.AuthenticationError),
    ):
        sandbox.client().v1.balance.retrieve()


def test_the_sandbox_imports_nothing_of_the_product() -> None:
    code = (
        "import sys, marketplace.sandbox.__main__;"
        "own = [n for n in sys.modules if n.split('.')[0] in ('catalog', 'orders', 'logistics', 'frontend', 'django',"
        " 'stripe') or n.startswith('marketplace.') and not n.startswith('marketplace.sandbox')];"
        "print(own)"
    )
    root = Path(__file__).parents[3]
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=root, check=True)
    assert found.stdout.strip() == "[]"
