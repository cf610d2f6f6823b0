"""An officer names the organisation's account at the card processor, which is asked whether it can be paid."""

from datetime import datetime

from django.utils.translation import gettext as _

from marketplace.cooperatives.models.identity import BankAccount
from marketplace.cooperatives.policies import may_change_account
from marketplace.cooperatives.selectors import organisations_named
from marketplace.cooperatives.services.bank_account_submit import connected_account_submit, connected_id_check
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import InvalidInput
from marketplace.kernel.policy import require
from orders.gateways.base import ProcessorRefused, TransferGateway


def payee_connect(
    *, actor: Actor, organisation_id: int, connected_id: str, gateway: TransferGateway, now: datetime
) -> BankAccount:
    """
    Write down a connected account; a second person confirms it, and it cools, as a RIB does (decision 48).

    Its holder is the name that the processor knows, which both persons see.

    :raises NotFound: if there is no such organisation
    :raises NotAllowed: if the actor is neither president nor treasurer nor of the staff who verify
    :raises InvalidInput: if the processor knows no such account, or cannot pay to it
    :raises Conflict: if the organisation is paid there already
    :raises ProcessorUnreachable: if the processor does not answer
    """
    require(
        may_change_account(actor, organisation_id), _("Only president and treasurer may change the account.")
    )
    name = connected_id_check(connected_id)
    try:
        found = gateway.account(name)
    except ProcessorRefused as refusal:
        raise InvalidInput(
            _("Stripe knows no account of this name that is connected to ours."), field="connected_id"
        ) from refusal
    if not found.is_payable:
        raise InvalidInput(
            _("Stripe cannot pay to this account yet: its form there is not complete."), field="connected_id"
        )
    organisation = organisations_named([organisation_id])[organisation_id]
    return connected_account_submit(
        actor=actor,
        organisation_id=organisation_id,
        connected_id=name,
        holder=(found.name or organisation.name("fr"))[:70],
        now=now,
    )
