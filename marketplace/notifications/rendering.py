"""The words of a message, from its template and context, in the reader's language."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.template.loader import render_to_string
from django.utils.translation import get_language_info, gettext, override

from marketplace.kernel.errors import InvalidInput
from marketplace.kernel.formats import base_language
from marketplace.notifications.registry import TEMPLATES
from marketplace.notifications.states import Channel

# The narrow spaces and marks that formats.py needs for print would force a text message out of the GSM alphabet, and
# so into twice as many parts.
_FOR_TELEPHONES: Final = {0x00A0: " ", 0x202F: " ", 0x2019: "'", 0x200E: None, 0x200F: None}
_SPACES: Final = re.compile(r"[ \t]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A message with its words, ready to be handed to a provider."""

    key: str
    channel: str
    to: str
    language: str
    template: str
    context: Mapping[str, str]
    subject: str
    text: str
    html: str


def context_check(*, template: str, context: Mapping[str, object]) -> dict[str, str]:
    """
    Return the context of a template as plain strings.

    :raises InvalidInput: if there is no such template, or a value is missing, unknown or no plain value
    """
    known = TEMPLATES.get(template)
    if known is None:
        raise InvalidInput(gettext("Unknown message: %(name)s.") % {"name": template}, field="template")
    wrong = set(known.context).symmetric_difference(context)
    wrong |= {name for name, value in context.items() if not isinstance(value, str | int) or value == ""}
    if wrong:
        names = ", ".join(sorted(wrong))
        raise InvalidInput(
            gettext("The message %(message)s lacks these values or does not know them: %(names)s.")
            % {"message": template, "names": names},
            field="context",
        )
    return {name: str(value) for name, value in context.items()}


def render(
    *, key: str, channel: str, to: str, language: str, template: str, context: Mapping[str, object]
) -> Outgoing:
    """
    Put a message into words: a subject and a text, and for e-mail a light HTML page of the same text.

    :raises InvalidInput: if the template, its context or the language is wrong
    """
    code = base_language(language)
    values = context_check(template=template, context=context)
    folder = f"notifications/{template}"
    with override(code):
        subject = _one_line(render_to_string(f"{folder}.subject.txt", values))
        short = channel in (Channel.SMS, Channel.WHATSAPP)
        text = render_to_string(f"{folder}.short.txt" if short else f"{folder}.txt", values).strip()
        if short:
            text = _one_line(text).translate(_FOR_TELEPHONES)
        html = _html(code, subject, text) if channel == Channel.EMAIL else ""
    return Outgoing(
        key=key,
        channel=channel,
        to=to,
        language=code,
        template=template,
        context=values,
        subject=subject,
        text=text,
        html=html,
    )


def _html(language: str, subject: str, text: str) -> str:
    direction = "rtl" if get_language_info(language)["bidi"] else "ltr"
    return render_to_string(
        "notifications/layout.html",
        {"subject": subject, "text": text, "language": language, "direction": direction},
    )


def _one_line(text: str) -> str:
    # Also keeps a value with a line break from adding a header to an e-mail.
    return _SPACES.sub(" ", " ".join(text.split("\n"))).replace("\r", "").strip()
