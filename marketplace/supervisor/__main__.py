"""The door: `python -m marketplace.supervisor start | services [--] COMMAND... | reset`."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from marketplace.config.environment import PROJECT_DIR, environment
from marketplace.supervisor.errors import CannotStart
from marketplace.supervisor.folder import DataFolder
from marketplace.supervisor.leash import end_leftovers
from marketplace.supervisor.postgres import remove_cluster
from marketplace.supervisor.report import Report
from marketplace.supervisor.services import embedded_services
from marketplace.supervisor.start import start
from marketplace.supervisor.watch import StopAsked, StopSignals


def services(command: list[str]) -> int:
    """Run a command with PostgreSQL and Redis of its own, and DATABASE_URL and REDIS_URL naming them."""
    signals = StopSignals()
    signals.listen()
    report = Report()
    temporary = Path(tempfile.mkdtemp(prefix="marketplace-"))
    try:
        with (
            DataFolder(temporary) as folder,
            embedded_services(folder, report, database="marketplace", forgetful=True) as running,
        ):
            given = {
                **os.environ,
                "DATABASE_URL": running.database_url,
                "REDIS_URL": running.redis_url,
                "DATA_DIR": str(folder.path),
            }
            return subprocess.run(command, cwd=PROJECT_DIR, env=given, check=False).returncode
    except StopAsked:
        return 130
    except CannotStart as error:
        report.warn(str(error))
        return 1
    finally:
        remove_cluster(temporary)
        shutil.rmtree(temporary, ignore_errors=True)


def reset(path: Path) -> int:
    """Empty the data folder, unless somebody is using it."""
    report = Report()
    try:
        with DataFolder(path) as folder:
            end_leftovers(folder.run)
            remove_cluster(folder.path)
            shutil.rmtree(folder.path, ignore_errors=True)
    except CannotStart as error:
        report.warn(str(error))
        return 1
    report.say(f"{path} is gone; the next start begins anew.")
    return 0


def main(arguments: list[str]) -> int:
    """Read the command line and do what it says; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m marketplace.supervisor", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    starting = verbs.add_parser("start", help="start the product in DATA_DIR (default: .data) and watch it")
    starting.add_argument("--empty", action="store_true", help="load no demo data")
    verbs.add_parser("reset", help="empty DATA_DIR")
    with_services = verbs.add_parser("services", help="run a command with PostgreSQL and Redis")
    with_services.add_argument("command", nargs=argparse.REMAINDER)
    chosen = parser.parse_args(arguments)
    if chosen.verb == "start":
        return start(environment().data_dir, empty=chosen.empty)
    if chosen.verb == "reset":
        return reset(environment().data_dir)
    command = chosen.command[1:] if chosen.command[:1] == ["--"] else chosen.command
    if not command:
        with_services.error("a command is needed")
    return services(command)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
