"""People find what they mean: recall and rank over the queries of five languages."""

import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from catalog.models.taxonomy import Category, ProductType
from catalog.selectors.filters import ProductFilters, ProductOrder
from catalog.selectors.listed import products_listed
from catalog.selectors.suggestions import corrected
from catalog.services.catalogue_bulk_load import BulkProduct, BulkVariant, catalogue_bulk_load
from catalog.services.reference_load import reference_load
from catalog.services.vocabulary_refresh import vocabulary_refresh
from marketplace.channels.models import Channel
from marketplace.config.environment import PROJECT_DIR
from tests.catalog.search.queries import QUERIES
from tests.factories.ground import NOON, ChannelFactory, OrganisationFactory

GOODS = json.loads((PROJECT_DIR / "marketplace/demo/data/goods.json").read_text(encoding="utf-8"))["goods"]


def load() -> Channel:
    reference_load()
    channel = ChannelFactory.create()
    organisation = OrganisationFactory.create(active=True)
    types = {row.key: row.pk for row in ProductType.objects.all()}
    categories = {row.slug: row.pk for row in Category.objects.all()}
    catalogue_bulk_load(
        channel=channel,
        products=[
            BulkProduct(
                slug=f"good-{number}",
                organisation_id=organisation.pk,
                product_type_id=types[good["family"]],
                category_id=categories[good["category"]],
                names=good["names"],
                descriptions={},
                province="MA-FIG",
                season_months=[],
                published_at=NOON,
                variants=[BulkVariant(f"SKU-{number}", {"fr": "x"}, Decimal(500), "g", 600, 5000)],
            )
            for number, good in enumerate(GOODS)
        ],
    )
    vocabulary_refresh()
    return channel


def found(channel: Channel, text: str) -> list[str]:
    """The French names of the first ten finds, as the page of the shop would show them."""

    def page(words: str) -> list[str]:
        cards = products_listed(
            channel=channel,
            filters=ProductFilters(search=words),
            order=ProductOrder.RELEVANCE,
            today=date(2026, 11, 16),
            first=10,
            language="fr",
        )
        return [card.names["fr"] for card in cards.items]

    return page(text) or page(corrected(text) or "\u2603")


def measured(channel: Channel, queries: Sequence[tuple[str, str, tuple[str, ...]]]) -> dict[str, Any]:
    """Recall within ten, mean reciprocal rank, and which queries failed."""
    recalls, ranks, poor = [], [], []
    for language, text, pieces in queries:
        names = [good["names"]["fr"] for good in GOODS]
        wanted = {name for name in names if any(piece in name for piece in pieces)}
        if not wanted:
            continue
        first_ten = found(channel, text)
        hits = [name in wanted for name in first_ten]
        recalls.append(sum(hits) / min(10, len(wanted)))
        ranks.append(1 / (hits.index(True) + 1) if any(hits) else 0.0)
        if recalls[-1] < 1 or ranks[-1] < 1:
            poor.append((language, text, round(recalls[-1], 2), round(ranks[-1], 2)))
    return {
        "recall": sum(recalls) / len(recalls),
        "mrr": sum(ranks) / len(ranks),
        "count": len(ranks),
        "poor": poor,
    }


@pytest.mark.django_db
def test_at_least_ninety_five_of_a_hundred_are_found_and_stand_first() -> None:
    channel = load()

    result = measured(channel, QUERIES)

    assert result["count"] >= 150
    assert (result["recall"] >= 0.95, result["mrr"] >= 0.95) == (True, True), result
