"""A cooperative's products: seen, written in few steps, priced, sent for review."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog.models.product import Product
from catalog.policies import may_consent, may_edit
from catalog.selectors.articles import match_of_product
from catalog.selectors.categories import families
from catalog.selectors.gallery import galleries_of
from catalog.selectors.offers import Offer, offers_of_products
from catalog.selectors.seller import OwnProduct, product_of_seller, products_of_seller
from catalog.selectors.shelf_choice import family_named, units_of
from catalog.services.change_request import Wish, change_request_make
from catalog.services.price_set import price_needs_review, price_set
from catalog.services.product_archive import product_archive
from catalog.services.product_changes import ProductChanges
from catalog.services.product_pause import product_pause
from catalog.services.product_publish import product_publish
from catalog.services.product_sketch import Sketch, product_sketch
from catalog.services.product_submit import product_submit
from catalog.states import ProductState
from catalog.units import BY_WEIGHT, Unit
from frontend.access import actor_for, opened_to, opens_portal
from frontend.addresses import next_page_url
from frontend.cards import Chip
from frontend.forms.portal import NewProductForm, PriceForm
from frontend.forms.refusals import UNPROCESSABLE, attempt, done
from frontend.views.portal.place import Place, language_here, place_of, portal_page
from frontend.wording import number_text
from logistics.selectors.pooled import listing_of_product
from logistics.selectors.stock import available
from marketplace.channels.selectors import default_channel
from marketplace.cooperatives.alliances import mandates_of
from marketplace.cooperatives.selectors import Term, commission_term_for
from marketplace.kernel.errors import NotFound
from marketplace.kernel.money import Money
from marketplace.kernel.policy import require
from orders.pricing import Share
from orders.selectors.previews import earning_previews

_P = ProductState
TONES = {
    _P.DRAFT: ("", "pencil"),
    _P.PROPOSED: ("info", "clock"),
    _P.CHANGES_REQUESTED: ("warning", "reply"),
    _P.APPROVED: ("success", "thumb-up"),
    _P.PUBLISHED: ("success", "store"),
    _P.PAUSED: ("warning", "pause"),
    _P.ARCHIVED: ("", "archive"),
}
# What a unit is counted with: scales, a jug, single things
UNIT_ICONS = {
    Unit.GRAM: "scale",
    Unit.KILOGRAM: "scale",
    Unit.MILLILITRE: "drop",
    Unit.LITRE: "drop",
    Unit.PIECE: "tag",
}
UNDO_KEY = "portal.price_before"
CAN_ARCHIVE = frozenset({_P.DRAFT, _P.CHANGES_REQUESTED, _P.APPROVED, _P.PAUSED})


def state_chip(state: str) -> Chip:
    """Say where a product stands."""
    tone, icon = TONES[ProductState(state)]
    return Chip(str(ProductState(state).label), tone, icon)


def you_receive(share: Share) -> dict[str, Money]:
    """What of a price reaches the cooperative; the hub's fee is taken once per order, not per piece."""
    taken = share.commission
    return {"price": share.gross, "minus": -taken, "net": share.gross - taken, "fee": share.hub_fee}


def _sums(place: Place, product_id: int, offers: list[Offer], now: datetime) -> dict[int, dict[str, Money]]:
    """What of each variant's price reaches the cooperative, by variant id."""
    priced = [(offer.variant_id, offer.full_price) for offer in offers if offer.full_price is not None]
    shares = earning_previews(
        organisation_id=place.organisation_id,
        product_id=product_id,
        prices=[price for _variant, price in priced],
        on=timezone.localdate(now),
    )
    return {variant: you_receive(share) for (variant, _p), share in zip(priced, shares, strict=True)}


def _term(place: Place, now: datetime) -> Term:
    on = timezone.localdate(now)
    return commission_term_for([place.organisation_id], on=on)[place.organisation_id]


def _content(offer: Offer) -> str:
    unit = Unit(offer.unit).label
    return f"{number_text(offer.net_quantity.normalize(), language_here())} {unit}"


def _row(own: OwnProduct, offers: list[Offer], free: dict[int, int]) -> dict[str, Any]:
    return {
        "own": own,
        "name": own.name(language_here()),
        "chip": state_chip(own.state),
        "picture_url": own.picture.url_for(256) if own.picture else "",
        "price": next((offer.full_price for offer in offers if offer.full_price is not None), None),
        "stock": sum(free.get(offer.variant_id, 0) for offer in offers),
    }


@require_safe
@opened_to(opens_portal)
def products(request: HttpRequest) -> HttpResponseBase:
    """List the cooperative's products in any state with their stock, newest first."""
    place = place_of(request)
    page = products_of_seller(
        actor=place.actor, organisation_id=place.organisation_id, after=request.GET.get("after", "")
    )
    offers = offers_of_products([own.product_id for own in page.items], default_channel(), timezone.now())
    free = available([offer.variant_id for each in offers.values() for offer in each])
    context = {
        "rows": [_row(own, offers[own.product_id], free) for own in page.items],
        "next_url": next_page_url(request, page),
        "may_edit": may_edit(place.actor, place.organisation_id),
    }
    return portal_page(request, "products", "portal-products", context, place=place)


@require_safe
@opened_to(opens_portal)
def new_product(request: HttpRequest) -> HttpResponseBase:
    """First step of a new product: which family."""
    place = place_of(request)
    require(may_edit(place.actor, place.organisation_id), _("Your role does not cover this."))
    language = language_here()
    rows = [(each.key, each.name(language)) for each in families()]
    return portal_page(request, "new_product", "portal-products", {"families": rows}, place=place)


@require_http_methods(["GET", "POST"])
@opened_to(opens_portal)
def new_product_of(request: HttpRequest, family: str) -> HttpResponseBase:
    """Second step: photo, contents, price; what comes out is a draft that can still be thrown away."""
    place, now = place_of(request), timezone.now()
    require(may_edit(place.actor, place.organisation_id), _("Your role does not cover this."))
    kind = family_named(family)
    form = NewProductForm(request.POST or None, request.FILES or None, units=units_of(kind))

    def write() -> Product:
        return product_sketch(
            actor=place.actor,
            organisation_id=place.organisation_id,
            channel_id=default_channel().pk,
            sketch=_sketch(form, family, place),
            now=now,
        )

    product = attempt(form, write)
    if product is not None:
        return redirect("frontend:portal-product", product_id=product.pk)
    context = {
        "form": form,
        "family": family,
        "family_name": kind.name(language_here()),
        "rate": _term(place, now).rate,
        "units": [(unit, Unit(unit).label, UNIT_ICONS[Unit(unit)]) for unit in units_of(kind)],
        "may_be_weighed": any(unit in BY_WEIGHT for unit in units_of(kind)),
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return portal_page(request, "new_product_of", "portal-products", context, place=place, status=status)


def _sketch(form: NewProductForm, family: str, place: Place) -> Sketch:
    data = form.cleaned_data
    return Sketch(
        family=family,
        names={language_here(): data["name"]} if data["name"] else {},
        province=place.organisation.province,
        net_quantity=data["quantity"],
        unit=data["unit"],
        weight_g=data["weight"],
        price=data["price"],
        picture=data["picture"].read() if data["picture"] else b"",
        # A tick that was set before the unit was changed means nothing
        is_weighed=data["weighed"] and data["unit"] in BY_WEIGHT,
    )


def own_product(place: Place, product_id: int) -> Product:
    """The staff for products may look elsewhere; the portal shows the cooperative's own alone."""
    product = product_of_seller(actor=place.actor, product_id=product_id)
    if product.organisation_id not in place.actor.roles:
        raise NotFound(_("There is no such product."), field="product")
    return product


def _size(offer: Offer, stock: int, sums: object, undo: Mapping[str, Any]) -> dict[str, object]:
    """Show one size; the seller sets the reference price, what a promotion makes of it is the shop's affair."""
    price = offer.full_price
    return {
        "offer": offer,
        "content": _content(offer),
        "stock": stock,
        "sums": sums,
        "is_weighed": bool(offer.weighed_g),
        "may_be_weighed": offer.unit in BY_WEIGHT,
        "undo": undo.get("minor") if undo.get("variant") == offer.variant_id else None,
        "amount": f"{price.amount:f}".replace(".", ",") if price is not None else "",
    }


@require_safe
@opened_to(opens_portal)
def product(request: HttpRequest, product_id: int) -> HttpResponseBase:
    """Show a product with what it brings, and what can be done with it."""
    place, now = place_of(request), timezone.now()
    row = own_product(place, product_id)
    undo = request.session.get(UNDO_KEY) or {}
    offers = offers_of_products([product_id], default_channel(), now)[product_id]
    free = available([offer.variant_id for offer in offers])
    sums = _sums(place, product_id, offers, now)
    pictures = galleries_of([product_id]).get(product_id, [])
    state = ProductState(row.state)
    context = {
        "product": row,
        "name": row.name(language_here()),
        "family": row.product_type.key,
        "chip": state_chip(row.state),
        "pictures": [picture.url_for(512) for picture in pictures],
        "variants": [
            _size(offer, free[offer.variant_id], sums.get(offer.variant_id), undo) for offer in offers
        ],
        "may_edit": may_edit(place.actor, row.organisation_id) and state is not _P.ARCHIVED,
        # What is on the shelf can be shown to everybody.
        "shop_path": reverse("frontend:product", args=[row.slug]) if state is _P.PUBLISHED else "",
        "can_submit": state in (_P.DRAFT, _P.CHANGES_REQUESTED),
        "can_publish": state in (_P.APPROVED, _P.PAUSED),
        "can_pause": state is _P.PUBLISHED,
        "can_archive": state in CAN_ARCHIVE,
        "pooled": listing_of_product(product_id),
        "match": match_of_product(actor=place.actor, product_id=product_id),
        "may_consent": may_consent(place.actor, row.organisation_id),
        "mandates": [
            (alliance.pk, alliance.name(language_here())) for alliance in mandates_of(row.organisation_id)
        ],
    }
    return portal_page(request, "product", "portal-products", context, place=place)


@require_POST
@opened_to(opens_portal)
def product_price(request: HttpRequest, product_id: int) -> HttpResponseBase:
    """Change a price; the one before is remembered so that it can be put back."""
    place, now = place_of(request), timezone.now()
    row, channel = own_product(place, product_id), default_channel()
    own = {each.variant_id: each for each in offers_of_products([product_id], channel, now)[product_id]}
    form = PriceForm(request.POST)
    if not form.is_valid() or form.cleaned_data["variant"] not in own:
        messages.error(request, _("Please write an amount such as 1234,50."))
        return redirect("frontend:portal-product", product_id=product_id)
    variant_id, amount = form.cleaned_data["variant"], form.cleaned_data["amount"]
    before, standing = own[variant_id].price, own[variant_id].full_price
    if standing is not None and price_needs_review(place.actor, row, standing.minor, amount.minor):
        wish = Wish(changes=ProductChanges(), channel_id=channel.pk, prices={variant_id: amount})
        done(
            request,
            lambda: change_request_make(actor=place.actor, product_id=product_id, wish=wish, now=now),
            _("The staff decide on so large a change of the price; until then it stays as it is."),
        )
        return redirect("frontend:portal-product-change", product_id=product_id)
    changed = done(
        request,
        lambda: price_set(
            actor=place.actor, variant_id=variant_id, channel_id=channel.pk, amount=amount, now=now
        ),
        _("Saved"),
    )
    if changed is not None and before is not None and before != amount:
        text = f"{before.amount:f}".replace(".", ",")
        is_undo = "undo" in request.POST
        request.session[UNDO_KEY] = None if is_undo else {"variant": variant_id, "minor": text}
    return redirect("frontend:portal-product", product_id=product_id)


@require_POST
@opened_to(opens_portal)
def product_move(request: HttpRequest, product_id: int, act: str) -> HttpResponseBase:
    """Send for review, put on the shelf, take off it, or throw away."""
    place, now = place_of(request), timezone.now()
    own_product(place, product_id)
    actor = actor_for(request)
    moves: dict[str, tuple[Callable[[], Product], str]] = {
        "submit": (
            lambda: product_submit(actor=actor, product_id=product_id, now=now),
            _("The product is sent for review."),
        ),
        "publish": (
            lambda: product_publish(
                actor=actor, product_id=product_id, channel_ids=[default_channel().pk], now=now
            ),
            _("The product is on sale."),
        ),
        "pause": (
            lambda: product_pause(actor=actor, product_id=product_id, now=now),
            _("The product is off the shelf."),
        ),
        "archive": (
            lambda: product_archive(actor=actor, product_id=product_id, now=now),
            _("The product is put away."),
        ),
    }
    if act not in moves:
        raise NotFound(_("There is no such step."), field="act")
    done(request, *moves[act])
    return redirect("frontend:portal-product", product_id=product_id)
