"""Pictures and spoken notes, by what they are about."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from logistics.models.evidence import Evidence
from logistics.policies import may_see_receipt
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound


def evidence_of(subjects: Collection[str]) -> dict[str, list[Evidence]]:
    """Return the files about each subject; one query. The caller has asked who may see the subjects."""
    found: dict[str, list[Evidence]] = {subject: [] for subject in subjects}
    for row in Evidence.objects.filter(subject__in=found).order_by("id"):
        found[row.subject].append(row)
    return found


def evidence_file(*, actor: Actor, evidence_id: int) -> Evidence:
    """
    Return a file that the actor may see: the hub's people, and the owner of the goods.

    :raises NotFound: if there is none, or it is not the actor's to see
    """
    row = Evidence.objects.select_related("warehouse").filter(pk=evidence_id).first()
    if row is None or not may_see_receipt(
        actor,
        hub_organisation_id=row.warehouse.organisation_id,
        owner_organisation_id=row.organisation_id,
    ):
        raise NotFound(_("There is no such file."), field="evidence")
    return row
