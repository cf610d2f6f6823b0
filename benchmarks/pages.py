"""
What the shop's pages cost: processor time of application and database, statements, bytes, ratio to a floor.

`python -m benchmarks.pages [--products 2000] [--times 50]`, with DATABASE_URL naming a database of its own. The floor
is one hand-written statement and its JSON behind the same server, without middleware, measured in the same run.
"""

import argparse
import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.config.settings.test")
django.setup()

import orjson
from django.db import connection
from django.test import override_settings

from benchmarks.graphql_api import Caller, measured, prepare, tell
from catalog.models.product import Product


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--products", type=int, default=2000)
    arguments.add_argument("--times", type=int, default=50)
    given = arguments.parse_args()
    connection.settings_dict["CONN_MAX_AGE"] = None
    channel = prepare(given.products)
    product = Product.objects.filter(slug__startswith="bench-").select_related("category").order_by("id")[5]
    asked = orjson.dumps({"channel": channel.pk, "category": None, "limit": 13})
    with override_settings(MIDDLEWARE=[], ROOT_URLCONF="benchmarks.graphql_api"):
        bare = Caller()
        least = measured(lambda: bare.post("/floor", asked), given.times)
    caller = Caller()
    pages = {
        "home": "/fr/",
        "category of 12": f"/fr/category/{product.category.slug}/",
        "product": f"/fr/product/{product.slug}/",
        "product in Arabic": f"/ar/product/{product.slug}/",
        "empty basket": "/fr/basket/",
    }
    print(f"{given.products} products; milliseconds of processor time per page")
    print(f"{'':32}{'application':>12}{'database':>10}{'sum':>8}{'ratio':>7}{'statements':>12}")
    tell("floor: 12 products by hand", least, least)
    for name, address in pages.items():
        tell(name, measured(lambda address=address: caller.get(address), given.times), least)  # type: ignore[misc]


if __name__ == "__main__":
    main()
