"""A second person confirms where an organisation is to be paid."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.cooperatives.events import BankAccountConfirmed
from marketplace.cooperatives.models.identity import BankAccount
from marketplace.cooperatives.policies import is_second_person, may_change_account
from marketplace.cooperatives.selectors import officers_of
from marketplace.cooperatives.services.bank_account_submit import COOLING_PERIOD
from marketplace.cooperatives.services.organisation_locked import organisation_locked
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove, NotFound
from marketplace.kernel.policy import require
from marketplace.outbox import bus


@transaction.atomic
def bank_account_confirm(*, actor: Actor, bank_account_id: int, now: datetime) -> BankAccount:
    """
    Make an account the one that is paid to, 72 hours from now; the one before it is no longer used.

    Until then the organisation's money waits: paying the old account meanwhile could pay one that is gone.

    :raises NotFound: if there is none, or it is not the actor's to see
    :raises NotAllowed: if the actor may not, or submitted it
    :raises IllegalMove: if it has been confirmed or blocked already
    """
    account = account_locked(actor=actor, bank_account_id=bank_account_id)
    require(
        is_second_person(actor, account.submitted_by_id),
        _("Whoever submitted an account may not confirm it."),
    )
    if account.is_active or account.confirmed_by_id is not None:
        raise IllegalMove(_("This account has been decided already."), field="bank_account")
    BankAccount.objects.filter(organisation=account.organisation_id, is_active=True).update(is_active=False)
    account.is_active = True
    account.confirmed_by_id = actor.user_id
    account.usable_from = now + COOLING_PERIOD
    account.save(update_fields=["is_active", "confirmed_by", "usable_from"])
    bus.publish(
        BankAccountConfirmed(
            organisation_id=account.organisation_id,
            bank_account_id=account.pk,
            rib_ending=account.ending,
            usable_from=account.usable_from.isoformat(),
            officer_ids=list(officers_of(account.organisation_id).values_list("pk", flat=True)),
            happened_at=now,
        )
    )
    return account


@transaction.atomic
def bank_account_block(*, actor: Actor, bank_account_id: int) -> BankAccount:
    """
    Stop paying to an account, confirmed or not: what any officer does who notices a theft.

    :raises NotFound: if there is none, or it is not the actor's to see
    :raises NotAllowed: if the actor may not
    """
    account = account_locked(actor=actor, bank_account_id=bank_account_id)
    account.is_active = False
    if account.confirmed_by_id is None:
        account.delete()
        return account
    account.save(update_fields=["is_active"])
    return account


def account_locked(*, actor: Actor, bank_account_id: int) -> BankAccount:
    """
    Lock an account and, before it, its organisation.

    :raises NotFound: if there is none, or it is not the actor's to see
    :raises NotAllowed: if the actor is neither president nor treasurer nor of the staff who verify
    """
    row = BankAccount.objects.filter(pk=bank_account_id).values_list("organisation_id", flat=True).first()
    if row is None:
        raise NotFound(_("There is no such account."), field="bank_account")
    organisation_locked(actor=actor, organisation_id=row)
    require(may_change_account(actor, row), _("Only president and treasurer may change the account."))
    return BankAccount.objects.select_for_update().get(pk=bank_account_id)
