"""What a cooperative shows around: a poster with its picture, and price tags of its goods."""

import base64
import io
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.conf import settings
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _
from PIL import Image

from catalog.models.product import Product
from catalog.policies import may_see
from catalog.selectors.offers import Offer, offers_of_products
from catalog.units import Unit
from marketplace.channels.models import Channel
from marketplace.cooperatives.models.organisation import Organisation
from marketplace.documents.rendering import document_pdf
from marketplace.documents.share_contract import Poster, PriceTag, PriceTags
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import InvalidInput, NotFound
from marketplace.kernel.formats import format_money, format_number
from marketplace.kernel.geography import provinces
from marketplace.kernel.policy import require
from marketplace.kernel.texts import text_in

PAPERS: Final = ("a4", "a3")
MOST_PRODUCTS: Final = 50
# Enough for the width of an A3 sheet at arm's length
_PICTURE_SIZE: Final = (1600, 1000)
# Of one piece the price of a piece says nothing more
_COMPARED: Final = (Unit.KILOGRAM, Unit.LITRE)


def poster_pdf(*, actor: Actor, organisation_id: int, paper: str, language: str) -> bytes:
    """
    Draw the poster of a cooperative: its names, its picture, and a QR code of its page in the shop.

    :param language: of the page that the code leads to; the words of the poster are Arabic and French
    :raises NotFound: if there is no such organisation
    :raises NotAllowed: if the actor neither belongs to it nor to the staff for products
    :raises InvalidInput: if the paper is neither A4 nor A3
    """
    organisation = _own(actor, organisation_id)
    if paper not in PAPERS:
        raise InvalidInput(_("A poster is printed on A4 or A3."), field="paper")
    place = provinces().get(organisation.province)
    poster = Poster(
        paper=paper,
        name_fr=organisation.name("fr"),
        name_ar=organisation.name("ar"),
        place=place.name("fr") if place else "",
        picture=_picture(organisation),
        shop_url=f"{settings.PUBLIC_URL}/{language}/cooperatives/{organisation.slug}/",
    )
    return document_pdf(poster, "fr")


def price_tags_pdf(
    *,
    actor: Actor,
    organisation_id: int,
    product_ids: Sequence[int],
    channel: Channel,
    language: str,
    now: datetime,
) -> bytes:
    """
    Draw a tag for each size of some products: today's price, the price by kilogram or litre, and a QR code.

    :param language: of the pages that the codes lead to; the words of the tags are Arabic and French
    :raises NotFound: if there is no such organisation, or one of the products is not its own
    :raises NotAllowed: if the actor neither belongs to it nor to the staff for products
    :raises InvalidInput: if no product is chosen, too many are, or none of them has a price
    """
    organisation = _own(actor, organisation_id)
    wanted = sorted(set(product_ids))
    if not 1 <= len(wanted) <= MOST_PRODUCTS:
        raise InvalidInput(_("Choose from one to fifty products."), field="product")
    if Product.objects.filter(pk__in=wanted, organisation=organisation).count() < len(wanted):
        raise NotFound(_("There is no such product."), field="product")
    shelves = offers_of_products(wanted, channel, now)
    tags = [_tag(offer, language) for key in wanted for offer in shelves[key] if offer.price]
    if not tags:
        raise InvalidInput(_("None of these products has a price yet."), field="product")
    return document_pdf(PriceTags(cooperative=organisation.name("fr"), tags=tuple(tags)), "fr")


def _own(actor: Actor, organisation_id: int) -> Organisation:
    require(may_see(actor, organisation_id), _("These products are not yours to see."))
    organisation = Organisation.objects.filter(pk=organisation_id).first()
    if organisation is None:
        raise NotFound(_("There is no such organisation."), field="organisation")
    return organisation


def _tag(offer: Offer, language: str) -> PriceTag:
    size = text_in(offer.names, "fr") or f"{format_number(offer.net_quantity, 'fr')} {Unit(offer.unit).label}"
    price, unit = offer.measure or (None, None)
    return PriceTag(
        name_fr=text_in(offer.product_names, "fr"),
        name_ar=text_in(offer.product_names, "ar"),
        size=size,
        price=format_money(offer.unit_price, "fr"),
        unit_price=f"{format_money(price, 'fr')} / {unit.label}" if price and unit in _COMPARED else "",
        product_url=f"{settings.PUBLIC_URL}/{language}/product/{offer.product_slug}/",
    )


def _picture(organisation: Organisation) -> str:
    """Return the cooperative's picture small enough for paper, as a data URL; empty if it has none that can be read."""
    if not organisation.picture:
        return ""
    try:
        with default_storage.open(str(organisation.picture.name)) as file, Image.open(file) as picture:
            picture.thumbnail(_PICTURE_SIZE)
            out = io.BytesIO()
            picture.convert("RGB").save(out, "JPEG", quality=82)
    except OSError:
        return ""
    return f"data:image/jpeg;base64,{base64.b64encode(out.getvalue()).decode()}"
