"""The portal's voices: which button can be heard in which language, recorded here or handed in as a file."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from frontend.access import actor_for, opened_to
from frontend.cards import Link
from frontend.forms.refusals import done
from frontend.forms.voices import VoiceForm
from frontend.portal_actions import ACTIONS
from frontend.views.operator.desk import operator_page
from marketplace.kernel.errors import InvalidInput, NotFound
from marketplace.network.models import Recording
from marketplace.network.policies import may_record
from marketplace.network.recordings import recording_counts, recording_slots
from marketplace.network.services.recording_keep import recording_keep
from marketplace.network.services.recording_remove import recording_remove, recording_restore
from marketplace.network.states import VoiceLanguage

# This page alone may ask for the microphone.
MICROPHONE = "camera=(), geolocation=(), microphone=(self), payment=(), usb=(), browsing-topics=()"


@require_safe
@opened_to(may_record)
def voices(request: HttpRequest) -> HttpResponseBase:
    """List the slots of one language, the empty ones too."""
    language = request.GET.get("language", VoiceLanguage.DARIJA)
    if language not in VoiceLanguage.values:
        raise NotFound(_("There is no such language."), field="language")
    counts, slots = recording_counts(), recording_slots(language)
    shown = {
        "rows": [(action, slots.get(action.key)) for action in ACTIONS.values()],
        "language": language,
        "filled": counts.get(language, 0),
        "most": len(ACTIONS),
        "tabs": [
            Link(str(each.label), f"?language={each}", is_here=each == language, count=counts.get(each, 0))
            for each in VoiceLanguage
        ],
    }
    answer = operator_page(request, "voices", "operator-voices", shown)
    answer.headers["Permissions-Policy"] = MICROPHONE
    return answer


@require_POST
@opened_to(may_record)
def keep(request: HttpRequest) -> HttpResponseBase:
    """Put a recording into a slot; what was there gives way."""
    form = VoiceForm(request.POST, request.FILES)

    def write() -> Recording:
        if not form.is_valid():
            raise InvalidInput(" ".join(str(error) for errors in form.errors.values() for error in errors))
        data = form.cleaned_data
        return recording_keep(
            actor=actor_for(request),
            action=data["action"],
            language=data["language"],
            content=data["audio"].read(),
            now=timezone.now(),
        )

    done(request, write, _("It is heard from now on."))
    return redirect(_slot_url(request.POST.get("language", ""), request.POST.get("action", "")))


@require_POST
@opened_to(may_record)
def act(request: HttpRequest, recording_id: int, step: str) -> HttpResponseBase:
    """Take a recording out of its slot, or put it back."""
    steps = {
        "remove": (recording_remove, _("Nobody hears it any more.")),
        "restore": (recording_restore, _("It is heard from now on.")),
    }
    if step not in steps:
        raise NotFound(_("There is no such step."), field="step")
    service, told = steps[step]
    row = done(
        request,
        lambda: service(actor=actor_for(request), recording_id=recording_id, now=timezone.now()),
        told,
    )
    return redirect(_slot_url(row.language, row.action) if row else reverse("frontend:operator-voices"))


def _slot_url(language: str, action: str) -> str:
    known = language if language in VoiceLanguage.values else VoiceLanguage.DARIJA
    place = f"#slot-{ACTIONS[action].number}" if action in ACTIONS else ""
    return f"{reverse('frontend:operator-voices')}?language={known}{place}"
