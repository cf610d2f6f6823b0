"""Where the money of a purchase goes, by the terms that hold on the day: the same arithmetic as an order's."""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from frontend.cards import SumRow
from frontend.wording import number_text
from marketplace.kernel.errors import Conflict
from marketplace.kernel.money import Money
from orders.pricing import Share
from orders.selectors.previews import earning_previews

HUNDRED = 10_000


def split_of_hundred(organisation_id: int, *, currency: str, on: date, language: str) -> list[SumRow]:
    """
    Say who receives how much when a customer buys for 100 from a seller; nothing while no terms hold.

    The packing fee is per seller and order, so its share falls when more is bought at once. One query.
    """
    try:
        (share,) = earning_previews(organisation_id=organisation_id, prices=[Money(HUNDRED, currency)], on=on)
    except Conflict:
        return []
    return _rows(share, language)


def _rows(share: Share, language: str) -> list[SumRow]:
    percent = number_text(Decimal(share.commission.minor) * 100 / share.gross.minor, language)
    return [
        SumRow(
            _("The cooperative receives"),
            share.net,
            note=_("Paid on the 1st and the 16th, with a statement that explains each amount."),
        ),
        SumRow(
            _("The marketplace keeps"),
            share.commission,
            note=_("Commission of %(percent)s %% of the price") % {"percent": percent},
        ),
        SumRow(
            _("Packing at the hub"),
            share.hub_fee,
            note=_("A fixed sum for each cooperative in an order, however much you buy from it"),
        ),
        SumRow(_("You pay"), share.gross, is_total=True),
    ]
