"""An alliance that has decided to end is settled: its funds go to its members in equal parts, and it is closed."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from catalog.models.pooled import PooledListing
from logistics.models.lot import LotStock
from logistics.states import SELLABLE
from marketplace.cooperatives.models.organisation import Alliance
from marketplace.cooperatives.services.alliance_answer import alliance_move
from marketplace.cooperatives.states import AllianceState
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove, NotFound
from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.ledger.selectors import balance
from marketplace.payouts.services.fund_spend import fund_spend
from orders.models.pooled import PoolDecision
from orders.states import SubOrderState

_OVER = (SubOrderState.CANCELLED, SubOrderState.REFUSED, SubOrderState.RETURNED)


def outstanding_of(alliance_id: int) -> tuple[int, int]:
    """Return how many units still stand for sale, and how many sales have not matured; two queries."""
    listings = PooledListing.objects.filter(alliance=alliance_id)
    units = LotStock.objects.filter(
        lot__variant__product__pooled__in=listings, lot__state__in=SELLABLE, quantity__gt=0
    ).exclude(lot__organisation=F("lot__variant__product__organisation"))
    sales = PoolDecision.objects.filter(listing__in=listings, line__sub_order__matured_at__isnull=True)
    sales = sales.exclude(line__sub_order__state__in=_OVER)
    return sum(units.values_list("quantity", flat=True)), sales.count()


@transaction.atomic
def alliance_settle(*, actor: Actor, alliance_id: int, now: datetime) -> Alliance:
    """
    Share out what the funds hold, equally, by largest remainder, and close the alliance.

    :raises NotFound: if there is none
    :raises IllegalMove: if it is not winding down, goods of members still stand for sale, or sales are not paid yet
    :raises NotAllowed: if the actor may not move what organisations are owed
    """
    alliance = Alliance.objects.select_for_update(of=("self",)).filter(pk=alliance_id).first()
    if alliance is None:
        raise NotFound(_("There is no such alliance."), field="alliance")
    if alliance.state != AllianceState.WINDING_DOWN:
        raise IllegalMove(_("Its members have not decided to end it."), field="alliance")
    units, sales = outstanding_of(alliance_id)
    if units or sales:
        raise IllegalMove(
            _("%(units)d pieces of members still stand for sale and %(sales)d sales are not paid yet.")
            % {"units": units, "sales": sales},
            field="alliance",
        )
    members = list(alliance.members.order_by("pk").values_list("pk", flat=True))
    for fund, account in (
        ("overhead", chart.alliance_overhead(alliance_id)),
        ("solidarity", chart.alliance_solidarity(alliance_id)),
    ):
        held: Money = -balance(account)
        if held.minor > 0 and members:
            for pk, part in zip(members, held.split([1] * len(members)), strict=True):
                fund_spend(
                    actor=actor,
                    alliance_id=alliance_id,
                    fund=fund,
                    receiver_id=pk,
                    amount=part,
                    key=f"alliance:{alliance_id}:settled:{fund}:{pk}",
                    texts=dict(alliance.names),
                    now=now,
                )
    alliance_move(alliance, AllianceState.SETTLED, actor=actor, now=now)
    return alliance


def alliances_settle(*, actor: Actor, now: datetime) -> int:
    """Settle every alliance that is winding down and has nothing outstanding; return how many."""
    settled = 0
    for alliance_id in Alliance.objects.filter(state=AllianceState.WINDING_DOWN).values_list("pk", flat=True):
        if not any(outstanding_of(alliance_id)):
            alliance_settle(actor=actor, alliance_id=alliance_id, now=now)
            settled += 1
    return settled
