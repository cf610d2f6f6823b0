"""
Every page and every button of the portal: a number that can be said on the telephone, a picture, and words.

The same name is its slot for a recorded voice. Numbers never change and are never used twice: recordings say them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import cast

from django.utils.functional import Promise, lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from frontend.wording import month_text


@dataclass(frozen=True, slots=True)
class PortalAction:
    """What one can do: `key` is the address's name, and after a colon which of its buttons."""

    key: str
    number: int
    icon: str
    text: Promise


_PLACES = (
    ("portal-today", 1, "home", _("Today")),
    ("portal-orders", 2, "parcel", _("Orders")),
    ("portal-products", 3, "tag", _("Products")),
    ("portal-earnings", 4, "cash", _("Money")),
    ("portal-more", 5, "menu", _("More")),
    ("portal-stock", 6, "crate", _("Stock")),
    ("portal-deliveries", 7, "truck", _("Deliveries")),
    ("portal-questions", 8, "help", _("Questions")),
    ("portal-messages", 9, "mail", _("Messages")),
    ("portal-alliances", 10, "handshake", _("Together")),
    ("portal-papers", 11, "certificate", _("Papers")),
    ("portal-joining", 12, "shield", _("My file")),
    ("portal-people", 13, "users", _("People")),
    ("portal-reviews", 14, "star", _("Reviews")),
    ("portal-quality", 15, "search", _("Quality")),
    ("portal-help", 16, "phone", _("Who helps you")),
    ("portal-invoices", 17, "list", _("Invoices")),
    ("portal-members", 18, "users", _("Members")),
    ("portal-pin", 19, "lock", _("My digits")),
    ("portal-closures", 20, "sun", _("Closed days")),
)
_PAGES = (
    ("portal-order", 21, "parcel", _("One order")),
    ("portal-product", 22, "tag", _("One product")),
    ("portal-product-new", 23, "camera", _("Add a product")),
    ("portal-product-new-of", 24, "camera", _("Photo, quantity and price")),
    ("portal-alliance", 25, "handshake", _("The alliance")),
    ("portal-alliance-new", 26, "plus", _("New alliance")),
    ("portal-alliance-sales", 27, "cash", _("How sales are shared")),
    ("portal-alliance-choices", 28, "refresh", _("Whose turn, and why")),
    ("portal-pool", 29, "crate", _("Sell together")),
    ("portal-delivery-new", 30, "truck", _("Announce a delivery")),
    ("portal-delivery-of", 31, "truck", _("How much, and when")),
    ("portal-delivery", 32, "truck", _("One delivery")),
    ("portal-receipt", 33, "check", _("What was counted")),
    ("portal-check", 34, "search", _("The check")),
    ("portal-lesson", 35, "note", _("What to do better")),
    ("portal-earnings-lines", 36, "list", _("Each sale")),
    ("portal-statement", 37, "note", _("Why this amount?")),
    ("portal-hold", 38, "lock", _("Held back")),
    ("portal-profile", 39, "pencil", _("About us")),
    ("portal-agreement", 40, "handshake", _("Agreement")),
    ("portal-review", 41, "star", _("One review")),
    ("portal-helping", 42, "handshake", _("Act for a cooperative")),
    ("portal-member-sheet", 43, "list", _("Shared out among members")),
)
_LIMITS = (
    ("portal-capacity", 49, "scale", _("How much we can make")),
    ("portal-share", 48, "share", _("Show it around")),
    ("portal-seasons", 141, "chart", _("What we sold")),
    ("portal-preorders", 50, "leaf", _("Sell before the harvest")),
    ("portal-cycles", 145, "refresh", _("Rounds of orders")),
)
_TABLES = (
    ("portal-tables", 44, "upload", _("Catalogue as a table")),
    ("portal-table", 45, "list", _("One table")),
    ("portal-product-change", 46, "pencil", _("Change texts and allergens")),
    ("portal-supply", 47, "alert", _("We cannot supply it")),
    ("portal-weigh", 140, "scale", _("Real weight")),
)
_ACTS = (
    ("portal-acknowledge", 51, "thumb-up", _("We prepare it")),
    ("portal-acknowledge:undo", 52, "undo", _("Undo")),
    ("portal-product-new-of:save", 53, "check", _("See what I receive")),
    ("portal-price", 54, "check", _("Save")),
    ("portal-price:undo", 55, "undo", _("Undo")),
    ("portal-product-move:submit", 56, "check", _("This is right: send it")),
    ("portal-product-move:publish", 57, "store", _("Put it on sale")),
    ("portal-product-move:pause", 58, "pause", _("Take it off the shelf")),
    ("portal-product-move:archive", 59, "trash", _("Put it away for good")),
    ("portal-article:agree", 114, "thumb-up", _("Show it there")),
    ("portal-article:decline", 115, "thumb-down", _("Not there")),
    ("portal-article:leave", 116, "close", _("Take it off there")),
    ("portal-product-together", 60, "handshake", _("Sell together")),
    ("portal-answer:yes", 61, "thumb-up", _("Yes")),
    ("portal-answer:less", 62, "scale", _("Less")),
    ("portal-answer:no", 63, "thumb-down", _("No")),
    ("portal-questions-consent:yes", 64, "check", _("Ask me by text message")),
    ("portal-questions-consent:no", 65, "close", _("No more text messages")),
    ("portal-delivery-of:send", 66, "check", _("Announce")),
    ("portal-delivery:cancel", 67, "close", _("It will not come")),
    ("portal-messages-read", 68, "check", _("I have read them")),
    ("portal-pool-bring", 69, "check", _("I promise it")),
    ("portal-pool-bring:call", 70, "truck", _("I bring so many")),
    ("portal-pool-ask", 71, "bell", _("Ask")),
    ("portal-call-close", 72, "close", _("End the call")),
    ("portal-take-back", 73, "undo", _("Take it back")),
    ("portal-alliance-answer:yes", 74, "thumb-up", _("Yes")),
    ("portal-alliance-answer:no", 75, "thumb-down", _("No")),
    ("portal-alliance-new:ask", 76, "mail", _("Ask the others")),
    ("portal-propose", 77, "users", _("Ask for the votes")),
    ("portal-vote:yes", 78, "thumb-up", _("For it")),
    ("portal-vote:no", 79, "thumb-down", _("Against it")),
    ("portal-vote:abstain", 80, "minus", _("I abstain")),
    ("portal-vote-withdraw", 81, "undo", _("Withdraw")),
    ("portal-alliance-leave", 82, "logout", _("Leave")),
    ("portal-hand-in", 83, "upload", _("Hand in my file")),
    ("portal-hand-in:begin", 84, "check", _("Begin my file")),
    ("portal-profile:save", 85, "check", _("Save")),
    ("portal-agreement:sign", 86, "handshake", _("Sign")),
    ("portal-papers:paper", 87, "check", _("Hand in")),
    ("portal-papers:account", 88, "bank", _("Hand in the account")),
    ("portal-account-decide:confirm", 89, "check", _("I confirm it")),
    ("portal-account-decide:block", 90, "alert", _("This is not ours: stop")),
    ("portal-people:invite", 91, "mail", _("Send the message")),
    ("portal-people-revoke", 92, "close", _("Take the role back")),
    ("portal-people-withdraw", 93, "undo", _("Withdraw")),
    ("portal-help:agree", 94, "check", _("I agree")),
    ("portal-help-end", 95, "close", _("End it now")),
    ("portal-helping-stop", 96, "close", _("Stop")),
    ("portal-review:answer", 97, "reply", _("Send the answer")),
    ("portal-hold:object", 98, "reply", _("Send the objection")),
    ("portal-members-act:delivery", 99, "check", _("Write down")),
    ("portal-members-act:advance", 100, "check", _("Write down")),
    ("portal-members-act:member", 101, "check", _("Write down")),
    ("portal-members-act:sheet", 102, "check", _("Share out")),
    ("portal-pin:choose", 105, "check", _("Keep these digits")),
    ("portal-pin:forget", 106, "close", _("Forget my digits")),
    ("portal-pin-code", 107, "phone", _("Come in with a code")),
    ("portal-change-withdraw", 108, "undo", _("Take it back")),
    ("portal-product-change:save", 109, "check", _("Save")),
    ("portal-product-change:ask", 110, "mail", _("Ask for it")),
    ("portal-pool-grades", 111, "check", _("Save")),
    ("portal-pool-close", 112, "lock", _("Take no more")),
    ("portal-pool-close:undo", 113, "undo", _("Take goods again")),
    ("portal-supply:none", 121, "close", _("There is none left")),
    ("portal-supply:later", 122, "clock", _("It is not ready yet")),
    ("portal-supply:spoilt", 123, "thumb-down", _("It is not good enough")),
    ("portal-weigh:save", 124, "check", _("This is what it weighs")),
    ("portal-weigh:undo", 125, "undo", _("As it was ordered")),
    ("portal-product-weighed:on", 126, "scale", _("Weigh each piece")),
    ("portal-product-weighed:off", 127, "undo", _("Weigh it no more")),
    ("portal-closures:close", 130, "pause", _("Close")),
    ("portal-closure-end", 131, "play", _("Open again")),
    ("portal-capacity:save", 132, "check", _("Save")),
    ("portal-capacity-end", 133, "close", _("No limit")),
    ("portal-share:tags", 134, "print", _("Price tags")),
    ("portal-preorders:save", 135, "check", _("Save")),
    ("portal-preorder-end", 136, "lock", _("Take no more")),
    ("portal-cycles:save", 137, "check", _("Save")),
    ("portal-cycle-end", 138, "play", _("Orders at any time")),
    ("portal-words", 103, "eye", _("Pictures without words")),
    ("portal-switch", 104, "users", _("My cooperatives")),
)


def _month(number: int) -> str:
    return month_text(number, get_language() or "fr")


def _month_lazy(number: int) -> Promise:
    return cast("Promise", lazy(_month, str)(number))


# Months are heard beside the bars of a season: each a slot of its own
_MONTHS = tuple(
    (f"portal-seasons:{number}", 150 + number, "calendar", _month_lazy(number)) for number in range(1, 13)
)

ACTIONS: Mapping[str, PortalAction] = MappingProxyType(
    {
        key: PortalAction(key, number, icon, text)
        for key, number, icon, text in (*_PLACES, *_PAGES, *_LIMITS, *_TABLES, *_ACTS, *_MONTHS)
    }
)
# What stands in the bar of every page, and what lies behind its last picture
BAR: Sequence[str] = ("portal-today", "portal-orders", "portal-products", "portal-earnings", "portal-more")
BEHIND_MORE: Sequence[str] = tuple(key for key, _n, _i, _t in (*_PLACES, *_LIMITS) if key not in BAR)
