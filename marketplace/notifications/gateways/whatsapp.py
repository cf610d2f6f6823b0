"""WhatsApp through Meta's Cloud API."""

from django.conf import settings

from marketplace.notifications.gateways.base import ProviderFailed
from marketplace.notifications.gateways.http import post_json
from marketplace.notifications.rendering import Outgoing

# Meta keeps the approved templates under its own language codes; it knows no Tamazight.
_LANGUAGES = {"ar": "ar", "fr": "fr", "en": "en", "es": "es", "zgh": "fr"}


class WhatsappProvider:
    """
    Sends an approved template: outside a conversation that the reader began, WhatsApp accepts nothing else.

    The approved template has the name of ours and one body parameter, the short text.
    """

    def send(self, message: Outgoing) -> str:
        """
        Hand the message to the Cloud API.

        :raises ProviderFailed: if it is away, busy or answers without an id
        :raises ProviderRefused: if it refuses the number or the template
        """
        answer = post_json(
            f"{settings.WHATSAPP_API_BASE}/{settings.WHATSAPP_PHONE_NUMBER_ID}/messages",
            {
                "messaging_product": "whatsapp",
                "to": message.to.removeprefix("+"),
                "type": "template",
                "template": {
                    "name": message.template,
                    "language": {"code": _LANGUAGES[message.language]},
                    "components": [{"type": "body", "parameters": [{"type": "text", "text": message.text}]}],
                },
            },
            headers={"Authorization": f"Bearer {settings.WHATSAPP_TOKEN}"},
        )
        sent = answer.get("messages")
        if not isinstance(sent, list) or not sent or not sent[0].get("id"):
            raise ProviderFailed("The answer names no message.")
        return str(sent[0]["id"])
