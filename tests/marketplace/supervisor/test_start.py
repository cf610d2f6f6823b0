"""The whole product, started as a person starts it: it answers, heals, stops, and starts again quickly."""

import json
import re
import signal
import urllib.request

import psutil
import pytest

from marketplace.supervisor.postgres import remove_cluster
from tests.marketplace.supervisor.product import Started, ours, wait_for

pytestmark = pytest.mark.chaos

READY = r"The shop +http://\S+"


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("product") / "data"
    yield folder
    remove_cluster(folder)


def _get(address):
    with urllib.request.urlopen(address, timeout=60) as answer:
        return answer.status, answer.read()


def _number(home, name):
    """The process's number on record; none while it is being started again."""
    record = home / "run" / f"{name}.json"
    return json.loads(record.read_text())["pid"] if record.exists() else None


def test_the_product_answers_heals_and_stops_in_order(home):
    product = Started(home, "start", "--empty")
    try:
        address = product.wait_until_said(READY, seconds=300).split()[-1].rstrip("/")
        status, body = _get(f"{address}/health/ready")
        assert status == 200
        assert json.loads(body) == {"database": True, "cache": True, "outbox": {"late": 0, "dead": 0}}

        refused = Started(home, "start", "--empty")
        assert refused.process.wait(20) == 1

        before = _number(home, "web")
        psutil.Process(before).send_signal(signal.SIGKILL)
        product.wait_until_said("web died; starting it again in 1 s")
        wait_for(lambda: _number(home, "web") not in (None, before), seconds=60)
        wait_for(lambda: _answers(address), seconds=60)
    finally:
        code = product.interrupt()

    stopped = re.findall(r"^  (\w+) stopped", product.said(), re.MULTILINE)
    assert code == 0
    assert f"answering at {address}" in refused.said()
    assert [name for name in stopped if name != "sandbox"] == ["beat", "worker", "web"]
    assert ours(home) == []


def _answers(address):
    try:
        return _get(f"{address}/health/live")[0] == 200
    except OSError:
        return False


def test_the_second_start_makes_nothing_anew_also_after_a_kill(home):
    first = Started(home, "start", "--empty")
    first.wait_until_said(READY, seconds=300)
    first.kill()

    second = Started(home, "start", "--empty")
    try:
        second.wait_until_said(READY, seconds=300)
    finally:
        second.interrupt()

    assert re.findall("migrations|Static files", second.said()) == []
    assert ours(home) == []
