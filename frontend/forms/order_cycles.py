"""When a cooperative takes orders in rounds."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from frontend.forms.capacity import ALL
from frontend.forms.fields import DayField
from frontend.forms.rounds import ClockField

REPEATS = (
    (0, _("Once")),
    (7, _("Every week")),
    (14, _("Every two weeks")),
    (28, _("Every four weeks")),
)


class OrderCycleForm(forms.Form):
    """Of what, when the list opens and closes (each a day and its hour), when it is ready, how often it comes again."""

    product = forms.ChoiceField(label=_("Of what?"), required=False)
    opens_at = DayField(label=_("It opens on"))
    opens_hour = ClockField(label=_("At what time?"))
    closes_at = DayField(label=_("It closes on"))
    closes_hour = ClockField(label=_("At what time?"))
    ready_date = DayField(label=_("Ready from"))
    repeats_days = forms.TypedChoiceField(label=_("How often?"), choices=REPEATS, coerce=int)

    def __init__(self, *args: Any, products: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        """Offer these products (their id as text, and their name), and all of them together."""
        super().__init__(*args, **kwargs)
        field = self.fields["product"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(ALL, _("All that we sell")), *products]

    def asked(self) -> dict[str, Any]:
        """Return what the service wants to know; hours are those of Morocco."""
        data = self.cleaned_data
        return {
            "product_id": int(data["product"]) if data["product"] else None,
            "opens_at": _moment(data["opens_at"], data["opens_hour"]),
            "closes_at": _moment(data["closes_at"], data["closes_hour"]),
            "ready_date": data["ready_date"],
            "repeats_days": data["repeats_days"],
        }


def _moment(day: date, hour: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, hour))
