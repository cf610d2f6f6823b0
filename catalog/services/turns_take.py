"""Take the day's turns: count who was shown, put the least shown first, and count the rounds anew."""

from datetime import date, timedelta

from django.db import connection, transaction

from catalog.models.exposure import EXPOSURE_DAYS

# A key of pg_advisory_xact_lock of our own: turns are taken by one at a time
_LOCK = 7_318_402

_COUNT = """
    WITH seen AS (DELETE FROM catalog_exposureview WHERE day < %(today)s RETURNING day, surface, organisation_ids),
    shown AS (
        SELECT seen.day, seen.surface, each.organisation_id, count(*) AS shown
        FROM seen CROSS JOIN LATERAL unnest(seen.organisation_ids) AS each(organisation_id)
        JOIN cooperatives_organisation o ON o.id = each.organisation_id
        GROUP BY 1, 2, 3
    )
    INSERT INTO catalog_exposure (day, surface, organisation_id, shown, turn)
    SELECT shown.day, shown.surface, shown.organisation_id, shown.shown, t.turn
    FROM shown LEFT JOIN catalog_sellerturn t ON t.organisation_id = shown.organisation_id AND t.day = shown.day
    ON CONFLICT (day, organisation_id, surface) DO UPDATE SET shown = catalog_exposure.shown + EXCLUDED.shown
"""
# Equal counts are put in an order that nobody can choose: a digest of the day and the organisation.
_TURNS = """
    WITH before AS (
        SELECT l.organisation_id,
               COALESCE((SELECT sum(e.shown) FROM catalog_exposure e WHERE e.organisation_id = l.organisation_id
                         AND e.day >= %(since)s AND e.day < %(today)s), 0) AS shown
        FROM (SELECT DISTINCT organisation_id FROM catalog_listing WHERE is_visible) l
    )
    INSERT INTO catalog_sellerturn (organisation_id, day, turn, shown_before)
    SELECT organisation_id, %(today)s,
           row_number() OVER (ORDER BY shown, md5(%(today)s::date::text || ':' || organisation_id)) - 1, shown
    FROM before
    ON CONFLICT (organisation_id) DO UPDATE
    SET day = EXCLUDED.day, turn = EXCLUDED.turn, shown_before = EXCLUDED.shown_before
"""
_ROUNDS = """
    UPDATE catalog_listing l SET shop_round = fresh.shop_round, shelf_round = fresh.shelf_round
    FROM (
        SELECT id,
               row_number() OVER (PARTITION BY channel_id, organisation_id
                                  ORDER BY published_at DESC, product_id DESC) AS shop_round,
               row_number() OVER (PARTITION BY channel_id, organisation_id, category_id
                                  ORDER BY published_at DESC, product_id DESC) AS shelf_round
        FROM catalog_listing WHERE is_visible
    ) fresh
    WHERE l.id = fresh.id AND (l.shop_round, l.shelf_round) IS DISTINCT FROM (fresh.shop_round, fresh.shelf_round)
"""


def turns_take(*, today: date) -> int:
    """
    Count the views before today, give each cooperative on the shelves its turn of today, and count the rounds.

    Called again on the same day it changes nothing but for what was published since. Return how many have a turn.
    """
    values = {"today": today, "since": today - timedelta(days=EXPOSURE_DAYS)}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        cursor.execute(_COUNT, values)
        cursor.execute(_TURNS, values)
        taken = int(cursor.rowcount)
        cursor.execute(_ROUNDS)
        return taken
