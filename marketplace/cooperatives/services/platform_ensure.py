"""The company that runs the marketplace, as an organisation among the others."""

from datetime import datetime
from typing import Final

from django.conf import settings

from marketplace.cooperatives.models.organisation import Organisation
from marketplace.cooperatives.states import OrganisationKind, VerificationState
from marketplace.kernel.geography import region_of

# Where its seat is taken to be until somebody writes another: the capital
_PROVINCE: Final = "MA-RAB"


def platform_ensure(*, now: datetime) -> Organisation:
    """
    Return the marketplace's own organisation; make it when it is asked for the first time.

    It sells, stores and carries under the name of the imprint, and needs no verification: it is who verifies.
    """
    organisation, _is_new = Organisation.objects.get_or_create(
        is_platform=True,
        defaults={
            "kind": OrganisationKind.COMPANY,
            "slug": "platform",
            "names": {"fr": settings.SELLER["name"] or "Le marché des coopératives"},
            "province": _PROVINCE,
            "region": region_of(_PROVINCE).code,
            "email": settings.SELLER["email"],
            "is_seller": True,
            "is_hub": True,
            "is_carrier": True,
            "state": VerificationState.ACTIVE,
            "created_at": now,
        },
    )
    return organisation
