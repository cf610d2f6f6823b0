"""How well people find what they mean, and what a suggestion costs: `python -m benchmarks.search`."""

import os
import time
from collections.abc import Callable

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.config.settings.test")
django.setup()

from django.db import connection
from django.test.utils import setup_databases, teardown_databases

from catalog.models.vocabulary import Word
from catalog.selectors.suggestions import corrected, suggestions
from tests.catalog.search.queries import QUERIES
from tests.catalog.search.test_relevance import load, measured

ROUNDS = 200


def cost(act: Callable[[], object]) -> float:
    """Milliseconds of processor time of this process for one call."""
    act()
    began = time.process_time()
    for _round in range(ROUNDS):
        act()
    return (time.process_time() - began) * 1000 / ROUNDS


def floor() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT word, shown FROM catalog_word WHERE word >= 'mi' AND word < 'mj' LIMIT 15")
        cursor.fetchall()


def main() -> None:
    state = setup_databases(verbosity=0, interactive=False, keepdb=False)
    try:
        channel = load()
        for language in ("fr", "ar", "en", "es", "zgh"):
            found = measured(channel, [query for query in QUERIES if query[0] == language])
            print(
                f"{language}: {found['count']} queries, recall@10 {found['recall']:.3f}, MRR {found['mrr']:.3f}"
            )
        everything = measured(channel, QUERIES)
        print(
            f"all: {everything['count']} queries, recall@10 {everything['recall']:.3f}, MRR {everything['mrr']:.3f}"
        )
        print(f"not first or not all: {everything['poor']}")
        bare = cost(floor)
        print(f"words known: {Word.objects.count()}; floor (one statement): {bare:.2f} ms")
        for name, act in (
            ("suggestion", lambda: suggestions("mi", language="fr")),
            ("correction", lambda: corrected("huille romarain")),
        ):
            took = cost(act)
            print(f"{name}: {took:.2f} ms, ratio {took / bare:.1f}")
    finally:
        teardown_databases(state, verbosity=0)


if __name__ == "__main__":
    main()
