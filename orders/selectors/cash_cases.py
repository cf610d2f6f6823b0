"""One difference of cash, with who answers for it and how it ended."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from marketplace.cooperatives.models.organisation import Organisation
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.kernel.policy import require
from orders.models.cash import CashCase
from orders.policies import may_confirm_payment, may_settle_case
from orders.selectors.cash import CaseRow, case_row, require_desk
from orders.states import CaseResolution


@dataclass(frozen=True, slots=True)
class CaseDetail:
    """One difference with who answers for it and how it ended."""

    row: CaseRow
    owner: str
    resolution: CaseResolution | None
    settled_by: str
    settled_at: datetime | None
    # Whether this reader may end it: in charge of cash, and not the one who counted
    may_settle: bool


def counters_of(case: CashCase) -> set[int]:
    """Return who counted or deposited the cash of a difference."""
    counted = case.remittance.counted_by_id if case.remittance else None
    deposited = case.deposit.deposited_by_id if case.deposit else None
    return {pk for pk in (counted, deposited) if pk is not None}


def case_shown(*, actor: Actor, case_id: int) -> CaseDetail:
    """
    Return one difference; one query.

    :raises NotFound: if there is no such difference
    :raises NotAllowed: if the actor does not keep the desk that found it
    """
    rows = CashCase.objects.select_related("holder", "remittance", "deposit", "owner", "settled_by")
    case = rows.filter(pk=case_id).first()
    if case is None:
        raise NotFound(_("There is no such case."), field="case")
    cause = case.remittance or case.deposit
    require_desk(actor, cause.desk_id if cause else 0)
    return CaseDetail(
        row=case_row(case),
        owner=str(case.owner or ""),
        resolution=CaseResolution(case.resolution) if case.resolution else None,
        settled_by=str(case.settled_by or ""),
        settled_at=case.settled_at,
        may_settle=may_confirm_payment(actor) and may_settle_case(actor, counters_of(case)),
    )


def carriers_of_cash(*, actor: Actor) -> list[tuple[int, Mapping[str, str]]]:
    """
    Return (id, names) of the carriers, in one query.

    :raises NotAllowed: if the actor is not in charge of cash
    """
    require(may_confirm_payment(actor), _("Only staff in charge of cash may do this."))
    return list(Organisation.objects.filter(is_carrier=True).order_by("pk").values_list("pk", "names"))
