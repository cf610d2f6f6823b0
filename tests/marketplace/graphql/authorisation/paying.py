"""Who may ask what of transactions."""

from marketplace.kernel.actor import Permission
from orders.models.transaction import Transaction
from tests.factories.ground import NOON
from tests.marketplace.graphql.authorisation.rows import EVERYBODY, Person, Row, needs
from tests.marketplace.graphql.authorisation.world import World

_PAYMENTS = Permission.HANDLE_PAYMENTS
_OWNER = frozenset({Person.OWNER, Person.HOLDER})


def transaction(world: World) -> str:
    """Return the id of a transaction of the owner's basket."""
    row, _new = Transaction.objects.get_or_create(
        checkout_id=world.checkout().pk, defaults={"currency": "MAD", "created_at": NOON, "modified_at": NOON}
    )
    return world.id("TransactionItem", row.pk)


ROWS: dict[str, Row] = {
    "Query.transaction": needs(_PAYMENTS, lambda w: {"id": transaction(w)}, also=(Person.STAFF,)),
    # Who looks after baskets reaches those of customers
    "Mutation.paymentGatewayInitialize": Row(
        _OWNER,
        lambda w: {"id": w.id("Checkout", w.checkout().pk)},
        Permission.MANAGE_ORDERS,
        hidden=EVERYBODY - _OWNER,
        alternatives=(Permission.HANDLE_CHECKOUTS, Permission.MANAGE_CHECKOUTS),
    ),
    # No app is behind this transaction any more; that is told to everybody.
    "Mutation.transactionProcess": Row(frozenset(), lambda w: {"id": transaction(w)}, hidden=EVERYBODY),
    "Mutation.transactionCreate": needs(
        _PAYMENTS, lambda w: {"id": w.id("Checkout", w.checkout().pk), "transaction": {"name": "Till"}}
    ),
    "Mutation.transactionUpdate": needs(
        _PAYMENTS, lambda w: {"id": transaction(w), "transaction": {"name": "Till"}}
    ),
    "Mutation.transactionEventReport": needs(
        _PAYMENTS,
        lambda w: {"id": transaction(w), "type": "INFO", "pspReference": "x"},
        selection="errors { code }",
    ),
    "Mutation.transactionRequestAction": needs(
        _PAYMENTS,
        lambda w: {"id": transaction(w), "actionType": "CHARGE"},
        also=(Person.STAFF,),
    ),
}
