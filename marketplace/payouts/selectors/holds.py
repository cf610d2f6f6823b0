"""Money that is retained from organisations, for those who handle settlements."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from marketplace.cooperatives.models.organisation import Organisation
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.kernel.money import Money
from marketplace.kernel.pages import Page, keys_of, page_of, page_size
from marketplace.kernel.policy import require
from marketplace.payouts.models.hold import Hold
from marketplace.payouts.policies import may_see_settlements


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


def holds_listed(*, actor: Actor, only_open: bool = True, after: str = "", first: int = 50) -> Page[HoldCard]:
    """
    Return holds, the newest first, in one query.

    :raises NotAllowed: if the actor does not handle settlements
    :raises InvalidInput: if `after` or `first` is not usable
    """
    require(may_see_settlements(actor), _("You may not handle settlements."))
    rows = Hold.objects.select_related("organisation", "placed_by", "released_by")
    if only_open:
        rows = rows.filter(released_at=None)
    if after:
        (last,) = keys_of(after, (int,))
        rows = rows.filter(pk__lt=last)
    found = [
        HoldCard(
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
        )
        for row in rows.order_by("-pk")[: page_size(first) + 1]
    ]
    return page_of(found, first=first, keys=lambda card: (card.hold_id,))


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
