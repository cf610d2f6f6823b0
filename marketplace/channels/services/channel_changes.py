"""What may be said of a channel, checked and cleaned before it is kept."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _

from marketplace.channels.models import Channel
from marketplace.kernel.errors import InvalidInput, Missing, Taken
from marketplace.kernel.input_texts import clean_line
from marketplace.kernel.metadata import metadata_with
from marketplace.kernel.money import exponent

MOST_MINUTES: Final = 120 * 24 * 60
# Ids of payment gateways are names of programs: words with dots between them
_GATEWAY: Final = re.compile(r"[a-z0-9]+([.:_-][a-z0-9]+)+")
# Under these ids clients mean other ways to pay: they would send a card's data where cash is meant
_OTHERS: Final = frozenset(
    {
        "marketplace.bank-transfer",
        "marketplace.card",
        "mirumee.payments.dummy",
        "saleor.app.payment.stripe",
        "saleor.io.gift-card-payment-gateway",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelChanges:
    """
    What to write; None leaves a part as it is.

    `unpaid_order_minutes` 0 means: as long as the way to pay needs. `api_settings` are added to those kept.
    """

    name: str | None = None
    slug: str | None = None
    currency: str | None = None
    country: str | None = None
    is_active: bool | None = None
    confirms_orders: bool | None = None
    allows_unpaid_orders: bool | None = None
    unpaid_order_minutes: int | None = None
    cash_gateway_id: str | None = None
    api_settings: Mapping[str, Any] = field(default_factory=dict)
    metadata: Mapping[str, str] = field(default_factory=dict)
    private_metadata: Mapping[str, str] = field(default_factory=dict)

    def columns(self, *, of: Channel | None) -> dict[str, Any]:
        """
        Return the columns to write, cleaned.

        :param of: the channel that is changed; None for a new one
        :raises InvalidInput: naming the part that cannot be used (Missing: that is empty; Taken: that is another's)
        """
        columns: dict[str, Any] = {}
        for part, most in (("name", 100), ("slug", 50)):
            text = getattr(self, part)
            if text is not None:
                if not text.strip():
                    raise Missing(_("This must not be empty."), field=part)
                columns[part] = clean_line(text, field=part, most=most)
        others = Channel.objects.filter(slug=columns.get("slug"))
        if others.exclude(pk__in=[of.pk] if of else []).exists():
            raise Taken(_("Another channel has this slug."), field="slug")
        if self.currency is not None:
            exponent(self.currency)
            columns["currency"] = self.currency
        return columns | self._rules() | self._kept(of)

    def _rules(self) -> dict[str, Any]:
        given = {
            "country": self.country,
            "is_active": self.is_active,
            "confirms_orders": self.confirms_orders,
            "allows_unpaid_orders": self.allows_unpaid_orders,
        }
        columns: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
        if self.unpaid_order_minutes is not None:
            if not 0 <= self.unpaid_order_minutes <= MOST_MINUTES:
                raise InvalidInput(
                    _("Orders wait at most %(most)s minutes.") % {"most": MOST_MINUTES},
                    field="expire_orders_after",
                )
            columns["unpaid_order_minutes"] = self.unpaid_order_minutes or None
        if self.cash_gateway_id is not None:
            columns["cash_gateway_id"] = _gateway(self.cash_gateway_id)
        return columns

    def _kept(self, of: Channel | None) -> dict[str, Any]:
        columns: dict[str, Any] = {}
        if self.api_settings:
            columns["api_settings"] = {**(of.api_settings if of else {}), **self.api_settings}
        for name in ("metadata", "private_metadata"):
            if changes := getattr(self, name):
                columns[name] = metadata_with(getattr(of, name) if of else {}, changes, field=name)
        return columns


def _gateway(given: str) -> str:
    name = clean_line(given, field="cash_gateway_id", most=100)
    if _GATEWAY.fullmatch(name) is None or name in _OTHERS:
        raise InvalidInput(_("This cannot be the name of a way to pay."), field="cash_gateway_id")
    return name
