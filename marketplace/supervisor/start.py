"""The whole start: servers, database, web, worker, beat, sandbox; then watch, then stop in order."""

import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

from marketplace.config.environment import PROJECT_DIR
from marketplace.supervisor import programs
from marketplace.supervisor.errors import CannotStart
from marketplace.supervisor.folder import DataFolder
from marketplace.supervisor.leash import Child, Program
from marketplace.supervisor.report import Report
from marketplace.supervisor.services import Services, embedded_services
from marketplace.supervisor.watch import StopAsked, StopSignals, Watched, stop_in_order, watch

DATABASE = "marketplace"


def start(path: Path, *, empty: bool = False) -> int:
    """Run the product in the data folder until it is told to stop; `empty` loads no demo data."""
    report = Report()
    signals = StopSignals()
    signals.listen()
    report.say("The marketplace of Morocco's cooperatives")
    try:
        with DataFolder(path) as folder, embedded_services(folder, report, database=DATABASE) as services:
            _run(
                folder, services, report, signals, prepare=["prepare", *(["--without-data"] if empty else [])]
            )
    except StopAsked:
        report.say("Stopped.")
    except CannotStart as error:
        report.warn(f"\n{error}")
        return 1
    return 0


def _run(
    folder: DataFolder, services: Services, report: Report, signals: StopSignals, *, prepare: list[str]
) -> None:
    """Start the product on its servers and watch it. Every child is stopped on each way out."""
    addresses = programs.addresses_chosen(folder)
    environ = programs.product_environment(folder, services, addresses)
    watched = [Watched(child) for child in services.children]
    servers = len(watched)
    try:
        _manage(prepare, environ, report)
        if addresses.sandbox:
            watched.append(_started(programs.sandbox(folder, addresses, environ), folder))
        watched.append(_started(programs.web(addresses, environ), folder))
        with report.step("Web"):
            ready = f"http://127.0.0.1:{addresses.web_port}/health/ready"
            watched[-1].child.wait_until(lambda: _answers(ready), seconds=60)
        # Only now, so that they do not take the processor from what a person is waiting for.
        watched.append(_started(programs.worker(environ), folder))
        watched.append(_started(programs.beat(environ), folder))
        folder.announce(f"answering at {addresses.web}")
        _tell(folder, addresses, report)
        watch(watched, report, records=folder.run, go_on=lambda: True)
    finally:
        report.say("\nStopping ...")
        stop_in_order(watched[servers:], report, signals)
        # A server that died and was started again is a new child: let the servers' keeper stop that one.
        services.children[:] = [one.child for one in watched[:servers]]


def _started(program: Program, folder: DataFolder) -> Watched:
    return Watched(Child(program, records=folder.run, log=folder.logs / f"{program.name}.log"))


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _manage(command: list[str], environ: dict[str, str], report: Report) -> None:
    """
    Run a management command, showing what it prints as it comes.

    :raises CannotStart: if it fails
    """
    process = subprocess.Popen(
        [sys.executable, "manage.py", *command],
        cwd=PROJECT_DIR,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        if process.stdout is not None:
            for line in process.stdout:
                report.say(f"  {line.rstrip()}")
        code = process.wait()
    except BaseException:
        process.kill()
        process.wait()
        raise
    if code:
        raise CannotStart(f"manage.py {command[0]} failed (exit code {code}); its words are above.")


def _tell(folder: DataFolder, addresses: programs.Addresses, report: Report) -> None:
    """Say where everything is and who may log in (`manage.py prepare` has written that down)."""
    report.say()
    report.say(f"  The shop          {addresses.web}/")
    report.say(f"  GraphQL           {addresses.web}/graphql/")
    report.say(f"  Administration    {addresses.web}/admin/")
    if addresses.sandbox:
        report.say(f"  Payment sandbox   {addresses.sandbox}/")
    report.say(f"  Logs              {folder.logs}/")
    report.say()
    logins = folder.path / "logins.txt"
    if logins.exists():
        for line in logins.read_text().splitlines():
            report.say(f"  {line}")
        report.say()
    report.say(f"  Ctrl-C stops everything; the data stay in {folder.path}.")
