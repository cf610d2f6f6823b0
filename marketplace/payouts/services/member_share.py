"""Inside a cooperative: members, their deliveries and advances, and the sheet that shares a period out."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Max, Sum
from django.utils.translation import gettext as _

from marketplace.cooperatives.models.organisation import Organisation
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, InvalidInput, NotFound
from marketplace.kernel.input_texts import clean_line
from marketplace.kernel.money import BASE_CURRENCY, Money
from marketplace.kernel.policy import require
from marketplace.payouts.calendar import local_date
from marketplace.payouts.models.member import (
    Member,
    MemberAdvance,
    MemberDelivery,
    MemberShare,
    ShareSheet,
)
from marketplace.payouts.models.payout import Payout
from marketplace.payouts.policies import may_keep_members
from marketplace.payouts.sharing import Contribution, shares_by_weight
from marketplace.payouts.states import PayoutState


def _demand(actor: Actor, organisation_id: int) -> None:
    require(
        may_keep_members(actor, organisation_id),
        _("Only the president and the treasurer of a cooperative keep its members' accounts."),
    )


@transaction.atomic
def member_add(*, actor: Actor, organisation_id: int, number: str, name: str, now: datetime) -> Member:
    """
    Write a member into the cooperative's register; the same number again returns the same member.

    :raises NotAllowed: if the actor is not an officer of this cooperative
    :raises InvalidInput: if number or name is empty or too long
    :raises Conflict: if the number is another member's
    """
    _demand(actor, organisation_id)
    known_number = clean_line(number, field="number", most=30)
    known_name = clean_line(name, field="name", most=120)
    member, _is_new = Member.objects.get_or_create(
        organisation_id=organisation_id, number=known_number, defaults={"name": known_name, "joined_at": now}
    )
    if member.name != known_name:
        raise Conflict(_("This number is another member's."), field="number")
    return member


def _member(actor: Actor, member_id: int) -> Member:
    member = Member.objects.filter(pk=member_id).first()
    if member is None or not actor.belongs_to(member.organisation_id):
        raise NotFound(_("There is no such member."), field="member")
    _demand(actor, member.organisation_id)
    return member


@transaction.atomic
def delivery_add(
    *,
    actor: Actor,
    key: str,
    member_id: int,
    delivered_date: date,
    weight_g: int,
    grade_price: Money,
    product: str,
    now: datetime,
) -> MemberDelivery:
    """
    Write down what a member brought; the same key again changes nothing.

    :raises NotFound: if there is no such member of the actor's cooperative
    :raises NotAllowed: if the actor is not an officer of it
    :raises InvalidInput: if weight or price is not positive, the day lies ahead, or its period is closed
    :raises Conflict: if the key is of another member's delivery
    """
    member = _member(actor, member_id)
    if weight_g <= 0 or grade_price.minor <= 0:
        raise InvalidInput(_("Weight and price must be more than nothing."), field="weight")
    _demand_open(member.organisation_id, delivered_date, now)
    delivery, _is_new = MemberDelivery.objects.get_or_create(
        key=key,
        defaults={
            "member": member,
            "delivered_date": delivered_date,
            "weight_g": weight_g,
            "grade_price_minor": grade_price.minor,
            "product": clean_line(product, field="product", most=120),
            "written_by_id": actor.user_id or 0,
            "written_at": now,
        },
    )
    if delivery.member_id != member.pk:
        raise Conflict(_("This form was sent already, for another member."), field="member")
    return delivery


@transaction.atomic
def advance_add(
    *, actor: Actor, key: str, member_id: int, amount: Money, paid_date: date, note: str, now: datetime
) -> MemberAdvance:
    """
    Write down an advance; the same key again changes nothing.

    :raises NotFound: if there is no such member of the actor's cooperative
    :raises NotAllowed: if the actor is not an officer of it
    :raises InvalidInput: if the amount is not positive, the day lies ahead, or its period is closed
    :raises Conflict: if the key is of another member's advance
    """
    member = _member(actor, member_id)
    if amount.minor <= 0:
        raise InvalidInput(_("An advance is of a positive amount."), field="amount")
    _demand_open(member.organisation_id, paid_date, now)
    advance, _is_new = MemberAdvance.objects.get_or_create(
        key=key,
        defaults={
            "member": member,
            "amount_minor": amount.minor,
            "currency": amount.currency,
            "paid_date": paid_date,
            "note": clean_line(note, field="note", most=200, required=False),
            "written_by_id": actor.user_id or 0,
            "written_at": now,
        },
    )
    if advance.member_id != member.pk:
        raise Conflict(_("This form was sent already, for another member."), field="member")
    return advance


def _demand_open(organisation_id: int, day: date, now: datetime) -> None:
    # Whoever closes a sheet holds this row: a delivery is either in it or after it.
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation_id)
    if day > local_date(now):
        raise InvalidInput(_("This day lies ahead."), field="day")
    if ShareSheet.objects.filter(organisation_id=organisation_id, to_date__gte=day).exists():
        raise InvalidInput(_("The period of this day is closed."), field="day")


@transaction.atomic
def share_sheet_close(
    *, actor: Actor, organisation_id: int, to_date: date, kept: Money, now: datetime
) -> ShareSheet:
    """
    Share what the bank paid to the cooperative since the last sheet, less what it keeps, by weight times grade price.

    The shares add up to what is shared, to the centime; advances are taken off, and a debt is carried to the next.

    :raises NotAllowed: if the actor is not an officer of this cooperative
    :raises InvalidInput: if the day is not past, more is kept than came in, or nobody delivered anything
    """
    _demand(actor, organisation_id)
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation_id)
    last = ShareSheet.objects.filter(organisation_id=organisation_id).order_by("-to_date").first()
    if to_date >= local_date(now) or (last is not None and to_date <= last.to_date):
        raise InvalidInput(_("A sheet ends on a past day, after the sheet before."), field="to_date")
    received = received_between(organisation_id, last.to_date if last else None, to_date)
    if not 0 <= kept.minor <= received.minor:
        raise InvalidInput(
            _("Between nothing and %(amount)s can be kept.") % {"amount": received.amount}, field="kept"
        )
    deliveries = MemberDelivery.objects.filter(
        member__organisation_id=organisation_id, sheet=None, delivered_date__lte=to_date
    )
    contributions = [
        Contribution(row.member_id, row.weight_g, row.grade_price_minor) for row in deliveries.order_by("pk")
    ]
    shares = shares_by_weight(received - kept, contributions)
    first_day = deliveries.order_by("delivered_date").values_list("delivered_date", flat=True)[0]
    sheet = ShareSheet.objects.create(
        organisation_id=organisation_id,
        from_date=min(first_day, to_date),
        to_date=to_date,
        received_minor=received.minor,
        kept_minor=kept.minor,
        currency=received.currency,
        closed_by_id=actor.user_id or 0,
        closed_at=now,
    )
    _write_shares(sheet, shares, last)
    deliveries.update(sheet=sheet)
    return sheet


def received_between(organisation_id: int, after: date | None, until: date) -> Money:
    """Return what the bank paid to a cooperative after one day and until another, and did not take back."""
    payouts = Payout.objects.filter(
        organisation_id=organisation_id,
        currency=BASE_CURRENCY,
        state=PayoutState.PAID,
        booked_date__lte=until,
    )
    if after is not None:
        payouts = payouts.filter(booked_date__gt=after)
    return Money(payouts.aggregate(total=Sum("amount_minor"))["total"] or 0, BASE_CURRENCY)


def _write_shares(sheet: ShareSheet, shares: dict[int, Money], last: ShareSheet | None) -> None:
    weights = dict(
        MemberDelivery.objects.filter(
            member__organisation_id=sheet.organisation_id, sheet=None, delivered_date__lte=sheet.to_date
        )
        .values_list("member")
        .annotate(total=Sum("weight_g"))
    )
    open_advances = MemberAdvance.objects.filter(
        member__organisation_id=sheet.organisation_id, sheet=None, paid_date__lte=sheet.to_date
    )
    advances = dict(open_advances.values_list("member").annotate(total=Sum("amount_minor")))
    carried = _debts(sheet.organisation_id)
    rows = []
    for member_id in sorted(shares.keys() | advances.keys() | carried.keys()):
        share = shares.get(member_id, Money.zero(sheet.currency)).minor
        advance, before = advances.get(member_id, 0), carried.get(member_id, 0)
        rows.append(
            MemberShare(
                sheet=sheet,
                member_id=member_id,
                weight_g=weights.get(member_id, 0),
                share_minor=share,
                advances_minor=advance,
                carried_minor=before,
                due_minor=share - advance + before,
                currency=sheet.currency,
            )
        )
    MemberShare.objects.bulk_create(rows)
    open_advances.update(sheet=sheet)


def _debts(organisation_id: int) -> dict[int, int]:
    """What each member's last line left below zero."""
    lasts = (
        MemberShare.objects.filter(member__organisation_id=organisation_id)
        .values("member")
        .annotate(last=Max("pk"))
        .values("last")
    )
    debts = MemberShare.objects.filter(pk__in=lasts, due_minor__lt=0)
    return dict(debts.values_list("member_id", "due_minor"))
