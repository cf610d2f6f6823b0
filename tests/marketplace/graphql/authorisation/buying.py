"""Who may ask what of baskets, orders and accounts."""

from collections.abc import Mapping
from typing import Any

from marketplace.kernel.actor import Permission
from tests.marketplace.graphql.authorisation.rows import (
    EVERYBODY,
    Person,
    Row,
    everybody,
    needs,
    seen_by,
    signed_in,
)
from tests.marketplace.graphql.authorisation.world import World

# A basket with an owner is the owner's, and the staff's for orders.
_OWNER = frozenset({Person.OWNER, Person.HOLDER})
_PLACE = {
    "firstName": "Amina",
    "lastName": "Client",
    "streetAddress1": "12, rue des Oliviers",
    "city": "Marrakech",
    "postalCode": "40000",
    "country": "MA",
    "phone": "0612345678",
}


def _of_basket(**more: Any) -> Any:
    def arguments(world: World) -> Mapping[str, Any]:
        return {"id": world.id("Checkout", world.checkout().pk), **more}

    return arguments


def _line(world: World) -> str:
    return world.id("CheckoutLine", world.checkout().lines.get().pk)


# Who looks after baskets reaches those of customers
_KEEPERS = (Permission.HANDLE_CHECKOUTS, Permission.MANAGE_CHECKOUTS)


def _given_code(world: World) -> str:
    checkout = world.checkout()
    type(checkout).objects.filter(pk=checkout.pk).update(voucher_code="AIT10")
    return "AIT10"


def _owned(arguments: Any = None, **more: Any) -> Row:
    given = _of_basket(**more)
    return Row(
        _OWNER,
        lambda world: {**given(world), **(arguments(world) if arguments else {})},
        Permission.MANAGE_ORDERS,
        hidden=EVERYBODY - _OWNER,
        alternatives=_KEEPERS,
    )


ROWS: dict[str, Row] = {
    "Query.checkout": _owned(),
    "Query.order": everybody(lambda w: {"id": w.id("Order", w.order().pk)}),
    "Query.orders": needs(Permission.MANAGE_ORDERS, lambda _w: {"first": 5}),
    "Query.me": seen_by(EVERYBODY - {Person.VISITOR}, lambda _w: {}),
    "Mutation.checkoutCreate": everybody(lambda w: {"input": {"channel": w.channel.slug, "lines": []}}),
    "Mutation.checkoutLinesAdd": _owned(lines=[]),
    "Mutation.checkoutLinesUpdate": _owned(lines=[]),
    "Mutation.checkoutLineDelete": _owned(lambda w: {"lineId": _line(w)}),
    "Mutation.checkoutLinesDelete": _owned(lambda w: {"linesIds": [_line(w)]}),
    "Mutation.checkoutPaymentCreate": _owned(input={"gateway": "marketplace.cash-on-delivery"}),
    "Mutation.checkoutCustomerNoteUpdate": _owned(customerNote="x"),
    "Mutation.checkoutCustomerDetach": Row(
        _OWNER,
        _of_basket(),
        Permission.MANAGE_ORDERS,
        hidden=EVERYBODY - _OWNER - {Person.VISITOR},
        alternatives=_KEEPERS,
    ),
    "Mutation.checkoutEmailUpdate": _owned(email="amina@example.com"),
    "Mutation.checkoutShippingAddressUpdate": _owned(shippingAddress=_PLACE),
    "Mutation.checkoutBillingAddressUpdate": _owned(billingAddress=_PLACE),
    "Mutation.checkoutDeliveryMethodUpdate": _owned(
        lambda w: {"deliveryMethodId": w.id("ShippingMethod", w.market.method.pk)}
    ),
    "Mutation.checkoutAddPromoCode": _owned(promoCode="AIT10"),
    "Mutation.checkoutRemovePromoCode": _owned(lambda w: {"promoCode": _given_code(w)}),
    "Mutation.checkoutLanguageCodeUpdate": _owned(languageCode="AR"),
    "Mutation.checkoutGiftUpdate": _owned(),
    "Mutation.checkoutCustomerAttach": Row(
        _OWNER,
        _of_basket(),
        Permission.MANAGE_ORDERS,
        hidden=EVERYBODY - _OWNER - {Person.VISITOR},
        alternatives=_KEEPERS,
    ),
    "Mutation.checkoutComplete": _owned(),
    "Mutation.deliveryOptionsCalculate": _owned(),
    "Mutation.transactionInitialize": _owned(paymentGateway={"id": "marketplace.cash-on-delivery"}),
    "Mutation.updateMetadata": _owned(input=[{"key": "a", "value": "b"}]),
    "Mutation.tokenCreate": everybody(lambda _w: {"email": "nobody@example.com", "password": "wrong"}),
    "Mutation.tokenRefresh": everybody(lambda _w: {"refreshToken": "no-token"}),
    "Mutation.tokenVerify": everybody(lambda _w: {"token": "no-token"}),
    "Mutation.passwordChange": signed_in(
        lambda _w: {"oldPassword": "secret-demo-1", "newPassword": "other-demo-22"}
    ),
}
