"""One sandbox process and one webhook receiver for this folder; each test starts from nothing."""

from collections.abc import Iterator

import pytest
import stripe

from tests.marketplace.sandbox.receiver import Receiver, listening
from tests.marketplace.sandbox.server import RunningSandbox, running_sandbox


@pytest.fixture(scope="session")
def session_receiver() -> Iterator[Receiver]:
    with listening() as receiver:
        yield receiver


@pytest.fixture(scope="session")
def session_sandbox(session_receiver: Receiver) -> Iterator[RunningSandbox]:
    with running_sandbox(webhook_url=session_receiver.url) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(session_sandbox: RunningSandbox, receiver: Receiver) -> RunningSandbox:
    session_sandbox.reset()
    receiver.clear()
    return session_sandbox


@pytest.fixture
def receiver(session_receiver: Receiver) -> Receiver:
    session_receiver.clear()
    return session_receiver


@pytest.fixture
def client(sandbox: RunningSandbox) -> stripe.StripeClient:
    return sandbox.client()
