"""What a giver says while a basket becomes an order."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frontend.forms.refusals import refused
from marketplace.kernel.errors import InvalidInput
from marketplace.kernel.phones import format_phone
from orders.gifting import LONGEST_MESSAGE, LONGEST_SENDER, GiftWish, gift_read
from orders.models.checkout import Checkout


class GiftForm(forms.Form):
    """Whether it is a gift, and if so from whom, with which words, and with or without prices."""

    is_gift = forms.BooleanField(label=gettext_lazy("This is a gift for somebody else"), required=False)
    gift_sender = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=LONGEST_SENDER,
        required=False,
        help_text=gettext_lazy("It stands on the card and on the invoice, which only you receive."),
    )
    payer_phone = forms.CharField(
        label=gettext_lazy("Your phone"),
        max_length=30,
        required=False,
        help_text=gettext_lazy(
            "We tell you what becomes of the gift; the carrier calls the number of who receives it."
        ),
    )
    gift_message = forms.CharField(
        label=gettext_lazy("Message on the card"),
        max_length=LONGEST_MESSAGE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The hub prints it on a card and lays it into the parcel."),
    )
    hides_prices = forms.BooleanField(
        label=gettext_lazy("Hide the prices from who receives it"),
        required=False,
        help_text=gettext_lazy("You pay beforehand; nothing is paid at the door."),
    )

    def wish(self, *, email: str) -> GiftWish | None:
        """
        Return what the giver says; None if it is no gift, or with a complaint in the form.

        :param email: the buyer's, by which they are reached without a telephone
        """
        if not self.is_valid() or not self.cleaned_data["is_gift"]:
            return None
        data = self.cleaned_data
        if not data["gift_sender"]:
            self.add_error("gift_sender", _("Please say from whom the gift is."))
            return None
        try:
            return gift_read(
                sender=data["gift_sender"],
                message=data["gift_message"],
                hides_prices=data["hides_prices"],
                phone=data["payer_phone"],
                email=email,
            )
        except InvalidInput as error:
            refused(self, error)
            return None


def gift_initial(checkout: Checkout) -> dict[str, Any]:
    """Return what a basket already knows of a gift."""
    if not checkout.is_gift:
        return {}
    return {
        "is_gift": True,
        "gift_sender": checkout.gift_sender,
        "payer_phone": format_phone(checkout.phone) if checkout.phone else "",
        "gift_message": checkout.gift_message,
        "hides_prices": checkout.hides_prices,
    }
