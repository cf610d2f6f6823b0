"""
Who holds the cash of delivered parcels, step by step to the bank statement.

The desk counts without knowing what it should find: what a carrier holds or declared is shown to a cashier only once
it is counted, and before that only to staff in charge of cash.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Min, Q, Sum
from django.utils.translation import gettext as _

from marketplace.cooperatives.models.organisation import Organisation
from marketplace.cooperatives.states import Role
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import NotFound
from marketplace.kernel.money import BASE_CURRENCY, Money
from marketplace.kernel.pages import Page, keys_of, mapped, page_of, page_size
from marketplace.kernel.policy import require
from orders.models.cash import BankDeposit, CashCase, CashCollection, CashRemittance
from orders.policies import may_confirm_payment, may_hold_cash
from orders.states import CaseState, CashState


@dataclass(frozen=True, slots=True)
class Desk:
    """A cash desk: an organisation that runs a hub."""

    organisation_id: int
    slug: str
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CarrierHeap:
    """What a carrier collected and has not announced to a desk yet; `total` is None where it is not to be known."""

    carrier_id: int
    carrier_names: Mapping[str, str]
    count: int
    oldest_at: datetime
    total: Money | None


@dataclass(frozen=True, slots=True)
class CashBoard:
    """Where the cash is: with carriers, announced and to be counted, at the desk, handed to the bank."""

    carriers: tuple[CarrierHeap, ...]
    to_count: int
    at_desk: Money
    at_desk_count: int
    at_bank: Money
    at_bank_count: int
    oldest_deposit_at: datetime | None
    open_cases: int


@dataclass(frozen=True, slots=True)
class CollectionRow:
    """The cash of one parcel that is still with its carrier; its amount stays unsaid."""

    collection_id: int
    order_number: int
    collected_at: datetime


@dataclass(frozen=True, slots=True)
class RemittanceRow:
    """A bundle of cash that a carrier brought; `declared` and `counted` are None until it is counted."""

    remittance_id: int
    number: str
    desk_id: int
    carrier_names: Mapping[str, str]
    currency: str
    count: int
    declared: Money | None
    counted: Money | None
    created_at: datetime
    counted_at: datetime | None
    is_deposited: bool

    @property
    def difference(self) -> Money | None:
        """What was counted less what was declared; None until it is counted."""
        if self.declared is None or self.counted is None:
            return None
        return self.counted - self.declared


@dataclass(frozen=True, slots=True)
class DepositRow:
    """Cash handed to the bank; `confirmed` is None until the statement shows it."""

    deposit_id: int
    slip_number: str
    desk_id: int
    desk_names: Mapping[str, str]
    amount: Money
    confirmed: Money | None
    bank_reference: str
    deposited_at: datetime
    confirmed_at: datetime | None
    deposited_by: str


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A difference and who has to explain it; `missing` is negative where there was too much."""

    case_id: int
    holder_names: Mapping[str, str]
    missing: Money
    cause: str
    explanation: str
    state: CaseState
    opened_at: datetime
    deadline_date: date

    def is_late(self, today: date) -> bool:
        """Whether the holder's time to explain is over."""
        return self.state == CaseState.OPEN and self.deadline_date < today


def cash_desks(actor: Actor) -> list[Desk]:
    """Return the desks at which the actor may count, by slug; one query."""
    rows = Organisation.objects.filter(is_hub=True)
    if not actor.may(Permission.MANAGE_CASH):
        held = [pk for pk, roles in actor.roles.items() if Role.CASHIER in roles]
        rows = Organisation.objects.filter(pk__in=held)
    return [Desk(row.pk, row.slug, row.names) for row in rows.order_by("slug")]


def require_desk(actor: Actor, desk_id: int) -> None:
    """
    Pass if the actor keeps a desk.

    :raises NotAllowed: if not
    """
    require(may_hold_cash(actor, desk_id), _("Only the cashier of this desk may do this."))


def cash_board(*, actor: Actor, desk_id: int, currency: str = BASE_CURRENCY) -> CashBoard:
    """
    Return where the cash is, as one desk sees it; six queries.

    :raises NotAllowed: if the actor does not keep this desk
    """
    require_desk(actor, desk_id)
    remittances = CashRemittance.objects.filter(desk_id=desk_id, currency=currency)
    waiting = remittances.filter(collections__state=CashState.RECEIVED).distinct()
    at_desk = CashRemittance.objects.filter(pk__in=waiting.values("pk")).aggregate(
        total=Sum("counted_minor"), count=Count("pk")
    )
    at_bank = BankDeposit.objects.filter(desk_id=desk_id, currency=currency, confirmed_at=None).aggregate(
        total=Sum("amount_minor"), count=Count("pk"), oldest=Min("deposited_at")
    )
    cases = _cases_of(actor, desk_id).filter(state=CaseState.OPEN)
    return CashBoard(
        carriers=_carriers(currency, knows_sums=actor.may(Permission.MANAGE_CASH)),
        to_count=remittances.filter(counted_at=None).count(),
        at_desk=Money(at_desk["total"] or 0, currency),
        at_desk_count=at_desk["count"],
        at_bank=Money(at_bank["total"] or 0, currency),
        at_bank_count=at_bank["count"],
        oldest_deposit_at=at_bank["oldest"],
        open_cases=cases.count(),
    )


def _carriers(currency: str, *, knows_sums: bool) -> tuple[CarrierHeap, ...]:
    rows = (
        CashCollection.objects.filter(state=CashState.COLLECTED, remittance=None, currency=currency)
        .values("carrier_id")
        .annotate(count=Count("pk"), oldest=Min("collected_at"), total=Sum("amount_minor"))
        .order_by("oldest", "carrier_id")
    )
    found = list(rows)
    carriers = Organisation.objects.in_bulk([row["carrier_id"] for row in found])
    return tuple(
        CarrierHeap(
            carrier_id=row["carrier_id"],
            carrier_names=carriers[row["carrier_id"]].names,
            count=row["count"],
            oldest_at=row["oldest"],
            total=Money(row["total"], currency) if knows_sums else None,
        )
        for row in found
    )


def carrier_collections(
    *, actor: Actor, desk_id: int, carrier_id: int, after: str = "", first: int = 100
) -> tuple[Organisation, Page[CollectionRow]]:
    """
    Return what a carrier may bring to a desk, the oldest first, without amounts; two queries.

    :raises NotAllowed: if the actor does not keep this desk
    :raises NotFound: if there is no such carrier
    :raises InvalidInput: if the cursor or the size of the page is not one of ours
    """
    require_desk(actor, desk_id)
    carrier = Organisation.objects.filter(pk=carrier_id, is_carrier=True).first()
    if carrier is None:
        raise NotFound(_("There is no such carrier."), field="carrier")
    rows = CashCollection.objects.filter(carrier=carrier, state=CashState.COLLECTED, remittance=None)
    if after:
        moment, pk = keys_of(after, [datetime, int])
        rows = rows.filter(Q(collected_at__gt=moment) | Q(collected_at=moment, pk__gt=pk))
    size = page_size(first)
    found = rows.select_related("order").order_by("collected_at", "id")[: size + 1]
    listed = [CollectionRow(row.pk, row.order.number, row.collected_at) for row in found]
    return carrier, page_of(listed, first=size, keys=lambda row: (row.collected_at, row.collection_id))


def _remittances() -> Any:
    return CashRemittance.objects.select_related("carrier").annotate(
        count=Count("collections"), left=Count("collections", filter=Q(collections__state=CashState.RECEIVED))
    )


def remittance_row(row: Any) -> RemittanceRow:
    """Return a bundle of `remittances_seen` as a row; before it is counted, no sum is in it."""
    is_counted = row.counted_at is not None
    return RemittanceRow(
        remittance_id=row.pk,
        number=row.number,
        desk_id=row.desk_id,
        carrier_names=row.carrier.names,
        currency=row.currency,
        count=row.count,
        declared=row.declared if is_counted else None,
        counted=Money(row.counted_minor, row.currency) if is_counted else None,
        created_at=row.created_at,
        counted_at=row.counted_at,
        is_deposited=is_counted and not row.left,
    )


def remittances_seen(*, actor: Actor, desk_id: int) -> Any:
    """
    Return the bundles brought to a desk, for pages of another kind; show them by `remittance_row` alone.

    :raises NotAllowed: if the actor does not keep this desk
    """
    require_desk(actor, desk_id)
    return _remittances().filter(desk_id=desk_id)


def cases_seen(*, actor: Actor, desk_id: int) -> Any:
    """
    Return the differences that a desk may see, for pages of another kind.

    :raises NotAllowed: if the actor does not keep this desk
    """
    require_desk(actor, desk_id)
    return _cases_of(actor, desk_id).select_related("holder", "remittance", "deposit")


def remittances_listed(
    *, actor: Actor, desk_id: int, to_deposit: bool = False, after: str = "", first: int = 50
) -> Page[RemittanceRow]:
    """
    Return the bundles brought to a desk, newest first; one query.

    :param to_deposit: only those that are counted and still lie at the desk
    :raises NotAllowed: if the actor does not keep this desk
    :raises InvalidInput: if the cursor or the size of the page is not one of ours
    """
    require_desk(actor, desk_id)
    rows = _remittances().filter(desk_id=desk_id)
    if to_deposit:
        rows = rows.filter(left__gt=0)
    if after:
        (last,) = keys_of(after, [int])
        rows = rows.filter(pk__lt=last)
    size = page_size(first)
    found = [remittance_row(row) for row in rows.order_by("-id")[: size + 1]]
    return page_of(found, first=size, keys=lambda row: (row.remittance_id,))


def remittance_shown(*, actor: Actor, remittance_id: int) -> tuple[RemittanceRow, list[CollectionRow]]:
    """
    Return a bundle with the orders it is said to hold; two queries. Sums stay unsaid until it is counted.

    :raises NotFound: if there is no such bundle
    :raises NotAllowed: if the actor does not keep its desk
    """
    row = _remittances().filter(pk=remittance_id).first()
    if row is None:
        raise NotFound(_("There is no such remittance."), field="remittance")
    require_desk(actor, row.desk_id)
    found = CashCollection.objects.filter(remittance=row.pk).select_related("order").order_by("id")
    return remittance_row(row), [
        CollectionRow(each.pk, each.order.number, each.collected_at) for each in found
    ]


def _deposit_row(row: BankDeposit) -> DepositRow:
    return DepositRow(
        deposit_id=row.pk,
        slip_number=row.slip_number,
        desk_id=row.desk_id,
        desk_names=row.desk.names,
        amount=row.amount,
        confirmed=None if row.confirmed_minor is None else Money(row.confirmed_minor, row.currency),
        bank_reference=row.bank_reference or "",
        deposited_at=row.deposited_at,
        confirmed_at=row.confirmed_at,
        deposited_by=str(row.deposited_by or ""),
    )


def deposits_listed(*, actor: Actor, desk_id: int, after: str = "", first: int = 50) -> Page[DepositRow]:
    """
    Return a desk's deposits, newest first; one query.

    :raises NotAllowed: if the actor does not keep this desk
    :raises InvalidInput: if the cursor or the size of the page is not one of ours
    """
    require_desk(actor, desk_id)
    rows = BankDeposit.objects.filter(desk_id=desk_id).select_related("desk", "deposited_by")
    if after:
        (last,) = keys_of(after, [int])
        rows = rows.filter(pk__lt=last)
    size = page_size(first)
    page = page_of(list(rows.order_by("-id")[: size + 1]), first=size, keys=lambda row: (row.pk,))
    return mapped(page, _deposit_row)


def deposit_shown(*, actor: Actor, deposit_id: int) -> tuple[DepositRow, list[RemittanceRow]]:
    """
    Return a deposit with the bundles in it; two queries.

    :raises NotFound: if there is no such deposit
    :raises NotAllowed: if the actor does not keep its desk
    """
    row = BankDeposit.objects.select_related("desk", "deposited_by").filter(pk=deposit_id).first()
    if row is None:
        raise NotFound(_("There is no such deposit."), field="deposit")
    require_desk(actor, row.desk_id)
    of_deposit = CashCollection.objects.filter(deposit=row).values("remittance")
    bundles = [remittance_row(each) for each in _remittances().filter(pk__in=of_deposit).order_by("id")]
    return _deposit_row(row), bundles


def _cases_of(actor: Actor, desk_id: int) -> Any:
    """A desk sees the differences of what it counted and deposited; staff in charge of cash see all."""
    rows = CashCase.objects.all()
    if may_confirm_payment(actor):
        return rows
    return rows.filter(Q(remittance__desk=desk_id) | Q(deposit__desk=desk_id))


def cases_listed(*, actor: Actor, desk_id: int, after: str = "", first: int = 50) -> Page[CaseRow]:
    """
    Return differences, the open ones first and of these the nearest deadline; one query.

    :raises NotAllowed: if the actor does not keep this desk
    :raises InvalidInput: if the cursor or the size of the page is not one of ours
    """
    require_desk(actor, desk_id)
    rows = _cases_of(actor, desk_id).select_related("holder", "remittance", "deposit")
    if after:
        state, deadline, last = keys_of(after, [str, date, int])
        rows = rows.filter(
            Q(state__gt=state)
            | Q(state=state, deadline_date__gt=deadline)
            | Q(state=state, deadline_date=deadline, pk__gt=last)
        )
    size = page_size(first)
    found = [case_row(row) for row in rows.order_by("state", "deadline_date", "id")[: size + 1]]
    return page_of(found, first=size, keys=lambda row: (row.state.value, row.deadline_date, row.case_id))


def case_row(row: CashCase) -> CaseRow:
    """Return a difference as pages list it."""
    cause = row.remittance or row.deposit
    return CaseRow(
        case_id=row.pk,
        holder_names=row.holder.names,
        missing=row.missing,
        cause=str(cause),
        explanation=row.explanation,
        state=CaseState(row.state),
        opened_at=row.opened_at,
        deadline_date=row.deadline_date,
    )
