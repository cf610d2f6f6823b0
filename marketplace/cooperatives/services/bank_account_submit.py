"""An officer says on which account an organisation is to be paid: at a bank, or at the card processor."""

import re
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
from marketplace.kernel.errors import Conflict, IllegalMove, InvalidInput
from marketplace.kernel.input_texts import clean_line
from marketplace.kernel.policy import require
from marketplace.outbox import bus

# How long a new account waits before money goes there, so that a theft can be noticed
COOLING_PERIOD = timedelta(hours=72)
_CONNECTED = re.compile(r"acct_[A-Za-z0-9]{6,34}", re.ASCII)


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
    account = BankAccount(organisation_id=organisation_id, holder=holder)
    _may_submit(actor, organisation_id)
    account.rib = rib_check(rib)
    return _submitted(account, actor, now, field="rib")


@transaction.atomic
def connected_account_submit(
    *, actor: Actor, organisation_id: int, connected_id: str, holder: str, now: datetime
) -> BankAccount:
    """
    Write down an account at the card processor instead of a RIB; the same rules hold for it.

    Whether the processor knows it and can pay to it is asked before (`orders.services.payee_connect`).

    :raises NotFound: if there is no such organisation, or it is not the actor's to see
    :raises NotAllowed: if the actor is neither president nor treasurer nor of the staff who verify
    :raises IllegalMove: if the organisation is closed
    :raises InvalidInput: if no account can be called so, or the holder is missing
    :raises Conflict: if this account is there already
    """
    account = BankAccount(organisation_id=organisation_id, holder=holder)
    _may_submit(actor, organisation_id)
    account.connected_id = connected_id_check(connected_id)
    return _submitted(account, actor, now, field="connected_id")


def connected_id_check(text: str) -> str:
    """
    Return the name of an account at the card processor as it is kept.

    :raises InvalidInput: if it is none
    """
    if not _CONNECTED.fullmatch(name := text.strip()):
        raise InvalidInput(_("The name of an account at Stripe begins with acct_."), field="connected_id")
    return name


def _may_submit(actor: Actor, organisation_id: int) -> None:
    organisation = organisation_locked(actor=actor, organisation_id=organisation_id)
    require(
        may_change_account(actor, organisation_id), _("Only president and treasurer may change the account.")
    )
    if organisation.state == VerificationState.CLOSED:
        raise IllegalMove(_("This organisation is closed."), field="organisation")


def _submitted(account: BankAccount, actor: Actor, now: datetime, *, field: str) -> BankAccount:
    same = BankAccount.objects.filter(organisation=account.organisation_id, is_active=True)
    if same.filter(rib=account.rib, connected_id=account.connected_id).exists():
        raise Conflict(_("The organisation is paid on this account already."), field=field)
    account.holder = clean_line(account.holder, field="holder", most=70)
    account.submitted_by_id = actor.user_id
    account.usable_from = now + COOLING_PERIOD
    account.created_at = now
    account.save()
    bus.publish(
        BankAccountSubmitted(
            organisation_id=account.organisation_id,
            bank_account_id=account.pk,
            rib_ending=account.ending,
            officer_ids=list(officers_of(account.organisation_id).values_list("pk", flat=True)),
            happened_at=now,
        )
    )
    return account
