"""The address of a delivery: what must be there, and in which form."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from django.utils.translation import gettext as _

from marketplace.kernel.errors import InvalidInput
from marketplace.kernel.phones import parse_phone
from marketplace.kernel.places import HOME, place_read, region_in
from marketplace.kernel.search_text import without_controls

LIMITS = {
    "recipient": 100,
    "street": 200,
    "quarter": 100,
    "landmark": 200,
    "city": 80,
    "company": 100,
    "given": 100,
}
# What most addresses have not got is not kept with them
_SELDOM = ("country", "area", "company", "given")


@dataclass(frozen=True, slots=True)
class DeliveryAddress:
    """
    Where a parcel goes; in Morocco the landmark and the phone matter more than the postcode.

    An address abroad has a country and an area instead of one of our provinces. `given` are the given names where
    they are more than the first word of the recipient.
    """

    recipient: str
    phone: str
    street: str
    city: str
    province: str
    quarter: str = ""
    landmark: str = ""
    postcode: str = ""
    country: str = HOME
    area: str = ""
    company: str = ""
    given: str = ""

    @property
    def region(self) -> str:
        """The code of the region; empty abroad."""
        return region_in(self.province)

    def as_json(self) -> dict[str, str]:
        """The address as it is kept with a checkout or an order."""
        whole = asdict(self)
        left_out = {name for name in _SELDOM if not whole[name]} | (
            {"country"} if self.country == HOME else set()
        )
        return {name: text for name, text in whole.items() if name not in left_out}


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
    place = place_read(values)
    return DeliveryAddress(
        **place,
        recipient=_clean(values, "recipient", required=True),
        phone=parse_phone(values.get("phone", ""), country=place["country"]),
        street=_clean(values, "street", required=True),
        quarter=_clean(values, "quarter", required=False),
        landmark=_clean(values, "landmark", required=False),
        city=_clean(values, "city", required=True),
        company=_clean(values, "company", required=False),
        given=_clean(values, "given", required=False),
    )
