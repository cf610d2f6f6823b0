"""Lock one organisation for a change: the first beat of every service here."""

from django.utils.translation import gettext as _

from marketplace.cooperatives.models.organisation import Organisation
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import NotFound


def organisation_locked(*, actor: Actor, organisation_id: int) -> Organisation:
    """
    Lock an organisation; a stranger learns no more than that there is none.

    :raises NotFound: if there is none, or the actor neither belongs to it nor to the staff for it
    """
    organisation = Organisation.objects.select_for_update().filter(pk=organisation_id).first()
    staff = actor.may(Permission.VERIFY_COOPERATIVES) or actor.may(Permission.MANAGE_USERS)
    if organisation is None or not (actor.belongs_to(organisation_id) or staff):
        raise NotFound(_("There is no such organisation."), field="organisation")
    return organisation
