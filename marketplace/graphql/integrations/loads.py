"""What is read of apps in batches."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from marketplace.apps.models.app import AppToken
from marketplace.apps.models.webhook import DeliveryAttempt, EventDelivery, Webhook
from marketplace.graphql.kit.keyset import Column
from marketplace.graphql.kit.pages import NestedQuerySet


def tokens_by_app(app_ids: Sequence[int]) -> dict[int, list[AppToken]]:
    """Return the tokens of apps, oldest first, in one query."""
    shelves: dict[int, list[AppToken]] = {}
    for row in AppToken.objects.filter(app_id__in=app_ids).order_by("pk"):
        shelves.setdefault(row.app_id, []).append(row)
    return shelves


def webhooks_by_app(app_ids: Sequence[int]) -> dict[int, list[Webhook]]:
    """Return the webhooks of apps, oldest first, in one query."""
    shelves: dict[int, list[Webhook]] = {}
    for row in Webhook.objects.filter(app_id__in=app_ids).select_related("app").order_by("pk"):
        shelves.setdefault(row.app_id, []).append(row)
    return shelves


def _moment(value: Any) -> datetime:
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError(value)
    return moment


def _by_age(newest_first: bool) -> tuple[Column, ...]:
    return (Column("created_at", newest_first, read=_moment), Column("id", newest_first))


class DeliveriesOfWebhooks(NestedQuerySet):
    """What was told to each of several webhooks, all of it or what has these values in its columns."""

    def __init__(self, newest_first: bool = True, **kept: str) -> None:
        super().__init__(EventDelivery.objects.filter(**kept), "webhook_id", _by_age(newest_first))


class AttemptsOfDeliveries(NestedQuerySet):
    """The calls of each of several deliveries."""

    def __init__(self, newest_first: bool = True) -> None:
        super().__init__(DeliveryAttempt.objects.all(), "delivery_id", _by_age(newest_first))
