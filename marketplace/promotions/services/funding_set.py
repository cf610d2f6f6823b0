"""Say who pays for a reduction, and let a cooperative agree that it does."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.cooperatives.models.organisation import Organisation
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import InvalidInput, NotFound
from marketplace.kernel.policy import require
from marketplace.promotions.models.budget import PartnerBudget
from marketplace.promotions.models.promotion import Promotion
from marketplace.promotions.models.voucher import Voucher
from marketplace.promotions.policies import may_consent
from marketplace.promotions.states import Funder


@dataclass(frozen=True, slots=True)
class Funding:
    """Who pays: the marketplace, a cooperative, or a partner from a budget."""

    funder: Funder = Funder.PLATFORM
    organisation_id: int | None = None
    budget_id: int | None = None


def funding_columns(funding: Funding | None, *, actor: Actor, now: datetime) -> dict[str, Any]:
    """
    Return the columns that say who pays. A cooperative has agreed when one of its own officers writes it.

    :raises InvalidInput: if a cooperative or a budget is named where it does not belong, or is missing
    :raises NotFound: if it does not exist
    """
    wanted = funding or Funding()
    seller, budget = wanted.organisation_id, wanted.budget_id
    if (seller is not None, budget is not None) != (
        wanted.funder == Funder.COOPERATIVE,
        wanted.funder == Funder.PARTNER,
    ):
        raise InvalidInput(_("Say who pays: a cooperative, or a partner's budget."), field="funder")
    if seller is not None and not Organisation.objects.filter(pk=seller, is_seller=True).exists():
        raise NotFound(_("There is no such cooperative."), field="organisation")
    if budget is not None and not PartnerBudget.objects.filter(pk=budget).exists():
        raise NotFound(_("There is no such budget."), field="budget")
    agrees = seller is not None and may_consent(actor, seller)
    return {
        "funder": wanted.funder,
        "organisation_id": wanted.organisation_id,
        "budget_id": wanted.budget_id,
        "consented_by_id": actor.user_id if agrees else None,
        "consented_at": now if agrees else None,
    }


@transaction.atomic
def voucher_consent(*, actor: Actor, voucher_id: int, now: datetime) -> Voucher:
    """
    Agree, for a cooperative, that it pays for a voucher; from now on its codes can be used.

    :raises NotFound: if there is no such voucher that a cooperative is to pay for
    :raises NotAllowed: if the actor is neither its president nor its treasurer
    """
    voucher = Voucher.objects.select_for_update().filter(pk=voucher_id, funder=Funder.COOPERATIVE).first()
    if voucher is None or voucher.organisation_id is None:
        raise NotFound(_("There is no such voucher."), field="id")
    _agree(actor, voucher.organisation_id)
    if voucher.consented_at is None:
        voucher.consented_at, voucher.consented_by_id = now, actor.user_id
        voucher.save(update_fields=["consented_at", "consented_by"])
    return voucher


@transaction.atomic
def promotion_consent(*, actor: Actor, promotion_id: Any, now: datetime) -> Promotion:
    """
    Agree, for a cooperative, that it pays for a promotion; the caller applies it to the prices.

    :raises NotFound: if there is no such promotion that a cooperative is to pay for
    :raises NotAllowed: if the actor is neither its president nor its treasurer
    """
    promotion = (
        Promotion.objects.select_for_update().filter(pk=promotion_id, funder=Funder.COOPERATIVE).first()
    )
    if promotion is None or promotion.organisation_id is None:
        raise NotFound(_("There is no such promotion."), field="id")
    _agree(actor, promotion.organisation_id)
    if promotion.consented_at is None:
        promotion.consented_at, promotion.consented_by_id = now, actor.user_id
        promotion.save(update_fields=["consented_at", "consented_by"])
    return promotion


def _agree(actor: Actor, organisation_id: int) -> None:
    require(
        may_consent(actor, organisation_id),
        _("Only the president or the treasurer may agree that the cooperative pays."),
    )
