"""What is typed about reviews: by buyers, by the seller, by whoever reads them first."""

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.customers.services.review_answer import MOST_ANSWER
from marketplace.customers.services.review_moderate import MOST_REASON
from marketplace.customers.services.review_write import MOST_NAME, MOST_TEXT

STARS = (
    (5, _("Excellent")),
    (4, _("Good")),
    (3, _("Fair")),
    (2, _("Poor")),
    (1, _("Bad")),
)


class ReviewForm(forms.Form):
    """Stars, and perhaps words and a name."""

    stars = forms.TypedChoiceField(
        label=_("How was it?"),
        choices=STARS,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one to five stars.")},
    )
    text = forms.CharField(
        label=_("In your words"),
        required=False,
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "Somebody reads it before everybody does. Please name neither people nor telephone numbers."
        ),
    )
    author = forms.CharField(
        label=_("Your first name"),
        required=False,
        max_length=MOST_NAME,
        help_text=_("Shown with your review; leave it empty to stay nameless."),
    )


class ReviewAnswerForm(forms.Form):
    """The seller's answer."""

    answer = forms.CharField(
        label=_("Your answer"),
        required=False,
        max_length=MOST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Everybody reads it below the review. Leave it empty to take it back."),
    )


class ReviewRefusalForm(forms.Form):
    """Why a review is not shown."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=MOST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The author reads this. A low rating alone is no reason."),
    )
