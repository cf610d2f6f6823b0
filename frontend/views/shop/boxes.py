"""Gift boxes: what is on offer, and filling one across cooperatives."""

import uuid
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog.selectors.offers import Offer, offers
from frontend.access import actor_for
from frontend.forms.boxes import BoxForm
from frontend.forms.refusals import UNPROCESSABLE, attempt, done
from frontend.views.shop.basket import checkout_here, open_basket_id, to_basket
from frontend.views.shop.opened import language_here, shop_page
from logistics.models.kit import Kit
from logistics.selectors.kits import boxes_left, kit_on_offer, kits_on_offer
from logistics.selectors.stock import available
from marketplace.channels.selectors import default_channel
from marketplace.kernel.errors import NotFound
from marketplace.kernel.money import Money, total_of
from orders.boxes import KeptBox, off_of
from orders.services.checkout_box import checkout_box_add, checkout_box_remove


@dataclass(frozen=True, slots=True)
class Article:
    """What lies, or may lie, in a box: pieces in each, and what is left in the shop."""

    offer: Offer
    seller: str
    pieces: int
    left: int

    @property
    def is_open(self) -> bool:
        """Whether it can be bought now."""
        return self.offer.is_buyable and self.left > 0


@dataclass(frozen=True, slots=True)
class BoxCard:
    """A box with its articles; `full` is what they cost by themselves, `price` what the box costs."""

    kit: Kit
    name: str
    articles: tuple[Article, ...]
    left: int
    full: Money
    price: Money


def priced(kit: Kit, full: Money) -> Money:
    """Return what a box costs whose contents cost so much."""
    box = KeptBox(uuid.UUID(int=0), kit.pk, kit.names, 1, kit.price, kit.percent_off, ())
    return full - off_of(full, box)


def _cards(kits: list[Kit]) -> list[BoxCard]:
    """Return boxes with today's prices, in two statements."""
    language, channel = language_here(), default_channel()
    variants = sorted({row.variant_id for kit in kits for row in kit.components.all()})
    found = offers(variants, channel, at=timezone.now()) if variants else {}
    free = {key: n for key, n in available(variants).items() if key in found and found[key].is_buyable}
    cards = []
    for kit in kits:
        articles = tuple(
            Article(
                found[row.variant_id],
                row.variant.product.organisation.name(language),
                row.quantity,
                free.get(row.variant_id, 0),
            )
            for row in kit.components.all()
            if row.variant_id in found
        )
        worth = [each.offer.price * each.pieces for each in articles if each.offer.price]
        full = total_of(worth, channel.currency)
        cards.append(
            BoxCard(kit, kit.name(language), articles, boxes_left(kit, free), full, priced(kit, full))
        )
    return cards


@require_safe
@shop_page
def boxes(request: HttpRequest) -> HttpResponse:
    """Show the boxes: ready-made ones, and those that one fills."""
    cards = _cards(kits_on_offer(default_channel().currency))
    return render(request, "frontend/shop/boxes.html", {"cards": cards})


@require_http_methods(["GET", "HEAD", "POST"])
@shop_page
def box(request: HttpRequest, code: str) -> HttpResponse:
    """Show one box; POST works out what was chosen, or puts the box into the basket."""
    card = _cards([kit_on_offer(code, default_channel().currency)])[0]
    asked = card.articles if card.kit.is_chosen else ()
    sent = request.POST if request.method == "POST" else None
    form = BoxForm(sent, articles=[(each.offer.variant_id, _title(each)) for each in asked])
    if sent is not None and sent.get("act") != "sum":
        added = attempt(form, lambda: _add(request, card, form))
        if added is not None:
            return added
    elif form.is_bound:
        form.is_valid()
    status = UNPROCESSABLE if form.is_bound and form.errors else 200
    return render(request, "frontend/shop/box.html", _shown(card, form), status=status)


def _title(article: Article) -> str:
    names = article.offer.product_names
    return names.get(language_here()) or next(iter(names.values()), "")


def _add(request: HttpRequest, card: BoxCard, form: BoxForm) -> HttpResponse:
    checkout_id = open_basket_id(request)
    checkout_box_add(
        actor=actor_for(request),
        checkout_id=checkout_id,
        kit_code=card.kit.code,
        chosen=form.chosen(),
        quantity=form.cleaned_data["quantity"],
        now=timezone.now(),
    )
    messages.success(request, _("%(product)s is in your basket.") % {"product": card.name})
    return to_basket(checkout_id)


def _shown(card: BoxCard, form: BoxForm) -> dict[str, object]:
    asked, chosen = form.asked(), form.chosen() if form.is_bound else {}
    by_variant = {each.offer.variant_id: each for each in card.articles}
    inside = [(by_variant[variant], pieces) for variant, pieces in chosen.items()]
    full = total_of([each.offer.price * n for each, n in inside if each.offer.price], card.full.currency)
    return {
        "card": card,
        "form": form,
        "rows": [(each, asked.get(each.offer.variant_id)) for each in card.articles],
        "pieces": sum(chosen.values()),
        "weight": sum(each.offer.weight_g * n for each, n in inside),
        "full": full,
        "price": priced(card.kit, full),
    }


@require_POST
@shop_page
def take_out(request: HttpRequest) -> HttpResponse:
    """Take a box out of the basket with what lies in it."""
    checkout = checkout_here(request)
    try:
        box_id = uuid.UUID(request.POST.get("box", ""))
    except ValueError:
        raise NotFound(_("This box is not in the basket any more."), field="box") from None
    if checkout is None:
        raise NotFound(_("This basket does not exist any more."), field="basket")
    done(
        request,
        lambda: checkout_box_remove(
            actor=actor_for(request), checkout_id=checkout.pk, box_id=box_id, now=timezone.now()
        ),
    )
    return to_basket(checkout.pk)
