"""Who may ask what of the staff's orders and drafts."""

import uuid
from collections.abc import Mapping
from typing import Any

from marketplace.kernel.actor import Permission
from orders.models.draft import Draft, DraftDiscount
from orders.models.order import Order
from orders.models.payment import Payment
from orders.models.refund import Refund
from orders.services.draft_order_edit import DraftContent, draft_order_create
from orders.services.draft_order_lines import draft_lines_add
from orders.services.order_history import order_note_add
from orders.states import PaymentState
from tests.factories.ground import NOON
from tests.factories.logistics import MACHINE
from tests.factories.orders import address
from tests.marketplace.graphql.authorisation.rows import Person, Row, everybody, needs
from tests.marketplace.graphql.authorisation.world import World
from tests.orders.journey import packed


def _staff(arguments: Any, *, selection: str = "") -> Row:
    return needs(Permission.MANAGE_ORDERS, arguments, selection=selection)


def _draft(world: World) -> Draft:
    known = Draft.objects.first()
    if known is not None:
        return known
    content = DraftContent(shipping_address=address(), delivery_method_id=world.market.method.pk)
    draft = draft_order_create(actor=MACHINE, channel=world.channel, content=content, now=NOON)
    draft_lines_add(actor=MACHINE, draft_id=draft.pk, quantities=[(world.variant.pk, 1)], now=NOON)
    return draft


def _of_draft(**more: Any) -> Any:
    return lambda world: {"id": world.id("Order", _draft(world).pk), **more}


def _of_order(**more: Any) -> Any:
    return lambda world: {"id": world.id("Order", world.order().pk), **more}


def _line(world: World) -> str:
    return world.id("OrderLine", _draft(world).checkout.lines.get().pk)


def _parcel(world: World) -> str:
    order = world.order()
    if order.sub_orders.get().state == "released":
        packed(order, NOON)
    return world.id("Fulfillment", order.pk)


def _fulfil(world: World) -> Mapping[str, Any]:
    order = world.order()
    line = order.lines.get()
    stocks = [{"quantity": line.quantity, "warehouse": world.id("Warehouse", uuid.uuid4())}]
    lines = [{"orderLineId": world.id("OrderLine", line.pk), "stocks": stocks}]
    return {"order": world.id("Order", order.pk), "input": {"lines": lines}}


def _note(world: World) -> Mapping[str, Any]:
    note = order_note_add(actor=MACHINE, order_id=world.order().pk, message="x", now=NOON)
    return {"note": world.id("OrderEvent", note.pk), "input": {"message": "y"}}


_TAKEN = {"valueType": "PERCENTAGE", "value": 10}


def _discount(world: World) -> str:
    draft = _draft(world)
    known = draft.discounts.first() or DraftDiscount.objects.create(
        draft=draft, value_type="percentage", value=5
    )
    return world.id("OrderDiscount", known.pk)


def _paid(world: World) -> Order:
    order = world.order()
    payment = Payment.objects.get(order=order)
    if payment.state != PaymentState.PAID:
        money = payment.amount_minor
        Payment.objects.filter(pk=payment.pk).update(
            state=PaymentState.PAID, captured_minor=money, paid_at=NOON
        )
        order.sub_orders.update(delivered_at=NOON, state="delivered")
    return order


def _granted(world: World) -> str:
    order = _paid(world)
    Payment.objects.filter(order=order).update(owed_back_minor=100)
    known = Refund.objects.filter(order=order).first() or Refund.objects.create(
        order=order,
        key="granted",
        cause="goodwill",
        amount_minor=100,
        currency=order.currency,
        state="choice",
        decided_by="machine:test",
        decided_at=NOON,
        due_date=NOON.date(),
    )
    return world.id("OrderGrantedRefund", known.pk)


def _back(world: World, name: str) -> Mapping[str, Any]:
    order = _paid(world)
    lines = [{"orderLineId": world.id("OrderLine", order.lines.get().pk), "quantity": 1}]
    return {name: world.id("Order", order.pk), "input": {"orderLines": lines}}


ROWS: dict[str, Row] = {
    "Mutation.invoiceRequest": _staff(lambda w: {"orderId": w.id("Order", _paid(w).pk)}),
    "Mutation.orderRefund": _staff(lambda w: {"id": w.id("Order", _paid(w).pk), "amount": 1}),
    "Mutation.orderFulfillmentRefundProducts": _staff(lambda w: _back(w, "order")),
    "Mutation.orderFulfillmentReturnProducts": _staff(lambda w: _back(w, "order")),
    "Mutation.orderGrantRefundCreate": _staff(
        lambda w: {
            "id": w.id("Order", _paid(w).pk),
            "input": {"amount": 1, "transactionId": w.id("TransactionItem", w.order().checkout_id)},
        }
    ),
    "Mutation.orderGrantRefundUpdate": _staff(lambda w: {"id": _granted(w), "input": {"reason": "x"}}),
    # The payment is no app's: that is told to whoever may ask.
    "Mutation.transactionRequestRefundForGrantedRefund": Row(
        frozenset(),
        lambda w: {"grantedRefundId": _granted(w), "id": w.id("TransactionItem", w.order().checkout_id)},
        Permission.MANAGE_ORDERS,
        hidden=frozenset({Person.HOLDER}),
        alternatives=(Permission.HANDLE_PAYMENTS,),
    ),
    "Query.orderByToken": everybody(lambda w: {"token": str(w.order().pk)}),
    "Query.checkouts": needs(
        Permission.MANAGE_CHECKOUTS, lambda _w: {"first": 5}, alternatives=(Permission.HANDLE_PAYMENTS,)
    ),
    "Query.checkoutLines": needs(Permission.MANAGE_CHECKOUTS, lambda _w: {"first": 5}),
    "Query.payments": _staff(lambda _w: {"first": 5}),
    "Query.payment": _staff(lambda w: {"id": w.id("Payment", w.order().checkout_id)}),
    "Mutation.checkoutCreateFromOrder": everybody(lambda w: {"id": w.id("Order", w.order().pk)}),
    "Mutation.orderCreateFromCheckout": needs(
        Permission.HANDLE_CHECKOUTS,
        lambda w: {"id": w.id("Checkout", w.checkout().pk)},
        alternatives=(Permission.MANAGE_CHECKOUTS,),
    ),
    "Mutation.orderDiscountAdd": _staff(lambda w: {"orderId": w.id("Order", _draft(w).pk), "input": _TAKEN}),
    "Mutation.orderDiscountUpdate": _staff(lambda w: {"discountId": _discount(w), "input": _TAKEN}),
    "Mutation.orderDiscountDelete": _staff(lambda w: {"discountId": _discount(w)}),
    "Mutation.orderLineDiscountUpdate": _staff(lambda w: {"orderLineId": _line(w), "input": _TAKEN}),
    "Mutation.orderLineDiscountRemove": _staff(lambda w: {"orderLineId": _line(w)}),
    "Query.draftOrders": _staff(lambda _w: {"first": 5}),
    "Mutation.draftOrderCreate": _staff(
        lambda w: {"input": {"channelId": w.id("Channel", w.channel.pk)}},
    ),
    "Mutation.draftOrderUpdate": _staff(_of_draft(input={"customerNote": "x"})),
    "Mutation.draftOrderComplete": _staff(_of_draft()),
    "Mutation.draftOrderDelete": _staff(_of_draft()),
    "Mutation.draftOrderBulkDelete": _staff(lambda w: {"ids": [w.id("Order", _draft(w).pk)]}),
    "Mutation.draftOrderLinesBulkDelete": _staff(lambda w: {"ids": [_line(w)]}),
    "Mutation.orderLinesCreate": _staff(
        lambda w: {
            "id": w.id("Order", _draft(w).pk),
            "input": [{"variantId": w.id("ProductVariant", w.variant.pk), "quantity": 1}],
        }
    ),
    "Mutation.orderLineUpdate": _staff(lambda w: {"id": _line(w), "input": {"quantity": 2}}),
    "Mutation.orderLineDelete": _staff(lambda w: {"id": _line(w)}),
    "Mutation.orderUpdateShipping": _staff(
        lambda w: {
            "order": w.id("Order", _draft(w).pk),
            "input": {"shippingMethod": w.id("ShippingMethod", w.market.method.pk)},
        }
    ),
    "Mutation.orderUpdate": _staff(_of_order(input={"userEmail": "a@example.com"})),
    "Mutation.orderConfirm": _staff(_of_order()),
    "Mutation.orderCancel": _staff(_of_order()),
    "Mutation.orderBulkCancel": _staff(lambda w: {"ids": [w.id("Order", w.order().pk)]}),
    "Mutation.orderCapture": _staff(_of_order(amount=1)),
    "Mutation.orderVoid": _staff(_of_order()),
    "Mutation.orderMarkAsPaid": _staff(_of_order()),
    "Mutation.orderFulfill": _staff(_fulfil),
    "Mutation.orderFulfillmentApprove": _staff(lambda w: {"id": _parcel(w), "notifyCustomer": False}),
    "Mutation.orderFulfillmentCancel": _staff(lambda w: {"id": _parcel(w)}),
    "Mutation.orderFulfillmentUpdateTracking": _staff(
        lambda w: {"id": _parcel(w), "input": {"trackingNumber": "AB"}}
    ),
    "Mutation.orderNoteAdd": _staff(
        lambda w: {"order": w.id("Order", w.order().pk), "input": {"message": "x"}},
    ),
    "Mutation.orderNoteUpdate": _staff(_note),
}
