"""The address of a delivery: what must be there, and in which form."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from django.utils.translation import gettext as _

from marketplace.kernel.errors import InvalidInput
from marketplace.kernel.geography import province, provinces
from marketplace.kernel.phones import parse_phone, parse_postcode
from marketplace.kernel.search_text import without_controls

LIMITS = {"recipient": 100, "street": 200, "quarter": 100, "landmark": 200, "city": 80}


@dataclass(frozen=True, slots=True)
class DeliveryAddress:
    """Where a parcel goes in Morocco: the landmark and the phone matter more than the postcode."""

    recipient: str
    phone: str
    street: str
    city: str
    province: str
    quarter: str = ""
    landmark: str = ""
    postcode: str = ""

    @property
    def region(self) -> str:
        """The code of the region."""
        return province(self.province).region

    def as_json(self) -> dict[str, str]:
        """The address as it is kept with a checkout or an order."""
        return asdict(self)


def _clean(values: Mapping[str, str], field: str, *, required: bool) -> str:
    # Control and bidirectional-control characters have no place in an address: they can make a label lie.
    text = without_controls(values.get(field, ""))
    if required and not text:
        raise InvalidInput(_("Please fill this in."), field=field)
    if len(text) > LIMITS[field]:
        raise InvalidInput(
            _("Please use at most %(count)d characters.") % {"count": LIMITS[field]}, field=field
        )
    return text


def address_read(values: Mapping[str, str]) -> DeliveryAddress:
    """
    Read an address as a person typed it.

    :raises InvalidInput: naming the field that is missing, too long or not in its form
    """
    postcode = parse_postcode(values.get("postcode", ""))
    code = values.get("province", "").strip()
    if code not in provinces():
        raise InvalidInput(_("Please choose your province or prefecture."), field="province")
    return DeliveryAddress(
        recipient=_clean(values, "recipient", required=True),
        phone=parse_phone(values.get("phone", "")),
        street=_clean(values, "street", required=True),
        quarter=_clean(values, "quarter", required=False),
        landmark=_clean(values, "landmark", required=False),
        city=_clean(values, "city", required=True),
        province=code,
        postcode=postcode,
    )
