"""A president writes the profile that everybody sees."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.cooperatives.models.organisation import Organisation
from marketplace.cooperatives.policies import may_manage
from marketplace.cooperatives.services.organisation_locked import organisation_locked
from marketplace.cooperatives.states import VerificationState
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove, InvalidInput
from marketplace.kernel.input_texts import clean_line, clean_texts
from marketplace.kernel.phones import parse_phone
from marketplace.kernel.policy import require

MOST_MEMBERS = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileChanges:
    """What to write; None leaves a part as it is. Texts are language code -> text."""

    names: Mapping[str, str] | None = None
    stories: Mapping[str, str] | None = None
    commune: str | None = None
    address: str | None = None
    phone: str | None = None
    email: str | None = None
    founded_date: date | None = None
    member_count: int | None = None
    women_count: int | None = None

    def columns(self) -> dict[str, Any]:
        """
        Return the columns to write, cleaned.

        :raises InvalidInput: naming the part that cannot be used
        """
        columns: dict[str, Any] = {}
        if self.names is not None:
            columns["names"] = clean_texts(self.names, field="names", most=120, required=True)
        if self.stories is not None:
            columns["stories"] = clean_texts(self.stories, field="stories", most=5000, lines=True)
        for field, most in (("commune", 100), ("address", 200)):
            line = getattr(self, field)
            if line is not None:
                columns[field] = clean_line(line, field=field, most=most, required=False)
        if self.phone is not None:
            columns["phone"] = parse_phone(self.phone) if self.phone.strip() else ""
        if self.email is not None:
            columns["email"] = _email(self.email)
        if self.founded_date is not None:
            columns["founded_date"] = self.founded_date
        return columns | self._counts()

    def _counts(self) -> dict[str, Any]:
        columns: dict[str, Any] = {}
        for field in ("member_count", "women_count"):
            count = getattr(self, field)
            if count is not None:
                if not 0 <= count <= MOST_MEMBERS:
                    raise InvalidInput(
                        _("This must lie between 0 and %(most)s.") % {"most": MOST_MEMBERS}, field=field
                    )
                columns[field] = count
        return columns


@transaction.atomic
def organisation_update(*, actor: Actor, organisation_id: int, changes: ProfileChanges) -> Organisation:
    """
    Change the public profile of an organisation.

    :raises NotFound: if there is none, or it is not the actor's to see
    :raises NotAllowed: if the actor is neither its president nor of the staff who verify
    :raises IllegalMove: if it is closed
    :raises InvalidInput: naming the part that cannot be used
    """
    organisation = organisation_locked(actor=actor, organisation_id=organisation_id)
    require(may_manage(actor, organisation_id), _("Only the president may change the profile."))
    if organisation.state == VerificationState.CLOSED:
        raise IllegalMove(_("This organisation is closed."), field="organisation")
    columns = changes.columns()
    for column, value in columns.items():
        setattr(organisation, column, value)
    if organisation.women_count > organisation.member_count:
        raise InvalidInput(_("There cannot be more women than members."), field="women_count")
    organisation.save(update_fields=[*columns])
    return organisation


def _email(text: str) -> str:
    address = clean_line(text, field="email", most=254, required=False)
    try:
        if address:
            validate_email(address)
    except ValidationError:
        raise InvalidInput(_("This is not an e-mail address."), field="email") from None
    return address
