"""Load the demonstration: a believable country, the same for the same seed."""

import random
import time
from collections.abc import Callable
from datetime import datetime

from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from catalog.services.reference_load import reference_load
from catalog.services.tax_assign import tax_assign
from catalog.services.turns_take import turns_take
from catalog.services.vocabulary_refresh import vocabulary_refresh
from marketplace.accounts.models import User
from marketplace.cooperatives.models.organisation import Organisation
from marketplace.demo.alliances import alliances_decide, alliances_make
from marketplace.demo.articles import articles_make
from marketplace.demo.books import books_make
from marketplace.demo.carriers import carriers_make
from marketplace.demo.cod import cod_make
from marketplace.demo.content import content_make
from marketplace.demo.gate import gate_make, recalls_make
from marketplace.demo.habits import capacities_make, closures_make, order_cycles_make, preorders_make
from marketplace.demo.history import history_make
from marketplace.demo.kits import boxes_ordered, kits_make, recipes_make
from marketplace.demo.missing import missing_make
from marketplace.demo.organisations import MACHINE, Country, country_make
from marketplace.demo.people import ADMIN, LOGINS, people_make, roles_give
from marketplace.demo.products import (
    certificates_make,
    label_words_make,
    lots_make,
    pictures_make,
    plans_make,
    portraits_make,
    products_make,
)
from marketplace.demo.regulars import regulars_make
from marketplace.demo.returns import returns_make
from marketplace.demo.rounds import rounds_make
from marketplace.demo.storage import storage_life
from marketplace.demo.supply import supply_questions_make
from marketplace.demo.voices import reviews_make
from marketplace.demo.weights import weights_agree, weights_make
from marketplace.ledger.services.accounting_numbers_load import accounting_numbers_load
from marketplace.ledger.services.journal_seal import journal_seal

PRODUCTS = 520
ORDERS_PER_DAY = 2.6
Say = Callable[[str], None]


def is_empty() -> bool:
    """Say whether nothing has been loaded or entered yet."""
    return not Organisation.objects.exists() and not User.objects.exists()


def was_interrupted() -> bool:
    """Say whether a load ended in the middle: the administration comes last."""
    begun = Organisation.objects.filter(slug__startswith="demo-").exists()
    return begun and not User.objects.filter(is_superuser=True).exists()


def demo_forget() -> None:
    """Empty the database of an interrupted load, the ledger included (the database allows it when told so)."""
    with connection.cursor() as cursor:
        cursor.execute("SET ledger.allow_rewrite = 'on'")
        call_command("flush", interactive=False, verbosity=0)
        cursor.execute("RESET ledger.allow_rewrite")


class Steps:
    """Says what is going on, how far it is, and how long each step took."""

    def __init__(self, say: Say) -> None:
        self._say = say
        self._began = time.monotonic()

    def step(self, name: str, result: object = "") -> None:
        """Say that a step is done."""
        took = time.monotonic() - self._began
        self._began = time.monotonic()
        self._say(f"  {name}: {result} ({took:.1f} s)")

    def counter(self, name: str, every: int) -> Callable[[int], None]:
        """Return what tells of progress within a step, now and then."""

        def tell(done: int) -> None:
            if done % every == 0:
                self._say(f"  {name}: {done} …")

        return tell


@transaction.atomic
def _settled(rng: random.Random, now: datetime) -> tuple[Country, dict[str, User]]:
    """Make the country and its people, all or nothing."""
    reference_load()
    country = country_make(rng, now=now)
    people = people_make([login for login in LOGINS if login != ADMIN], now=now)
    roles_give(people, cooperatives=country.cooperatives, hub=country.hub)
    _exempt(country, now)
    certificates_make(country, rng, now=now)
    return country, people


def demo_load(
    *,
    seed: int,
    now: datetime,
    products: int,
    say: Say,
    draw: Callable[[], Callable[[], None]],
    orders_per_day: float = ORDERS_PER_DAY,
) -> None:
    """
    Fill an empty database with the demonstration.

    :param products: how many products; more than the usual number are loaded without pictures, lots and history
    :param draw: begins to draw the pictures beside all else, and returns what waits for their end
    """
    rng = random.Random(seed)  # noqa: S311  (a demonstration must be the same each time)
    steps = Steps(say)
    # An interrupted load is thrown away, so nothing need reach the disk before the next step begins.
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
    country, people = _settled(rng, now)
    steps.step("cooperatives", len(country.cooperatives))
    usual = min(products, PRODUCTS)
    plans = list(plans_make(country, rng, count=usual))
    steps.step("products", products_make(country, plans, now=now, progress=steps.counter("products", 2000)))
    weights_agree(country.cooperatives[0])
    drawn = draw()
    common = _stocked(steps, country, rng, now)
    placed = history_make(
        country,
        rng,
        people=people,
        now=now,
        orders_per_day=orders_per_day,
        favourites=common,
        progress=steps.counter("orders", 50),
    )
    steps.step("orders", placed)
    _after_trade(steps, country, people, rng, now)
    drawn()
    steps.step("pictures", "drawn")
    if products > usual:
        more = (plan for plan in plans_make(country, rng, count=products) if plan.number >= usual)
        steps.step(
            "more products", products_make(country, more, now=now, progress=steps.counter("products", 20_000))
        )
    steps.step("words of the shop", vocabulary_refresh())
    steps.step("turns of the cooperatives", turns_take(today=timezone.localdate()))
    people_make([ADMIN], now=now)


def _stocked(steps: Steps, country: Country, rng: random.Random, now: datetime) -> list[int]:
    """Bring goods to the hub and dress the shop; return the variants that alliances sell in common."""
    steps.step("lots", lots_make(country, rng, now=now, progress=steps.counter("lots", 200)))
    common = alliances_make(country, now=now)
    steps.step("common products", len(common))
    steps.step("labels", label_words_make(now=now))
    steps.step("loads at the gate", gate_make(country, now=now))
    steps.step("collections, pages and menus", content_make(country.channel, now=now))
    return common


def _after_trade(
    steps: Steps, country: Country, people: dict[str, User], rng: random.Random, now: datetime
) -> None:
    """What there is once people have bought: votes, voices, carriers, a recall, and the books of three months."""
    steps.step("alliances that decide", alliances_decide(now=now))
    steps.step("thermometers and counts", storage_life(country.warehouse, now=now))
    steps.step("reviews", reviews_make(people, rng, now=now))
    steps.step("carriers", carriers_make(country, people, now=now))
    steps.step("stops of a round", rounds_make(country, now=now))
    steps.step("gift boxes", kits_make(country.warehouse, now=now))
    steps.step("recipes", recipes_make(country.warehouse, now=now))
    steps.step("gift boxes ordered", boxes_ordered(country.channel, now=now))
    steps.step("orders to confirm", cod_make(country.channel, people, now=now))
    steps.step("parcels of a recall", recalls_make(country, now=now))
    steps.step("a basket that comes again", regulars_make(country.channel, people, now=now))
    steps.step("orders with something missing", missing_make(now=now))
    steps.step("lines that were weighed", weights_make(now=now))
    steps.step("returns, refunds and disputes", returns_make(people, now=now))
    steps.step("closed days", closures_make(country, now=now))
    steps.step("limits of what can be made", capacities_make(country, now=now))
    steps.step("harvests sold ahead", preorders_make(now=now))
    steps.step("questions of the hub", supply_questions_make(country, now=now))
    steps.step("articles of several sellers", articles_make(country, now=now))
    steps.step("rounds of orders", order_cycles_make(country, now=now))
    with transaction.atomic():
        books_make(country, people, rng, now=now)
    steps.step("sealed entries", _seal(now))


def _seal(now: datetime) -> int:
    """Seal the journal, and let the accountant's numbers stand for our accounts."""
    accounting_numbers_load()
    total = 0
    while sealed := journal_seal(now=now):
        total += sealed
    return total


def demo_draw(*, now: datetime) -> None:
    """Draw the pictures of the usual demonstration's products and cooperatives; it may run beside the rest."""
    pictures_make(now=now)
    portraits_make(count=24)


def _exempt(country: Country, now: datetime) -> None:
    """Cooperatives below the threshold sell without tax (CGI art. 91-IV); a third of ours are larger."""
    for number, organisation in enumerate(country.cooperatives):
        if number % 3:
            tax_assign(
                actor=MACHINE,
                organisation_id=organisation.pk,
                code="EXO91",
                article="91-IV",
                from_date=now.date().replace(year=now.year - 1),
            )
