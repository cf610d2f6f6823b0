"""All that is kept about a person, as plain values: what a right of access must show."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from marketplace.accounts.models import ADDRESS_FIELDS, Address, User
from marketplace.accounts.selectors import passkeys_of
from marketplace.customers.models.data_export import DataExport
from marketplace.customers.models.kept import Follow, StockAlert, WishlistItem
from marketplace.customers.models.review import Review
from marketplace.customers.models.subscription import SubscriptionLine
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.kernel.texts import text_in
from marketplace.notifications.models import Message
from marketplace.notifications.selectors import inbox_address
from orders.models.order import Order, OrderLine

Row = dict[str, Any]


def own_data(actor: Actor) -> dict[str, list[Row]]:
    """
    Return everything about a person by section, in eleven statements however much there is; secrets are left out.

    :raises NotFound: if nobody is signed in
    """
    person = User.objects.filter(pk=actor.user_id or 0).first()
    if person is None:
        raise NotFound(_("There is no such person."), field="user")
    orders = list(Order.objects.filter(user=person).order_by("placed_at", "id"))
    return {
        "profile": [_profile(person)],
        "addresses": list(Address.objects.filter(user=person).order_by("pk").values(*ADDRESS_FIELDS)),
        "passkeys": [
            {"name": row.name, "added_at": row.created_at, "used_at": row.used_at}
            for row in passkeys_of(person.pk)
        ],
        "orders": [_order(order) for order in orders],
        "order_lines": _lines(orders, person.language),
        "reviews": _reviews(person),
        "wishes": [
            {"product": row.product.name(person.language), "added_at": row.added_at}
            for row in WishlistItem.objects.filter(user=person).select_related("product").order_by("pk")
        ],
        "stock_alerts": [
            {
                "product": row.variant.product.name(person.language),
                "asked_at": row.asked_at,
                "told_at": row.told_at,
            }
            for row in StockAlert.objects.filter(user=person)
            .select_related("variant__product")
            .order_by("pk")
        ],
        "followed": [
            {"cooperative": row.organisation.name(person.language), "since": row.since}
            for row in Follow.objects.filter(user=person).select_related("organisation").order_by("pk")
        ],
        "regular_baskets": _regular_baskets(person),
        "messages": _messages(person),
    }


def _profile(person: User) -> Row:
    return {
        "name": person.full_name,
        "phone": person.phone or "",
        "email": person.email or "",
        "language": person.language,
        "phone_verified_at": person.phone_verified_at,
        "email_verified_at": person.email_verified_at,
        "created_at": person.created_at,
        "note_of_the_staff": person.note,
    }


def _order(order: Order) -> Row:
    return {
        "number": order.number,
        "placed_at": order.placed_at,
        "total": order.total.amount,
        "currency": order.currency,
        "payment_method": order.payment_method,
        "phone": order.phone,
        "email": order.email,
        "note": order.note,
        "gift_sender": order.gift_sender,
        "gift_message": order.gift_message,
        **{name: order.address.get(name, "") for name in ADDRESS_FIELDS if name != "phone"},
    }


def _lines(orders: Sequence[Order], language: str) -> list[Row]:
    numbers = {order.pk: order.number for order in orders}
    return [
        {
            "order": numbers[line.order_id],
            "product": text_in(line.product_names, language),
            "sku": line.sku,
            "quantity": line.quantity,
            "total": line.total.amount,
        }
        for line in OrderLine.objects.filter(order__in=orders).order_by("order__placed_at", "pk")
    ]


def _reviews(person: User) -> list[Row]:
    rows = Review.objects.filter(user=person).select_related("product").order_by("pk")
    return [
        {
            "product": row.product.name(person.language),
            "stars": row.stars,
            "text": row.text,
            "author": row.author,
            "state": row.state,
            "written_at": row.written_at,
        }
        for row in rows
    ]


def _regular_baskets(person: User) -> list[Row]:
    lines = SubscriptionLine.objects.filter(subscription__user=person)
    return [
        {
            "basket": line.subscription_id,
            "product": line.variant.product.name(person.language),
            "quantity": line.quantity,
            "every_weeks": line.subscription.every_weeks,
            "next_date": line.subscription.next_date,
            "paused_at": line.subscription.paused_at,
            "ended_at": line.subscription.ended_at,
            "email": line.subscription.email,
            **{name: line.subscription.address.get(name, "") for name in ADDRESS_FIELDS},
        }
        for line in lines.select_related("subscription", "variant__product").order_by("pk")
    ]


def _messages(person: User) -> list[Row]:
    """What was told them; the values of secret messages are erased once they are sent."""
    ways = [each for each in (person.email, person.phone, inbox_address(person.pk)) if each]
    rows = Message.objects.filter(to__in=ways).order_by("pk")
    return [dict(row) for row in rows.values("channel", "to", "template", "state", "created_at", "sent_at")]


def exports_of(actor: Actor) -> list[DataExport]:
    """Return the archives that a person asked for, the latest first, in one statement."""
    return list(DataExport.objects.filter(user=actor.user_id).order_by("-asked_at", "-pk")[:10])


def export_of(*, actor: Actor, export_id: int) -> DataExport:
    """
    Return an archive that is ready to the person whose data it holds.

    :raises NotFound: if there is none, or it is another's or not ready
    """
    made = DataExport.objects.filter(pk=export_id, user=actor.user_id or 0, made_at__isnull=False).first()
    if made is None:
        raise NotFound(_("There is no such file."), field="export")
    return made
