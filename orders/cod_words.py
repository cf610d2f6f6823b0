"""What the rules about paying at the door say, in the reader's words: pure, from the reasons that an order keeps."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from marketplace.kernel.formats import format_money, format_percent
from marketplace.kernel.geography import provinces, regions
from marketplace.kernel.money import Money
from marketplace.kernel.texts import text_in
from orders.cod_rules import CashReason
from orders.cod_states import Confirmation, RuleKind, Standing


def cod_sentences(reasons: Sequence[CashReason], *, currency: str, language: str) -> list[str]:
    """
    Say what holds for an order and why, a sentence for each rule that decided something a customer would notice.

    "A first order above 800 MAD needs a deposit of 20 %, because …"
    """
    sentences = [_sentence(reason, currency, language) for reason in reasons]
    return [sentence for sentence in sentences if sentence]


def _sentence(reason: CashReason, currency: str, language: str) -> str:
    what = _what(reason, currency, language)
    if not what:
        return ""
    why = text_in(reason.because, language) if reason.because else ""
    if not why:
        return _("%(what)s.") % {"what": what}
    return _("%(what)s, because %(why)s.") % {"what": what, "why": why.rstrip(".")}


def _what(reason: CashReason, currency: str, language: str) -> str:
    values = {
        "who": rule_subject(
            reason.standing, place=reason.place, above=Money(reason.above_minor, currency), language=language
        ),
        "amount": format_money(Money(reason.amount_minor, currency), language),
    }
    if reason.kind == RuleKind.CAP:
        return _("%(who)s can be paid at the door up to %(amount)s") % values
    if reason.kind == RuleKind.FEE:
        if not reason.amount_minor:
            return _("%(who)s is paid at the door free of charge") % values
        return _("%(who)s costs %(amount)s more if it is paid at the door") % values
    if reason.kind == RuleKind.DEPOSIT:
        if not reason.amount_minor:
            return _("%(who)s needs no deposit") % values
        values["rate"] = format_percent(Decimal(reason.rate), language)
        return _("%(who)s needs a deposit of %(rate)s, here %(amount)s") % values
    if reason.confirmation == Confirmation.CALL:
        return _("%(who)s is confirmed by phone before we prepare it") % values
    if reason.confirmation == Confirmation.LINK:
        return (
            _("%(who)s is confirmed by the link in our message, or by phone, before we prepare it") % values
        )
    return _("%(who)s is prepared at once, without a call") % values


def rule_subject(standing: Standing, *, place: str, above: Money, language: str) -> str:
    """Say which orders a rule is about: "A first order above 800 MAD (Fès-Meknès)"."""
    sum_ = format_money(above, language)
    if above:
        words = {
            Standing.ANY: _("An order above %(sum)s"),
            Standing.NEW: _("A first order above %(sum)s"),
            Standing.KNOWN: _("An order above %(sum)s after parcels that arrived"),
            Standing.REFUSED: _("An order above %(sum)s after a refused parcel"),
            Standing.UNREACHABLE: _("An order above %(sum)s after calls without an answer"),
        }[standing] % {"sum": sum_}
    else:
        words = {
            Standing.ANY: _("An order"),
            Standing.NEW: _("A first order"),
            Standing.KNOWN: _("An order after parcels that arrived"),
            Standing.REFUSED: _("An order after a refused parcel"),
            Standing.UNREACHABLE: _("An order after calls without an answer"),
        }[standing]
    if not place:
        return words
    known = provinces().get(place) or regions().get(place)
    return f"{words} ({known.name(language) if known else place})"
