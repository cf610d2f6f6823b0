"""Which messages a person may switch off, and which ring at any hour."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from marketplace.notifications.states import Topic

# What may be switched off, way by way; everything else must reach its reader (orders, money, recalls, codes)
TOPICS: Final[Mapping[str, Topic]] = MappingProxyType(
    {
        "followed_product": Topic.FOLLOWED,
        "back_in_stock": Topic.WAITED,
        "review_published": Topic.REVIEWS,
        "review_refused": Topic.REVIEWS,
        "order_to_prepare": Topic.WORK,
        "goods_received": Topic.WORK,
        "collection_planned": Topic.WORK,
        "collection_missed": Topic.WORK,
        "quality_result": Topic.WORK,
        "statement_ready": Topic.WORK,
    }
)
# What cannot wait until the morning: somebody's health, goods that spoil, a door at which somebody will ring, an
# account that may be in other hands
URGENT: Final = frozenset(
    {
        "recall_notice",
        "recall_stop",
        "temperature_alarm",
        "delivery_today",
        "gift_today",
        "passkey_added",
        "delivery_moved",
        "cod_call",
        "call_missed",
    }
)
