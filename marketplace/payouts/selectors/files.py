"""The file that was sent to the bank, byte by byte."""

from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.kernel.policy import require
from marketplace.payouts.models.payout import PayoutFile
from marketplace.payouts.policies import may_move_money
from marketplace.payouts.states import PayoutWay


def payout_file(*, actor: Actor, run_id: int, way: str = PayoutWay.BANK) -> PayoutFile:
    """
    Return the file of a run for one way of paying, in one query.

    :raises NotAllowed: if the actor does not handle settlements, or is a machine
    :raises NotFound: if the run was not sent yet
    """
    require(may_move_money(actor), _("You may not handle settlements."))
    found = PayoutFile.objects.filter(run=run_id, way=way).first()
    if found is None:
        raise NotFound(_("There is no file for this settlement yet."), field="run")
    return found
