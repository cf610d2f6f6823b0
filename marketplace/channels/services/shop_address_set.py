"""The back office says where the marketplace has its seat."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.channels.models import ShopSettings
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import Missing
from marketplace.kernel.input_texts import clean_line
from marketplace.kernel.policy import require

# Under which name it is kept among the settings
ADDRESS = "company_address"
_NEEDED = ("street", "city", "country")
_MOST = 150


@transaction.atomic
def shop_address_set(*, actor: Actor, address: Mapping[str, str] | None) -> ShopSettings:
    """
    Keep the address of the marketplace, which may lie in any country; None takes it away.

    :param address: recipient, company, phone, street, quarter, landmark, city, province, area, postcode, country
    :raises NotAllowed: if the actor may not keep the settings
    :raises Missing: if the street, the city or the country is not said
    :raises InvalidInput: if a part is too long
    """
    require(actor.may(Permission.MANAGE_SETTINGS), _("Only staff may keep the settings."))
    row, _is_new = ShopSettings.objects.select_for_update().get_or_create(pk=1)
    kept = {name: said for name, said in row.values.items() if name != ADDRESS}
    if address is not None:
        cleaned = {
            name: clean_line(said, field=name, most=_MOST, required=False) for name, said in address.items()
        }
        for name in _NEEDED:
            if not cleaned.get(name):
                raise Missing(_("This must not be empty."), field=name)
        kept[ADDRESS] = cleaned
    row.values = kept
    row.save(update_fields=["values"])
    return row
