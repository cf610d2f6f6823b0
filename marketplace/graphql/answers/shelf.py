"""Where answers are kept: near, in the memory of the process, and in the cache that all processes share."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.core.cache import BaseCache
from redis.exceptions import RedisError

from marketplace.graphql.answers.versions import Versions

logger = logging.getLogger("marketplace.graphql")

# What is larger is asked for rarely, and would fill the memory; see MAX_ENTRIES in the settings.
LARGEST = 128 * 1024


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer, the versions of what it was made of, and the moment (POSIX) from which it is not to be trusted."""

    body: bytes
    versions: tuple[tuple[str, str], ...]
    until: float

    def holds(self, versions: Callable[[], Versions], at: float) -> bool:
        """Whether nothing that it shows has changed since; versions are only asked for if it shows anything."""
        if at >= self.until:
            return False
        return not self.versions or all(
            versions().get(topic, "") == version for topic, version in self.versions
        )


class Shelf:
    """Caches, the nearest first; one that cannot be reached keeps nothing and finds nothing."""

    def __init__(self, places: Sequence[BaseCache]) -> None:
        self.places = places

    def find(self, key: str, versions: Callable[[], Versions], at: float) -> bytes | None:
        """Return the answer under a key, if nothing that it shows has changed since."""
        for number, place in enumerate(self.places):
            kept = self._read(place, key)
            if kept is not None and kept.holds(versions, at):
                for nearer in self.places[:number]:
                    self._write(nearer, key, kept, at)
                return kept.body
        return None

    def keep(self, key: str, kept: Kept, at: float) -> None:
        """Keep an answer everywhere."""
        if len(kept.body) <= LARGEST:
            for place in self.places:
                self._write(place, key, kept, at)

    def _read(self, place: BaseCache, key: str) -> Kept | None:
        try:
            packed = place.get(f"answer:{key}")
        except (RedisError, OSError) as error:
            logger.warning("Kept answers cannot be read: %s", error)
            return None
        return Kept(*packed) if packed is not None else None

    def _write(self, place: BaseCache, key: str, kept: Kept, at: float) -> None:
        packed = (kept.body, kept.versions, kept.until)
        try:
            place.set(f"answer:{key}", packed, timeout=max(int(kept.until - at), 1))
        except (RedisError, OSError) as error:
            logger.warning("Answers cannot be kept: %s", error)
