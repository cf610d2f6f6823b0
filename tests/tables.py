"""
Makes the database of which the tests' own are copies: `python -m tests.tables`.

The tables take half a minute to make and a second to copy. Whoever sets TEST_TEMPLATE to its name saves each worker
that half minute; without it every worker makes its own.
"""

import os

import django
from django.db import connection

TEMPLATE = "test_tables"


def make_tables() -> None:
    """Make the database anew, with all tables and what migrations put into them."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "marketplace.config.settings.test"
    django.setup()

    connection.settings_dict["TEST"] |= {"NAME": TEMPLATE, "TEMPLATE": None}
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    connection.close()


if __name__ == "__main__":
    make_tables()
