"""Money that is retained from organisations, for those who handle settlements."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from marketplace.cooperatives.models.organisation import Organisation
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.kernel.money import Money
from marketplace.kernel.pages import Page, keys_of, page_of, page_size
from marketplace.kernel.policy import require
from marketplace.payouts.models.hold import Hold
from marketplace.payouts.policies import may_answer_appeal, may_appeal, may_see_earnings, may_see_settlements
from marketplace.payouts.states import AppealState


@dataclass(frozen=True, slots=True)
class AppealCard:
    """What the cooperative said against a hold, and what became of it."""

    appeal_id: int
    words: str
    made_at: datetime
    answer_due_date: date
    state: AppealState
    answer: str
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class HoldCard:
    """One hold in a list."""

    hold_id: int
    organisation_names: Mapping[str, str]
    organisation_slug: str
    amount: Money
    reason: str
    placed_date: date
    release_date: date
    placed_by: str
    released_at: datetime | None
    released_by: str
    # The newest objection of the cooperative
    appeal: AppealCard | None
    # Whether this reader may answer it
    may_answer: bool


def holds_listed(*, actor: Actor, only_open: bool = True, after: str = "", first: int = 50) -> Page[HoldCard]:
    """
    Return holds with the newest appeal against each, the newest first, in two queries.

    :raises NotAllowed: if the actor does not handle settlements
    :raises InvalidInput: if `after` or `first` is not usable
    """
    require(may_see_settlements(actor), _("You may not handle settlements."))
    rows = _holds()
    if only_open:
        rows = rows.filter(released_at=None)
    if after:
        (last,) = keys_of(after, (int,))
        rows = rows.filter(pk__lt=last)
    found = [_card(actor, row) for row in rows.order_by("-pk")[: page_size(first) + 1]]
    return page_of(found, first=first, keys=lambda card: (card.hold_id,))


def hold_shown(*, actor: Actor, hold_id: int) -> HoldCard:
    """
    Return one hold with the newest appeal against it, in two queries.

    :raises NotAllowed: if the actor does not handle settlements
    :raises NotFound: if there is no such hold
    """
    require(may_see_settlements(actor), _("You may not handle settlements."))
    row = _holds().filter(pk=hold_id).first()
    if row is None:
        raise NotFound(_("There is no such hold."), field="hold")
    return _card(actor, row)


def _holds() -> QuerySet[Hold]:
    return Hold.objects.select_related("organisation", "placed_by", "released_by").prefetch_related("appeals")


def _card(actor: Actor, row: Hold) -> HoldCard:
    return HoldCard(
        hold_id=row.pk,
        organisation_names=row.organisation.names,
        organisation_slug=row.organisation.slug,
        amount=row.amount,
        reason=row.reason,
        placed_date=row.placed_date,
        release_date=row.release_date,
        placed_by=str(row.placed_by or ""),
        released_at=row.released_at,
        released_by=str(row.released_by or ""),
        appeal=(appeal := appeal_card(row)),
        may_answer=(
            appeal is not None and appeal.state == AppealState.OPEN and may_answer_appeal(actor, row)
        ),
    )


def appeal_card(hold: Hold) -> AppealCard | None:
    """Return the newest appeal against a hold whose appeals were fetched."""
    row = max(hold.appeals.all(), key=lambda appeal: appeal.pk, default=None)
    if row is None:
        return None
    return AppealCard(
        appeal_id=row.pk,
        words=row.words,
        made_at=row.made_at,
        answer_due_date=row.answer_due_date,
        state=AppealState(row.state),
        answer=row.answer,
        answered_at=row.answered_at,
    )


@dataclass(frozen=True, slots=True)
class HoldRow:
    """Money that is retained, why, and until when, as its cooperative reads it."""

    hold_id: int
    amount: Money
    reason: str
    placed_date: date
    release_date: date
    released_at: datetime | None
    appeal: AppealCard | None
    # Whether this reader may object to it now
    may_appeal: bool


def holds_of(*, actor: Actor, organisation_id: int, currency: str) -> tuple[HoldRow, ...]:
    """
    Return what is held from an organisation now, in two queries.

    :raises NotAllowed: if the actor is no member and does not handle settlements
    """
    require(may_see_earnings(actor, organisation_id), _("These earnings are not yours to see."))
    rows = Hold.objects.filter(organisation_id=organisation_id, currency=currency, released_at=None)
    return tuple(
        _own_row(actor, row) for row in rows.order_by("release_date", "pk").prefetch_related("appeals")
    )


def hold_of(*, actor: Actor, organisation_id: int, hold_id: int) -> HoldRow:
    """
    Return one hold of an organisation, in two queries.

    :raises NotAllowed: if the actor is no member and does not handle settlements
    :raises NotFound: if the organisation has no such hold
    """
    require(may_see_earnings(actor, organisation_id), _("These earnings are not yours to see."))
    rows = Hold.objects.filter(organisation_id=organisation_id, pk=hold_id)
    row = rows.prefetch_related("appeals").first()
    if row is None:
        raise NotFound(_("There is no such hold."), field="hold")
    return _own_row(actor, row)


def _own_row(actor: Actor, row: Hold) -> HoldRow:
    appeal = appeal_card(row)
    is_free = appeal is None or appeal.state not in (AppealState.OPEN, AppealState.REFUSED)
    return HoldRow(
        hold_id=row.pk,
        amount=row.amount,
        reason=row.reason,
        placed_date=row.placed_date,
        release_date=row.release_date,
        released_at=row.released_at,
        appeal=appeal,
        may_appeal=is_free and row.released_at is None and may_appeal(actor, row.organisation_id),
    )


def payee_by_slug(*, actor: Actor, slug: str) -> Organisation:
    """
    Return the organisation of a slug, whatever its state: money of a suspended one can be held too.

    :raises NotAllowed: if the actor does not handle settlements
    :raises NotFound: if there is none
    """
    require(may_see_settlements(actor), _("You may not handle settlements."))
    found = Organisation.objects.filter(slug=slug).first()
    if found is None:
        raise NotFound(_("There is no cooperative called %(name)s.") % {"name": slug}, field="organisation")
    return found
