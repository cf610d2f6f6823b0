"""Give somebody money to spend here: a gift card that was sold, or a store credit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, DomainError, InvalidInput
from marketplace.kernel.input_texts import clean_line
from marketplace.kernel.money import Money
from marketplace.kernel.policy import require
from marketplace.ledger.services.ledger_post import Line, ledger_post
from marketplace.outbox import bus
from marketplace.promotions.codes import LEAST, MOST, hash_of, new_code, plain
from marketplace.promotions.events import GiftCardChanged
from marketplace.promotions.models.gift_card import GiftCard
from marketplace.promotions.policies import may_manage_gift_cards
from marketplace.promotions.sources import Source

# What is more was mistyped: a hundred thousand dirhams.
MOST_MINOR = 10_000_000


@dataclass(frozen=True, slots=True)
class IssuedCard:
    """A card and its code. The code is told this once; for a card issued before it is empty."""

    card: GiftCard
    code: str


class CardExpired(DomainError):
    """The day to which a card is limited has passed."""

    code = "EXPIRED_GIFT_CARD"


class CodeTaken(DomainError):
    """There is a card of this code already."""

    code = "ALREADY_EXISTS"


@transaction.atomic
def gift_card_issue(
    *,
    actor: Actor,
    key: str,
    amount: Money,
    source: Source,
    now: datetime,
    code: str = "",
    user_id: int | None = None,
    email: str = "",
    expires_date: date | None = None,
    note: str = "",
    tags: Sequence[str] = (),
    channel_slug: str = "",
    is_active: bool = True,
    is_store_credit: bool = False,
) -> IssuedCard:
    """
    Issue a card over an amount that is taken from `source`; the same key again issues nothing.

    :param source: what is debited: `refunds_due` of a refund, `promotions()` for a gift of the house, a bank account
    :param is_store_credit: the customer chose it instead of money: it stands on the account of store credits
    :param code: a code of 8 to 16 letters and digits; none: one is made
    :raises NotAllowed: if the actor may not issue cards
    :raises InvalidInput: if the amount, the code or the day cannot be
    :raises CardExpired: if its last day has passed
    :raises CodeTaken: if a card has this code
    :raises Conflict: if the key names a card of another amount
    """
    require(may_manage_gift_cards(actor), _("You may not issue gift cards."))
    demand_amount(amount)
    if expires_date is not None and expires_date <= timezone.localdate(now):
        raise CardExpired(_("The last day of a card lies in the future."), field="expiry_date")
    standing = _standing(key, amount)
    if standing is not None:
        return IssuedCard(standing, "")
    told = code or new_code()
    card, is_new = GiftCard.objects.get_or_create(
        code_hash=_free_hash(told),
        defaults={
            "key": key,
            "last4": plain(told)[-4:],
            "initial_minor": amount.minor,
            "currency": amount.currency,
            "is_active": is_active,
            "is_store_credit": is_store_credit,
            "expires_date": expires_date,
            "user_id": user_id,
            "email": email,
            "note": clean_line(note, field="note", most=300, required=False),
            "tags": [clean_line(tag, field="tags", most=60) for tag in tags],
            "channel_slug": channel_slug,
            "created_by_id": actor.user_id,
            "created_app_id": actor.app_id,
            "created_at": now,
        },
    )
    if not is_new:
        raise CodeTaken(_("There is a gift card of this code already."), field="code")
    _post(card, amount, source, actor, now)
    bus.publish(GiftCardChanged(happened_at=now, gift_card_id=card.pk, what="created"))
    return IssuedCard(card, told)


def _standing(key: str, amount: Money) -> GiftCard | None:
    """Return the card that was issued under this key before."""
    card = GiftCard.objects.filter(key=key).first()
    if card is not None and card.initial != amount:
        raise Conflict(_("%(key)s is another gift card.") % {"key": key}, field="key")
    return card


def demand_amount(amount: Money) -> None:
    """
    Demand an amount that a card can hold.

    :raises InvalidInput: if it is not positive or too large
    """
    if not 1 <= amount.minor <= MOST_MINOR:
        raise InvalidInput(
            _("A gift card holds more than nothing and at most %(most)s.")
            % {"most": Money(MOST_MINOR, amount.currency).amount},
            field="balance",
        )


def _free_hash(code: str) -> str:
    letters = plain(code)
    if not LEAST <= len(letters) <= MOST:
        raise InvalidInput(
            _("A code has %(least)d to %(most)d letters and digits.") % {"least": LEAST, "most": MOST},
            field="code",
        )
    kept = hash_of(letters)
    if GiftCard.objects.filter(code_hash=kept).exists():
        raise CodeTaken(_("There is a gift card of this code already."), field="code")
    return kept


def _post(card: GiftCard, amount: Money, source: Source, actor: Actor, now: datetime) -> None:
    ledger_post(
        key=f"{card.subject}:issued",
        reason="gift_card_issued",
        happened_at=now,
        recorded_at=now,
        lines=[
            Line(source.account, amount, source.subject),
            Line(card.account, -amount, card.subject),
        ],
        actor=actor,
        reference=card.subject,
        facts={"last4": card.last4, "amount_minor": amount.minor, "currency": amount.currency},
    )
