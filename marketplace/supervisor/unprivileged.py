"""PostgreSQL refuses to run as root: give it a user of its own, and folders that this user can reach."""

import hashlib
import os
import pwd
import shutil
import stat
import subprocess
from pathlib import Path

from marketplace.supervisor.errors import CannotStart

USER = "marketplace-postgres"
# Where root's copy goes when the project lies in a folder that others may not enter, such as /root.
OUTSIDE = Path("/var/lib/cooperatives-marketplace")
_MAKERS = (
    ["useradd", "--system", "--user-group", "--no-create-home", "--shell", "/bin/false", USER],
    ["adduser", "-S", "-D", "-H", "-s", "/bin/false", USER],
)


def database_user() -> str | None:
    """
    Return the user that PostgreSQL shall run as: none (ourselves) unless we are root.

    :raises CannotStart: if we are root and the user is neither there nor can be made
    """
    if os.geteuid() != 0:
        return None
    if not _exists(USER):
        for command in _MAKERS:
            if shutil.which(command[0]):
                subprocess.run(command, check=False, capture_output=True)
                break
    if not _exists(USER):
        raise CannotStart(
            f"PostgreSQL does not run as root, and the system user {USER} could not be made. "
            "Start as a normal user, or point DATABASE_URL to a server."
        )
    return USER


def _exists(user: str) -> bool:
    try:
        pwd.getpwnam(user)
    except KeyError:
        return False
    return True


def reachable(path: Path, user: str | None) -> bool:
    """Say whether the user may pass every folder above the path; without a user it is our own affair."""
    if user is None:
        return True
    owner = pwd.getpwnam(user).pw_uid
    for folder in path.resolve().parents:
        status = folder.stat()
        allowed = stat.S_IXUSR if status.st_uid == owner else stat.S_IXOTH
        if not status.st_mode & allowed:
            return False
    return True


def within_reach(path: Path, user: str | None) -> Path:
    """Return the path itself, or its stand-in outside when the user cannot reach it."""
    if reachable(path, user):
        return path
    name = hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:16]
    OUTSIDE.mkdir(mode=0o755, parents=True, exist_ok=True)
    return OUTSIDE / f"{path.name}-{name}"
