"""A seller asks for a change of what was approved; the staff agree or refuse."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.events import ChangeDecided
from catalog.models.change_request import ChangeRequest
from catalog.models.offer import Price
from catalog.models.product import Product
from catalog.policies import is_second_person, may_edit, may_review, may_see
from catalog.selectors.seller import product_locked
from catalog.services.price_set import price_set
from catalog.services.product_changes import ProductChanges
from catalog.services.product_update import product_update
from catalog.states import CHANGE_FLOW, ChangeState, ProductState
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, IllegalMove, InvalidInput, NotAllowed, NotFound
from marketplace.kernel.input_texts import clean_line
from marketplace.kernel.money import Money
from marketplace.kernel.policy import require
from marketplace.outbox import bus

_ON_SHELVES = frozenset({ProductState.APPROVED, ProductState.PUBLISHED, ProductState.PAUSED})
_PARTS = frozenset(each.name for each in fields(ProductChanges))
PRICE = "price:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a seller wants: parts of the product, and prices of its variants in a channel."""

    changes: ProductChanges
    channel_id: int
    prices: Mapping[int, Money]


@transaction.atomic
def change_request_make(*, actor: Actor, product_id: int, wish: Wish, now: datetime) -> ChangeRequest:
    """
    Ask for a change; one that waits already is taken back for it.

    :raises NotFound: if there is no such product or variant, or it is not the actor's to see
    :raises NotAllowed: if the actor may not write it
    :raises IllegalMove: if the product is not approved: then it is changed directly
    :raises InvalidInput: if nothing differs, or a part cannot be used
    """
    product = product_locked(actor=actor, product_id=product_id)
    require(
        may_edit(actor, product.organisation_id),
        _("Only the president or the sales people may write products."),
    )
    if actor.user_id is None:
        raise NotAllowed(_("Only a person may ask for a change."))
    if product.state not in _ON_SHELVES:
        raise IllegalMove(_("This product has not been approved yet: change it directly."), field="state")
    before, after = _difference(product, wish)
    if not after:
        raise InvalidInput(_("Nothing differs from what is there."), field="names")
    ChangeRequest.objects.filter(product=product, state=ChangeState.WAITING).update(
        state=ChangeState.WITHDRAWN, decided_at=now
    )
    return ChangeRequest.objects.create(
        product=product,
        channel_id=wish.channel_id,
        before=before,
        after=after,
        asked_by_id=actor.user_id,
        asked_at=now,
    )


def _difference(product: Product, wish: Wish) -> tuple[dict[str, Any], dict[str, Any]]:
    after = {
        column: value for column, value in wish.changes.columns().items() if getattr(product, column) != value
    }
    # The region follows from the province
    after.pop("region", None)
    before = {column: getattr(product, column) for column in after}
    standing = {
        price.variant_id: price
        for price in Price.objects.filter(variant__product=product, channel=wish.channel_id)
    }
    for variant_id, amount in wish.prices.items():
        price = standing.get(variant_id)
        if price is None or price.currency != amount.currency:
            raise NotFound(_("There is no such price."), field="variant")
        if amount.minor != price.amount_minor:
            if amount.minor < 1:
                raise InvalidInput(_("A price is above zero."), field="amount")
            before[f"{PRICE}{variant_id}"] = price.amount_minor
            after[f"{PRICE}{variant_id}"] = amount.minor
    return before, after


@transaction.atomic
def change_request_approve(*, actor: Actor, request_id: int, now: datetime) -> ChangeRequest:
    """
    Agree to a change; it holds at once.

    :raises NotAllowed: if the actor is not of the staff for products, or asked for it
    :raises NotFound: if there is none
    :raises IllegalMove: if it has been decided or taken back, or the product is no longer approved
    :raises Conflict: if the product has been changed meanwhile: the diff is no longer what was asked for
    """
    request, product = _locked_for_staff(actor, request_id)
    if product.state not in _ON_SHELVES:
        raise IllegalMove(
            _("This product is being changed directly; the request holds no longer."), field="state"
        )
    _check_unchanged(request, product)
    _decide(request, ChangeState.APPROVED, actor, now)
    parts = {name: value for name, value in request.after.items() if name in _PARTS}
    product_update(actor=actor, product_id=product.pk, changes=ProductChanges(**parts), now=now)
    for name, minor in request.after.items():
        if name.startswith(PRICE):
            variant_id = int(name.removeprefix(PRICE))
            price = Price.objects.get(variant=variant_id, channel=request.channel_id)
            amount = Money(minor, price.currency)
            price_set(
                actor=actor, variant_id=variant_id, channel_id=request.channel_id, amount=amount, now=now
            )
    _tell(request, product, now)
    return request


@transaction.atomic
def change_request_refuse(*, actor: Actor, request_id: int, reason: str, now: datetime) -> ChangeRequest:
    """
    Refuse a change; the product stays as it is, and the cooperative reads why.

    :raises NotAllowed: if the actor is not of the staff for products, or asked for it
    :raises NotFound: if there is none
    :raises IllegalMove: if it has been decided or taken back
    :raises InvalidInput: if the reason is empty or too long
    """
    why = clean_line(reason, field="reason", most=500)
    request, product = _locked_for_staff(actor, request_id)
    request.reason = why
    _decide(request, ChangeState.REFUSED, actor, now)
    _tell(request, product, now)
    return request


@transaction.atomic
def change_request_withdraw(*, actor: Actor, request_id: int, now: datetime) -> ChangeRequest:
    """
    Take a change back before it is decided.

    :raises NotFound: if there is none, or it is not the actor's to see
    :raises NotAllowed: if the actor may not write the product
    :raises IllegalMove: if it has been decided or taken back
    """
    request = (
        ChangeRequest.objects.select_for_update(of=("self",)).select_related("product").filter(pk=request_id)
    )
    found = request.first()
    if found is None or not may_see(actor, found.product.organisation_id):
        raise NotFound(_("There is no such request."), field="request")
    require(
        may_edit(actor, found.product.organisation_id),
        _("Only the president or the sales people may write products."),
    )
    CHANGE_FLOW.check(ChangeState(found.state), ChangeState.WITHDRAWN)
    found.state, found.decided_at = ChangeState.WITHDRAWN, now
    found.save(update_fields=["state", "decided_at"])
    return found


def _locked_for_staff(actor: Actor, request_id: int) -> tuple[ChangeRequest, Product]:
    """Lock a request for a decision, its product first, as everybody else does who changes one."""
    require(may_review(actor), _("Only the staff for products may review."))
    key = ChangeRequest.objects.filter(pk=request_id).values_list("product_id", flat=True).first()
    if key is None:
        raise NotFound(_("There is no such request."), field="request")
    product = product_locked(actor=actor, product_id=key)
    request = ChangeRequest.objects.select_for_update().get(pk=request_id)
    require(
        actor.user_id is not None and is_second_person(actor, request.asked_by_id),
        _("Whoever asked for a change may not decide it."),
    )
    return request, product


def _check_unchanged(request: ChangeRequest, product: Product) -> None:
    prices = dict(
        Price.objects.filter(variant__product=product, channel=request.channel_id).values_list(
            "variant_id", "amount_minor"
        )
    )
    for name, value in request.before.items():
        is_price = name.startswith(PRICE)
        now_there = prices.get(int(name.removeprefix(PRICE))) if is_price else getattr(product, name)
        if now_there != value:
            raise Conflict(
                _(
                    "The product has been changed since this was asked for; refuse it, so that it is asked anew."
                ),
                field="request",
            )


def _decide(request: ChangeRequest, state: ChangeState, actor: Actor, now: datetime) -> None:
    CHANGE_FLOW.check(ChangeState(request.state), state)
    request.state, request.decided_by_id, request.decided_at = state, actor.user_id, now
    request.save(update_fields=["state", "reason", "decided_by", "decided_at"])


def _tell(request: ChangeRequest, product: Product, now: datetime) -> None:
    bus.publish(
        ChangeDecided(
            request_id=request.pk,
            product_id=product.pk,
            organisation_id=product.organisation_id,
            is_approved=request.state == ChangeState.APPROVED,
            reason=request.reason,
            happened_at=now,
        )
    )
