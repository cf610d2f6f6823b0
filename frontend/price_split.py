"""Where the money of a purchase goes, by the terms that hold on the day: the same arithmetic as an order's."""

from datetime import date

from django.utils.translation import gettext as _

from frontend.cards import SumRow
from frontend.wording import number_text
from marketplace.cooperatives.selectors import Term, commission_term_for
from marketplace.kernel.errors import Conflict
from marketplace.kernel.money import Money
from orders.pricing import PricedLine, Terms, shares_of

HUNDRED = 10_000


def split_of_hundred(organisation_id: int, *, currency: str, on: date, language: str) -> list[SumRow]:
    """
    Say who receives how much when a customer buys for 100 from a seller; nothing while no terms hold.

    The packing fee is per seller and order, so its share falls when more is bought at once. One query.
    """
    try:
        term = commission_term_for([organisation_id], on=on)[organisation_id]
    except Conflict:
        return []
    return _rows(organisation_id, term, Money(HUNDRED, currency), language)


def _rows(organisation_id: int, term: Term, hundred: Money, language: str) -> list[SumRow]:
    terms = {
        organisation_id: Terms(term.rate, term.hub_fee, term.term_id, term.from_date.isoformat()),
    }
    line = PricedLine(organisation_id, 0, 1, hundred, 1)
    (share,) = shares_of([line], terms, Money.zero(hundred.currency))
    percent = number_text(term.rate * 100, language)
    return [
        SumRow(
            _("The cooperative receives"),
            share.gross - share.commission - share.hub_fee,
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
