"""Gift cards with what the ledger says is left on them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import BigIntegerField, CharField, ExpressionWrapper, F, Func, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.kernel.money import EXPONENTS, Money, total_of
from marketplace.kernel.policy import require
from marketplace.ledger import chart
from marketplace.ledger.selectors import subject_balance, subject_balances
from marketplace.promotions.codes import hash_of
from marketplace.promotions.models.gift_card import GiftCard, GiftCardUse
from marketplace.promotions.policies import may_manage_gift_cards


@dataclass(frozen=True, slots=True)
class CardPart:
    """What one card paid of an order and what of it has come back."""

    card_id: int
    last4: str
    amount: Money
    returned: Money


def balances_of_cards(cards: Sequence[GiftCard]) -> dict[int, Money]:
    """Return what is left on each card, by card id, in one statement per account."""
    left: dict[int, Money] = {}
    for account in sorted({card.account for card in cards}):
        own = [card for card in cards if card.account == account]
        found = subject_balances(account, [card.subject for card in own])
        left |= {card.pk: -found[card.subject] for card in own}
    return left


def gift_card_by_code(code: str) -> GiftCard | None:
    """Return the card whose bearer knows this code, if there is one; one statement."""
    return GiftCard.objects.filter(code_hash=hash_of(code), withdrawn_at=None).first()


def gift_cards_listed(actor: Actor) -> QuerySet[GiftCard]:
    """
    Return all cards that were not withdrawn, newest first.

    :raises NotAllowed: if the actor may not manage gift cards
    """
    require(may_manage_gift_cards(actor), _("You may not manage gift cards."))
    return GiftCard.objects.filter(withdrawn_at=None).order_by("-created_at", "-pk")


def gift_cards_of(user_id: int) -> QuerySet[GiftCard]:
    """Return a person's own cards, newest first."""
    return GiftCard.objects.filter(user_id=user_id, withdrawn_at=None).order_by("-created_at", "-pk")


def card_parts(reference: str) -> list[CardPart]:
    """Return what gift cards paid of an order, in the order of use; one statement."""
    uses = GiftCardUse.objects.filter(reference=reference).select_related("card").order_by("pk")
    return [CardPart(use.card_id, use.card.last4, use.amount, use.returned) for use in uses]


def returnable_to_cards(reference: str, currency: str) -> Money:
    """Return how much of an order could still go back to the cards that paid for it; one statement."""
    return total_of([part.amount - part.returned for part in card_parts(reference)], currency)


def balances_of_ids(keys: list[tuple[int, str]]) -> dict[tuple[int, str], Money]:
    """Return what is left on cards, named by id and account; one statement per account."""
    left: dict[tuple[int, str], Money] = {}
    for account in sorted({account for _card, account in keys}):
        subjects = {f"gift-card:{card}": card for card, own in keys if own == account}
        found = subject_balances(account, list(subjects))
        left |= {(card, account): -found[subject] for subject, card in subjects.items()}
    return left


def gift_cards_by_id(keys: list[int]) -> dict[int, GiftCard]:
    """Return cards by id, in one statement."""
    return GiftCard.objects.in_bulk(keys)


def gift_cards_used(references: list[str]) -> dict[str, list[GiftCard]]:
    """Return the cards that paid a part of each order ("order:<uuid>"), in the order of use; one statement."""
    found: dict[str, list[GiftCard]] = {reference: [] for reference in references}
    for use in GiftCardUse.objects.filter(reference__in=references).select_related("card").order_by("pk"):
        found[use.reference].append(use.card)
    return found


def currency_of_card(gift_card_id: int) -> str:
    """
    Return in which currency a card is.

    :raises NotFound: if there is no such card
    """
    found = GiftCard.objects.filter(pk=gift_card_id).values_list("currency", flat=True).first()
    if found is None:
        raise NotFound(_("There is no such gift card."), field="id")
    return found


def with_balance(cards: QuerySet[GiftCard]) -> QuerySet[GiftCard]:
    """Annotate cards with what is left on them (`left_minor`), for lists that are narrowed down or sorted by it."""
    named = cards.annotate(ledger_name=Concat(Value("gift-card:"), Cast("pk", CharField())))
    accounts = [
        owed(currency) for owed in (chart.gift_cards, chart.store_credits) for currency in sorted(EXPONENTS)
    ]
    return named.annotate(
        left_minor=ExpressionWrapper(
            Value(0) - subject_balance(accounts, "ledger_name"), output_field=BigIntegerField()
        )
    )


def gift_card_tags() -> list[str]:
    """Return the tags of all cards, once each, by name; one statement."""
    tags = GiftCard.objects.filter(withdrawn_at=None).annotate(tag=Func(F("tags"), function="unnest"))
    return sorted(set(tags.values_list("tag", flat=True).distinct()))
