"""Empty the shop for suites of API clients that want it so before each case."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.cache import caches
from django.db import connection, transaction

from catalog.services.reference_load import taxes_load
from marketplace.accounts.models import User
from marketplace.cooperatives.models.identity import CommissionTerm

# What is no shop's data: the framework's own, the keys that sign tokens, and the law as dated data
KEPT: Final = frozenset(
    {
        "accounts_signingkey",
        "auth_permission",
        "catalog_taxclass",
        "catalog_taxtreatment",
        "cooperatives_agreement",
        "django_content_type",
        "django_migrations",
        "payouts_recoveryterm",
        "payouts_settlementterm",
    }
)
# Of which only the rows that hold for everybody are kept
KEPT_FOR_ALL: Final = ("cooperatives_commissionterm", "orders_returnterm")
_FILLED = "SELECT {literal} WHERE EXISTS (SELECT 1 FROM {table})"
_POINTING = """
    SELECT DISTINCT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint WHERE contype = 'f'
"""
_TERMS_FROM = date(2020, 1, 1)


class NotResettable(Exception):
    """This shop is not meant to be emptied."""


@transaction.atomic
def shop_reset(*, superuser: str, customers: Sequence[str], password: str, now: datetime) -> int:
    """
    Empty the shop to a superuser and some customers (by e-mail), all with one password; return how many tables it took.

    Reference data stay (`KEPT`): tax treatments, terms that hold for everybody, keys. A shop without a commission
    for everybody gets one of nothing, so that it can sell.

    :raises NotResettable: unless a development setting (SHOP_RESETTABLE) allows it
    """
    if not settings.SHOP_RESETTABLE:
        raise NotResettable("SHOP_RESETTABLE is not set: this shop is not meant to be emptied.")
    emptied = _empty()
    _people_make(superuser, customers, password, now)
    taxes_load()
    if not CommissionTerm.objects.filter(organisation__isnull=True).exists():
        CommissionTerm.objects.create(
            organisation=None, rate=Decimal(0), hub_fee_minor=0, from_date=_TERMS_FROM
        )
    for alias in settings.CACHES:
        caches[alias].clear()
    return emptied


def _empty() -> int:
    """Truncate all that holds something and what points at it, in one statement."""
    tables = sorted(set(connection.introspection.table_names()) - KEPT)
    with connection.cursor() as cursor:
        quoted = connection.ops.quote_name
        cursor.execute(
            " UNION ALL ".join(_FILLED.format(literal=f"'{each}'", table=quoted(each)) for each in tables)
        )
        filled = {row[0] for row in cursor.fetchall()}
        cursor.execute(_POINTING)
        wanted = _with_pointing(filled, cursor.fetchall())
        if not wanted:
            return 0
        kept = [each for each in KEPT_FOR_ALL if each in wanted]
        for each in kept:
            cursor.execute(
                f"CREATE TEMPORARY TABLE kept_{each} ON COMMIT DROP AS"
                f" SELECT * FROM {quoted(each)} WHERE organisation_id IS NULL"
            )
        cursor.execute("SET LOCAL ledger.allow_rewrite = 'on'")
        cursor.execute(f"TRUNCATE {', '.join(quoted(each) for each in sorted(wanted))}")
        cursor.execute("SET LOCAL ledger.allow_rewrite = 'off'")
        for each in kept:
            cursor.execute(f"INSERT INTO {quoted(each)} SELECT * FROM kept_{each}")
            cursor.execute(f"DROP TABLE kept_{each}")
    return len(wanted)


def _with_pointing(filled: set[str], pointing: Iterable[tuple[str, str]]) -> set[str]:
    """Return the tables with all that point at them, at one remove or more: they are truncated together."""
    pairs = list(pointing)
    wanted, before = set(filled), set[str]()
    while wanted != before:
        before = set(wanted)
        wanted |= {source for source, target in pairs if target in wanted}
    if both := wanted & KEPT:
        raise NotResettable(f"These tables are kept, but point at what is emptied: {sorted(both)}.")
    return wanted


def _people_make(superuser: str, customers: Sequence[str], password: str, now: datetime) -> None:
    hashed = make_password(password)
    people = [
        User(email=email, full_name=email.partition("@")[0], password=hashed, email_verified_at=now)
        for email in (superuser, *customers)
    ]
    people[0].is_staff = people[0].is_superuser = True
    User.objects.bulk_create(people)
