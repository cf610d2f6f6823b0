"""`manage.py prepare`: bring database and static files to what this code wants; quick when there is nothing to do."""

import hashlib
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from botocore.exceptions import ClientError
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.core.files.storage import storages
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from storages.backends.s3 import S3Storage


class Command(BaseCommand):
    """Migrate, make the cache's table, gather static files, load the demo's data when there are none."""

    help = "Prepare database, static files and (in the demo) data."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take what is to be left out, or done besides."""
        parser.add_argument("--without-data", action="store_true", help="load no demo data")
        parser.add_argument("--without-static", action="store_true", help="gather no static files")
        parser.add_argument("--with-buckets", action="store_true", help="make the store's buckets if missing")

    def handle(
        self,
        *,
        without_data: bool = False,
        without_static: bool = False,
        with_buckets: bool = False,
        **_options: object,
    ) -> None:
        """Do what is needed, and only that."""
        self._migrate()
        if isinstance(caches["default"], DatabaseCache):
            call_command("createcachetable")
        if not without_static:
            self._gather_static_files()
        if with_buckets:
            self._make_buckets()
        if settings.DEMO and not without_data:
            self._load_demo()

    def _migrate(self) -> None:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if waiting:
            with self._step(f"Database, {len(waiting)} migrations"):
                call_command("migrate", interactive=False, verbosity=0)

    def _gather_static_files(self) -> None:
        root = Path(settings.STATIC_ROOT)
        stamp = root / ".gathered"
        wanted = static_files_fingerprint()
        if stamp.exists() and stamp.read_text() == wanted:
            return
        with self._step("Static files"):
            call_command("collectstatic", interactive=False, verbosity=0, clear=True)
            stamp.write_text(wanted)

    def _make_buckets(self) -> None:
        for alias in ("default", "private"):
            storage = storages[alias]
            if isinstance(storage, S3Storage):
                try:
                    storage.connection.create_bucket(Bucket=storage.bucket_name)
                except ClientError as error:
                    if error.response["Error"]["Code"] not in {
                        "BucketAlreadyOwnedByYou",
                        "BucketAlreadyExists",
                    }:
                        raise
                    continue
                self.stdout.write(f"Made the bucket {storage.bucket_name}")

    def _load_demo(self) -> None:
        """Load the invented data, once, and write down who may log in, for the supervisor to tell."""
        if "load_demo" in get_commands():
            with self._step("Demo data"):
                call_command("load_demo", "--if-empty", stdout=self.stdout)
        if "demo_logins" in get_commands():
            with (Path(settings.DATA_DIR) / "logins.txt").open("w") as file:
                call_command("demo_logins", stdout=file)
        if "demo_disputes" in get_commands():
            folder = Path(settings.DATA_DIR) / "sandbox"
            folder.mkdir(parents=True, exist_ok=True)
            with (folder / "past.json").open("w") as file:
                call_command("demo_disputes", stdout=file)

    @contextmanager
    def _step(self, what: str) -> Iterator[None]:
        began = time.monotonic()
        self.stdout.write(f"{what} ...")
        self.stdout.flush()
        yield
        self.stdout.write(f"{what} {'.' * max(2, 30 - len(what))} ready ({time.monotonic() - began:.1f} s)")


def static_files_fingerprint() -> str:
    """Return a short text that changes when a static file is added, removed or changed (by size and time)."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            size, changed = storage.size(path), storage.get_modified_time(path)
            digest.update(f"{path}:{size}:{changed.isoformat()}\n".encode())
    return digest.hexdigest()
