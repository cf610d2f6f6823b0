"""Children are watched, started again, and never outlive their keeper."""

import json
import os
import signal
import sys
from pathlib import Path

import psutil
import pytest

from marketplace.supervisor.errors import CannotStart
from marketplace.supervisor.leash import Child, Program, end_leftovers
from marketplace.supervisor.report import Report
from marketplace.supervisor.watch import Watched
from tests.marketplace.supervisor.product import wait_for

SLEEP = "import time; time.sleep(60)"
DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"
FORKS = "import os, time; os.fork(); print('forked', flush=True); time.sleep(60)"


def _program(code, **more):
    return Program(
        name="sleeper",
        command=[sys.executable, "-c", code],
        word="python",
        environment=dict(os.environ),
        folder=Path(),
        **more,
    )


def _child(tmp_path, code=SLEEP, **more):
    return Child(_program(code, **more), records=tmp_path, log=tmp_path / "sleeper.log")


def _looked(watched, tmp_path):
    watched.look(Report(), records=tmp_path)
    return watched


def _descendants(pid):
    return [each for each in psutil.process_iter() if each.pid != pid and _session(each.pid) == pid]


def _session(pid):
    try:
        return os.getsid(pid)
    except ProcessLookupError:
        return None


def test_a_child_that_obeys_stops_when_asked(tmp_path):
    child = _child(tmp_path)

    assert child.stop() is True
    assert child.running() is False
    assert list(tmp_path.glob("*.json")) == []


def test_a_child_that_does_not_listen_is_killed_after_its_time(tmp_path):
    child = _child(tmp_path, DEAF, stop_seconds=0.3)
    child.wait_until(lambda: "deaf" in child.log.read_text(), seconds=10)

    assert child.stop() is False
    assert child.process.returncode == -signal.SIGKILL


def test_what_a_child_forked_ends_with_it(tmp_path):
    child = _child(tmp_path, FORKS)
    child.wait_until(lambda: child.log.read_text().count("forked") == 2, seconds=10)
    assert len(_descendants(child.process.pid)) == 1

    child.stop()

    wait_for(lambda: _descendants(child.process.pid) == [])


def test_one_that_ends_at_once_is_reported_with_its_last_words(tmp_path):
    child = _child(tmp_path, "raise SystemExit('no such port')")

    with pytest.raises(CannotStart, match=r"(?s)stopped at once.*no such port"):
        child.wait_until(lambda: False, seconds=10)
    child.stop()


def test_a_dead_child_is_started_again_after_a_pause_that_grows(tmp_path, capsys):
    watched = Watched(_child(tmp_path, "raise SystemExit(1)"))
    first = watched.child.process.pid

    wait_for(lambda: not watched.child.running())
    watched.look(Report(), records=tmp_path)
    told_first = capsys.readouterr().err
    wait_for(lambda: _looked(watched, tmp_path).child.process.pid != first)
    wait_for(lambda: not watched.child.running())
    watched.look(Report(), records=tmp_path)
    told_second = capsys.readouterr().err
    watched.child.stop()

    assert "sleeper died; starting it again in 1 s" in told_first
    assert "sleeper died; starting it again in 2 s" in told_second


def test_leftovers_are_ended_with_the_workers_that_lost_their_master(tmp_path):
    child = _child(tmp_path, FORKS)
    child.wait_until(lambda: child.log.read_text().count("forked") == 2, seconds=10)
    orphan = _descendants(child.process.pid)[0]
    child.process.kill()
    child.process.wait()
    assert orphan.is_running()

    ended = end_leftovers(tmp_path)

    assert ended == ["sleeper"]
    wait_for(lambda: not orphan.is_running() or orphan.status() == psutil.STATUS_ZOMBIE)


def test_a_damaged_record_is_thrown_away(tmp_path):
    (tmp_path / "web.json").write_text('{"pid": "')
    (tmp_path / "beat.json").write_text(json.dumps({"pid": None}))

    assert end_leftovers(tmp_path) == []
    assert list(tmp_path.glob("*.json")) == []
