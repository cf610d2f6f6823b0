"""What an auditor asks for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from frontend.forms.fields import CodeField, DayField


class DayForm(forms.Form):
    """As of the end of which day."""

    day = DayField(label=_("As of the end of"), required=False)


class JournalForm(DayForm):
    """Which entries."""

    account = CodeField(label=_("Account"), required=False, max_length=100)


class PeriodForm(forms.Form):
    """From which day to which."""

    from_day = DayField(label=_("From"))
    to_day = DayField(label=_("To"))
