"""An officer says on which account an organisation is to be paid."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.cooperatives.events import BankAccountSubmitted
from marketplace.cooperatives.models.identity import BankAccount
from marketplace.cooperatives.policies import may_change_account
from marketplace.cooperatives.selectors import officers_of
from marketplace.cooperatives.services.organisation_locked import organisation_locked
from marketplace.cooperatives.states import VerificationState
from marketplace.kernel.actor import Actor
from marketplace.kernel.checkdigits import rib_check
from marketplace.kernel.errors import Conflict, IllegalMove
from marketplace.kernel.input_texts import clean_line
from marketplace.kernel.policy import require
from marketplace.outbox import bus

# How long a new account waits before money goes there, so that a theft can be noticed
COOLING_PERIOD = timedelta(hours=72)


@transaction.atomic
def bank_account_submit(
    *, actor: Actor, organisation_id: int, rib: str, holder: str, now: datetime
) -> BankAccount:
    """
    Write down an account; another officer or the staff must confirm it, and all officers are told.

    :raises NotFound: if there is no such organisation, or it is not the actor's to see
    :raises NotAllowed: if the actor is neither president nor treasurer nor of the staff who verify
    :raises IllegalMove: if the organisation is closed
    :raises InvalidInput: if the RIB's key is wrong or the holder is missing
    :raises Conflict: if this account is there already
    """
    organisation = organisation_locked(actor=actor, organisation_id=organisation_id)
    require(
        may_change_account(actor, organisation_id), _("Only president and treasurer may change the account.")
    )
    if organisation.state == VerificationState.CLOSED:
        raise IllegalMove(_("This organisation is closed."), field="organisation")
    digits = rib_check(rib)
    if BankAccount.objects.filter(organisation=organisation, rib=digits, is_active=True).exists():
        raise Conflict(_("The organisation is paid on this account already."), field="rib")
    account = BankAccount.objects.create(
        organisation=organisation,
        rib=digits,
        holder=clean_line(holder, field="holder", most=70),
        submitted_by_id=actor.user_id,
        usable_from=now + COOLING_PERIOD,
        created_at=now,
    )
    bus.publish(
        BankAccountSubmitted(
            organisation_id=organisation_id,
            bank_account_id=account.pk,
            rib_ending=digits[-6:],
            officer_ids=list(officers_of(organisation_id).values_list("pk", flat=True)),
            happened_at=now,
        )
    )
    return account
