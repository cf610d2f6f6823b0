"""One product, and the button that puts it into the basket."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from catalog.allergens import allergen_name
from catalog.models.exposure import Surface
from catalog.seasons import next_season
from catalog.selectors.categories import category_tree, families
from catalog.selectors.filters import ProductFilters, ProductOrder
from catalog.selectors.listed import products_listed
from catalog.selectors.offers import Offer, PreorderTerms, WhyNot, why_not_text
from catalog.selectors.other_offers import OtherOffers, other_offers
from catalog.selectors.product_page import ProductDetail, Seller, product_page
from catalog.services.exposure_note import exposure_note
from catalog.states import CertificateScheme
from catalog.units import Unit
from frontend.access import actor_for
from frontend.cards import Link, Picture
from frontend.forms.buying import AddForm
from frontend.forms.refusals import UNPROCESSABLE, attempt
from frontend.offer_rows import SellerOffers, seller_offers
from frontend.price_split import split_of_hundred
from frontend.review_cards import ReviewCard, review_cards
from frontend.shop_cards import kind_text, picture_shown, place_name, product_cards, size_name
from frontend.structured_data import absolute, product_data
from frontend.views.shop.basket import open_basket_id, to_basket
from frontend.views.shop.opened import language_here, shop_page
from frontend.wish_cookie import wishes_of_cookie
from frontend.wording import date_text, month_text
from logistics.selectors.capacity import foretold, load_for
from logistics.selectors.pooled import Maker, makers_of
from logistics.selectors.stock import available
from marketplace.channels.models import Channel
from marketplace.channels.selectors import default_channel
from marketplace.customers.selectors.kept import is_wished, variants_awaited
from marketplace.customers.selectors.reviews import reviews_of_product
from marketplace.kernel.geography import regions
from marketplace.kernel.money import Money
from marketplace.kernel.texts import text_in
from orders.services.checkout_edit import checkout_line_add

MORE_OF_THE_SELLER = 4
REVIEWS_SHOWN = 4
# Below this many left, the page says so
FEW = 6


@dataclass(frozen=True, slots=True)
class Choice:
    """One size of a product: what it costs and whether it can be bought now."""

    variant_id: int
    name: str
    price: Money | None
    # The reference price while a promotion runs (law 31-08: a reduction is told beside the price it starts from)
    was: Money | None
    measure: Money | None
    unit: str
    tax: str
    why_not: str
    left: int
    # None is left, or its cooperative is closed: one can ask to be told when it is back
    is_sold_out: bool = False
    # From which day on its cooperative could have one ready; None: at once
    ready_date: date | None = None
    # It is sold before the harvest: until when, when it arrives, how many are left
    preorder: PreorderTerms | None = None
    # It costs less where it weighs less
    is_weighed: bool = False
    # Its cooperative takes orders in rounds: when this one closes
    closes_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether it can be put into a basket."""
        return not self.why_not

    @property
    def is_scarce(self) -> bool:
        """Whether the page should say how many are left."""
        return self.is_open and self.left < FEW


def _sold_out(offer: Offer, language: str, harvest: str) -> str:
    """
    Say that none is left, and from when on the cooperative, closed today, can bring more.

    :param harvest: the month in which the next season begins; empty while it runs, and for what is made all year
    """
    if offer.preorder is not None:
        return _("All of this harvest is ordered.")
    if offer.back_date is None:
        if harvest:
            return _("Sold out. The next season begins in %(month)s.") % {"month": harvest}
        return _("Sold out for now.")
    return _("Sold out. The cooperative is back on %(day)s.") % {"day": date_text(offer.back_date, language)}


def _later(ready: date | None, offer: Offer) -> date | None:
    """Return from which day on it is there: when it can be made, or when its round is served."""
    return max((day for day in (ready, offer.expected_date) if day is not None), default=None)


def _choice(offer: Offer, in_stock: int, language: str, ready: date | None, harvest: str) -> Choice:
    measure, unit = offer.measure or (None, None)
    left = offer.left(in_stock)
    sold_out = "" if left > 0 else _sold_out(offer, language, harvest)
    why_not = why_not_text(offer.why_not, offer.back_date) or sold_out
    return Choice(
        variant_id=offer.variant_id,
        name=size_name(offer, language),
        price=offer.price,
        was=offer.full_price if offer.reduction is not None else None,
        measure=measure if unit != Unit.PIECE else None,
        unit=str(unit.label) if unit else "",
        tax=text_in(offer.tax_mention, language),
        why_not=why_not,
        left=left,
        is_sold_out=(offer.is_buyable and left <= 0) or offer.why_not == WhyNot.CLOSED,
        ready_date=_later(ready, offer) if offer.preorder is None else None,
        preorder=offer.preorder,
        is_weighed=bool(offer.weighed_g),
        closes_at=offer.round.closes_at if offer.round else None,
    )


def _add(request: HttpRequest, form: AddForm, name: str) -> HttpResponse | None:
    """Put the choice into the basket and show the basket; nothing if it is refused (the form says why)."""
    now = timezone.now()

    def act() -> HttpResponse:
        checkout_id = open_basket_id(request)
        checkout_line_add(
            actor=actor_for(request),
            checkout_id=checkout_id,
            variant_id=form.cleaned_data["variant"],
            quantity=form.cleaned_data["quantity"],
            now=now,
        )
        messages.success(request, _("%(product)s is in your basket.") % {"product": name})
        return to_basket(checkout_id)

    return attempt(form, act)


@require_http_methods(["GET", "HEAD", "POST"])
@shop_page
def product(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a product; a POST puts it into the basket."""
    now, language, channel = timezone.now(), language_here(), default_channel()
    detail = product_page(slug=slug, channel=channel, language=language, at=now)
    variants = [offer.variant_id for offer in detail.offers]
    form = AddForm(request.POST if request.method == "POST" else None, variants=variants)
    if form.is_bound and (added := _add(request, form, detail.name)) is not None:
        return added
    others = other_offers(detail.product_id, channel=channel, at=now) if detail.is_shared else []
    context = _context(request, detail, others, channel, now)
    return render(
        request,
        "frontend/shop/product.html",
        {
            **context,
            **_kept(request, detail),
            "reviews": _reviews(detail),
            "makers": _makers(detail, now),
            "form": form,
            "quantity": form.data.get("quantity", "1")[:10],
        },
        status=UNPROCESSABLE if form.is_bound else 200,
    )


def _context(
    request: HttpRequest,
    detail: ProductDetail,
    others: Sequence[OtherOffers],
    channel: Channel,
    now: datetime,
) -> dict[str, object]:
    language, today = language_here(), timezone.localdate(now)
    offered = [*detail.offers, *(offer for each in others for offer in each.offers)]
    left = available([offer.variant_id for offer in offered])
    choices = _choices(detail, left, language, today)
    asked = request.POST.get("variant", "")
    first_open = next((each for each in choices if each.is_open), None)
    chosen = next((each for each in choices if str(each.variant_id) == asked and each.is_open), first_open)
    pictures = _pictures(detail, language)
    return {
        "product": detail,
        "family": detail.family.key,
        "choices": choices,
        "chosen": chosen or (choices[0] if choices else None),
        "is_open": chosen is not None,
        "pictures": pictures,
        "thumbs": [picture.url_for(128) for picture in detail.pictures],
        "og_image": absolute(pictures[0].url) if pictures else "",
        "province": place_name(detail.province, language),
        "region": regions()[detail.region].name(language) if detail.region in regions() else "",
        **_seller(detail.seller, language),
        "certificates": [(CertificateScheme(each.scheme).label, each) for each in detail.certificates],
        "allergens": [allergen_name(each) for each in detail.allergens],
        "split": split_of_hundred(
            detail.seller.organisation_id, currency=channel.currency, on=today, language=language
        ),
        "crumbs": _crumbs(detail, request.path, language),
        "more": _more(detail, channel, now),
        "others": _others(request, others, left, today),
        "json_ld": product_data(
            detail, others, url=request.path, language=language, pictures=pictures, left=left
        ),
        "canonical": request.path,
    }


def _pictures(detail: ProductDetail, language: str) -> list[Picture]:
    return [
        shown
        for picture in detail.pictures
        if (shown := picture_shown(picture, alt=picture.alt(language) or detail.name, size=1024))
    ]


def _seller(seller: Seller, language: str) -> dict[str, object]:
    return {
        "seller": seller,
        "seller_name": seller.name(language),
        "seller_kind": kind_text(seller.kind),
        "seller_story": text_in(seller.stories, language),
        "seller_place": place_name(seller.province, language),
    }


def _others(
    request: HttpRequest, others: Sequence[OtherOffers], left: Mapping[int, int], today: date
) -> list[SellerOffers]:
    """Return who else sells it, and write down who was shown, as of every list that the shop orders."""
    shown = seller_offers(others, left, language_here())
    if request.method == "GET":
        exposure_note(
            organisation_ids=[each.organisation_id for each in shown], surface=Surface.ARTICLE, today=today
        )
    return shown


def _choices(detail: ProductDetail, left: Mapping[int, int], language: str, today: date) -> list[Choice]:
    ready = _ready([offer.variant_id for offer in detail.offers], today)
    month = next_season(detail.season_months, today)
    harvest = month_text(month, language) if month else ""
    return [
        _choice(offer, left[offer.variant_id], language, ready.get(offer.variant_id), harvest)
        for offer in detail.offers
    ]


def _ready(variant_ids: Sequence[int], today: date) -> dict[int, date]:
    """Say from which day on one piece could be ready, where that is not today; one statement where nothing limits."""
    load = load_for(variant_ids, on=today)
    days = foretold(load, dict.fromkeys(variant_ids, 1), on=today, together=False) if load else {}
    return {variant_id: day for variant_id, day in days.items() if day is not None and day > today}


def _crumbs(detail: ProductDetail, path: str, language: str) -> list[Link]:
    crumbs = [Link(_("Home"), reverse("frontend:home"))]
    crumbs += [
        Link(shelf.name(language), reverse("frontend:category", args=[shelf.slug]))
        for shelf in category_tree().path(detail.category_id)
    ]
    return [*crumbs, Link(detail.name, path)]


def _kept(request: HttpRequest, detail: ProductDetail) -> dict[str, object]:
    """Say whether one keeps it in mind, and for which sizes one waits; visitors cost no statement."""
    if not request.user.is_authenticated:
        return {"is_wished": detail.product_id in wishes_of_cookie(request), "awaited": set()}
    actor = actor_for(request)
    variants = [offer.variant_id for offer in detail.offers]
    return {
        "is_wished": is_wished(actor, detail.product_id),
        "awaited": variants_awaited(actor, variants),
    }


def _reviews(detail: ProductDetail) -> list[ReviewCard]:
    """Return the latest judgements; nothing is asked for a product that nobody has judged."""
    if not detail.review_count:
        return []
    return review_cards(reviews_of_product(product_id=detail.product_id, first=REVIEWS_SHOWN).items)


def _makers(detail: ProductDetail, now: datetime) -> list[tuple[Maker, str]]:
    """Return whose goods are sold under a common product; nothing is asked for any other."""
    if not detail.is_pooled:
        return []
    found = makers_of(detail.product_id, today=timezone.localdate(now))
    return [(each, each.name(language_here())) for each in found]


def _more(detail: ProductDetail, channel: Channel, now: datetime) -> list[object]:
    """Return a few other products of the same seller."""
    page = products_listed(
        channel=channel,
        filters=ProductFilters(organisation_id=detail.seller.organisation_id),
        order=ProductOrder.NEWEST,
        today=timezone.localdate(now),
        first=MORE_OF_THE_SELLER + 1,
    )
    others = [card for card in page.items if card.product_id != detail.product_id]
    return list(product_cards(others[:MORE_OF_THE_SELLER], families(), language_here()))
