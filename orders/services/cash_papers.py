"""The slip that goes to the bank with the notes, drawn when asked for."""

from marketplace.documents.contracts import CashDeposit, RemittanceLine
from marketplace.documents.rendering import document_pdf
from marketplace.kernel.actor import Actor
from marketplace.kernel.formats import format_datetime, format_money
from marketplace.kernel.money import Money
from marketplace.kernel.texts import text_in
from orders.selectors.cash import deposit_shown


def deposit_slip_pdf(*, actor: Actor, deposit_id: int, language: str) -> bytes:
    """
    Draw the slip of a deposit with the bundles in it.

    :raises NotFound: if there is no such deposit
    :raises NotAllowed: if the actor does not keep its desk
    """
    deposit, bundles = deposit_shown(actor=actor, deposit_id=deposit_id)
    contract = CashDeposit(
        number=deposit.slip_number,
        desk=text_in(deposit.desk_names, language),
        bank="",
        account="",
        deposited_on=format_datetime(deposit.deposited_at, language),
        carried_by=deposit.deposited_by,
        denominations=(),
        remittances=tuple(
            RemittanceLine(
                reference=bundle.number,
                holder=text_in(bundle.carrier_names, language),
                amount=format_money(bundle.counted or Money.zero(bundle.currency), language),
            )
            for bundle in bundles
        ),
        total=format_money(deposit.amount, language),
    )
    return document_pdf(contract, language)
