"""Who asks, and which desks are open to them: the question is answered once per request, before a page begins."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone

from logistics.policies import may_keep_shipping
from marketplace.cooperatives.assisting import assistance_open
from marketplace.cooperatives.models.assistance import Assistance
from marketplace.cooperatives.selectors import actor_of
from marketplace.cooperatives.services.assisted_act_note import assisted_act_note
from marketplace.cooperatives.states import Role
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import DomainError, NotAllowed, NotFound
from marketplace.promotions.policies import may_manage_discounts, may_manage_gift_cards
from orders.policies import may_call_customers, may_set_cod_rules
from orders.selectors.money_board import may_see_money_board

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
_KEPT = "_actor"
# Under which agreement a facilitator acts just now (its number), and why; in the session
ASSISTING_KEY = "assisting"
_ASSISTING = "_assisting"
PORTAL_ROLES = (Role.PRESIDENT, Role.TREASURER, Role.SALES, Role.PRODUCTION)


def actor_for(request: HttpRequest) -> Actor:
    """
    Return who asks; the roles are read once per request (three queries: session, person, roles).

    Whoever acts for an organisation as its facilitator holds the roles that it lent, and one query more is made.
    """
    actor: Actor | None = getattr(request, _KEPT, None)
    if actor is None:
        assistance = assisting(request)
        lent = {assistance.organisation_id: frozenset(assistance.roles)} if assistance else {}
        actor = actor_of(request.user, lent=lent)
        setattr(request, _KEPT, actor)
    return actor


def assisting(request: HttpRequest) -> Assistance | None:
    """Return under which agreement a facilitator acts now; None for everybody else, and once it has ended."""
    told = request.session.get(ASSISTING_KEY) if request.user.is_authenticated else None
    if not told:
        return None
    if not hasattr(request, _ASSISTING):
        user_id, now = request.user.pk or 0, timezone.now()
        found = assistance_open(user_id=user_id, assistance_id=told["id"], now=now)
        setattr(request, _ASSISTING, found)
    known: Assistance | None = getattr(request, _ASSISTING)
    return known


def _noting(request: HttpRequest) -> Callable[[int], None]:
    """Return what writes down, with the status of its answer, what a facilitator sends with this request."""
    assistance = assisting(request) if request.method == "POST" else None
    if assistance is None or request.resolver_match is None:
        return lambda _status: None
    # Read before the act, which may be to stop.
    reason, act = request.session[ASSISTING_KEY]["reason"], request.resolver_match.url_name or ""

    def note(status: int) -> None:
        assisted_act_note(
            actor=actor_for(request),
            assistance_id=assistance.pk,
            act=act,
            path=request.path,
            reason=reason,
            status=status,
            now=timezone.now(),
        )

    return note


def holds_anywhere(actor: Actor, role: str) -> bool:
    """Say whether the actor holds a role in any organisation."""
    return any(role in held for held in actor.roles.values())


def is_signed_in(actor: Actor) -> bool:
    """Whoever has an account; what they may see is asked by the selectors."""
    return actor.user_id is not None


def opens_hub(actor: Actor) -> bool:
    """The hub's console: hub workers of any hub, and hub management."""
    return holds_anywhere(actor, Role.HUB) or actor.may(Permission.MANAGE_HUB)


def opens_driving(actor: Actor) -> bool:
    """A driver's page: who drives one of our own vehicles."""
    return holds_anywhere(actor, Role.DRIVER)


def opens_cash(actor: Actor) -> bool:
    """The cash desk: cashiers of any desk, and staff in charge of cash."""
    return holds_anywhere(actor, Role.CASHIER) or actor.may(Permission.MANAGE_CASH)


def opens_settlements(actor: Actor) -> bool:
    """Settlements: who prepares and who approves."""
    return actor.may(Permission.PREPARE_SETTLEMENTS) or actor.may(Permission.APPROVE_SETTLEMENTS)


def opens_bank(actor: Actor) -> bool:
    """The bank's statements: staff in charge of cash."""
    return actor.may(Permission.MANAGE_CASH)


def opens_breaks(actor: Actor) -> bool:
    """What does not agree: staff in charge of cash, and who audits the books."""
    return actor.may(Permission.MANAGE_CASH) or opens_audit(actor)


def opens_audit(actor: Actor) -> bool:
    """The auditor's pages: all books of any date, to read."""
    return actor.may(Permission.AUDIT_BOOKS)


def opens_orders(actor: Actor) -> bool:
    """All orders: staff in charge of orders, and of cash (they match transfers)."""
    return actor.may(Permission.MANAGE_ORDERS) or actor.may(Permission.MANAGE_CASH)


def opens_reviews(actor: Actor) -> bool:
    """What buyers write: the staff for products."""
    return actor.may(Permission.MANAGE_PRODUCTS)


def opens_calls(actor: Actor) -> bool:
    """The calls that confirm orders: staff in charge of orders."""
    return may_call_customers(actor)


def opens_cod_rules(actor: Actor) -> bool:
    """The rules about paying at the door: who keeps the settings."""
    return may_set_cod_rules(actor)


def opens_tariffs(actor: Actor) -> bool:
    """Delivery prices: the staff for shipping."""
    return may_keep_shipping(actor)


def opens_reductions(actor: Actor) -> bool:
    """Vouchers, promotions and partners' budgets: the staff for discounts."""
    return may_manage_discounts(actor)


def opens_gift_cards(actor: Actor) -> bool:
    """Gift cards and store credits: the staff for gift cards, and for refunds."""
    return may_manage_gift_cards(actor)


def opens_money(actor: Actor) -> bool:
    """The board of what waits about money: whoever can act on any of it, and has a desk of the operator."""
    return may_see_money_board(actor)


def opens_verification(actor: Actor) -> bool:
    """The files of organisations: the staff who verify."""
    return actor.may(Permission.VERIFY_COOPERATIVES)


def opens_exposure(actor: Actor) -> bool:
    """Who was shown how often: the staff who verify, those in charge of products, and who audits."""
    allowed = (Permission.VERIFY_COOPERATIVES, Permission.MANAGE_PRODUCTS, Permission.AUDIT_BOOKS)
    return any(actor.may(each) for each in allowed)


def opens_catalogue(actor: Actor) -> bool:
    """Products of all cooperatives: the staff in charge of them."""
    return actor.may(Permission.MANAGE_PRODUCTS)


def opens_portal(actor: Actor) -> bool:
    """A cooperative's portal: its president, treasurer, sales people and producers."""
    return any(holds_anywhere(actor, role) for role in PORTAL_ROLES)


def opened_to(may_open: Callable[[Actor], bool]) -> Callable[[View[P]], View[P]]:
    """
    Open a page to some only: visitors are sent to sign in, others see the page that says it is not theirs.

    Refusals of selectors and services that the view lets pass become the pages 403, 404 and 400.
    """

    def around(view: View[P]) -> View[P]:
        @wraps(view)
        def opened(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            actor = actor_for(request)
            if actor.is_anonymous:
                return redirect_to_login(request.get_full_path(), reverse("frontend:sign-in"))
            if not may_open(actor):
                raise PermissionDenied
            note = _noting(request)
            try:
                response = view(request, *args, **kwargs)
            except NotAllowed as error:
                note(403)
                raise PermissionDenied(error.message) from error
            except NotFound as error:
                raise Http404(error.message) from error
            except DomainError as error:
                raise BadRequest(error.message) from error
            note(response.status_code)
            return response

        return opened

    return around
