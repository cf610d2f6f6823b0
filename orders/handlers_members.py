"""What people of the cooperatives and of the cash desk are told of orders."""

import uuid
from datetime import datetime

from django.db.models import Sum

from marketplace.accounts.models import User
from marketplace.accounts.selectors import holders_of
from marketplace.cooperatives.models.organisation import Membership
from marketplace.cooperatives.states import Role
from marketplace.kernel.actor import Permission
from marketplace.kernel.formats import format_money
from marketplace.notifications.services.notify_people import BY_MAIL, BY_PHONE, notify_people
from marketplace.outbox.bus import listens
from orders.events import CashCaseOpened, OrderReleased
from orders.links import cash_cases_url, sub_order_url
from orders.models.cash import CashCase
from orders.models.order import SubOrder
from orders.states import SubOrderState

TOLD = (Role.PRESIDENT, Role.SALES)


@listens(OrderReleased, name="orders.tell_cooperatives")
def tell_cooperatives(event: OrderReleased, *, now: datetime) -> None:
    """Tell each cooperative how many items to prepare; who sells for it hears it, and its president."""
    parts = SubOrder.objects.select_related("organisation", "order").filter(
        order=uuid.UUID(event.order_id), state=SubOrderState.RELEASED
    )
    rows = list(parts.annotate(items=Sum("lines__quantity")).order_by("number"))
    people: dict[int, dict[int, User]] = {row.organisation_id: {} for row in rows}
    members = Membership.objects.select_related("user").filter(
        organisation__in=list(people), role__in=TOLD, user__is_active=True
    )
    for member in members.order_by("pk"):
        people[member.organisation_id][member.user_id] = member.user
    for row in rows:
        told = people[row.organisation_id].values()
        context = {
            language: {
                "order": row.number,
                "cooperative": row.organisation.name(language),
                "items": str(row.items),
                "url": sub_order_url(row, language),
            }
            for language in {user.language for user in told}
        }
        notify_people(
            people=told,
            key=f"sub-order:{row.number}:prepare",
            template="order_to_prepare",
            context=context,
            prefer=BY_PHONE,
            now=now,
        )


@listens(CashCaseOpened, name="orders.tell_cash_case")
def tell_cash_case(event: CashCaseOpened, *, now: datetime) -> None:
    """Tell the staff for cash that some is missing, and at whom."""
    case = CashCase.objects.select_related("holder").get(pk=event.case_id)
    holds = holders_of(Permission.MANAGE_CASH)
    staff = list(User.objects.filter(holds, is_active=True, is_staff=True).order_by("pk"))
    context = {
        language: {
            "case": str(case.pk),
            "holder": case.holder.name(language),
            "amount": format_money(case.missing, language),
            "url": cash_cases_url(language),
        }
        for language in {user.language for user in staff}
    }
    notify_people(
        people=staff,
        key=f"cash-case:{case.pk}",
        template="cash_case",
        context=context,
        prefer=BY_MAIL,
        now=now,
    )
