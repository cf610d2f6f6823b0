"""Text messages through a gateway that takes JSON over HTTP."""

from django.conf import settings

from marketplace.notifications.gateways.base import ProviderFailed
from marketplace.notifications.gateways.http import post_json
from marketplace.notifications.rendering import Outgoing


class SmsProvider:
    """
    Speaks the plain form that Moroccan and international gateways share: to, from, text, reference.

    `SMS_GATEWAY_URL` takes `{"to", "from", "text", "reference"}` with a bearer token and answers with `{"id"}`.
    """

    def send(self, message: Outgoing) -> str:
        """
        Hand the text to the gateway; the key goes along, so that a gateway that knows it can drop a second copy.

        :raises ProviderFailed: if the gateway is away, busy or answers without an id
        :raises ProviderRefused: if it refuses the number or the text
        """
        answer = post_json(
            settings.SMS_GATEWAY_URL,
            {"to": message.to, "from": settings.SMS_SENDER, "text": message.text, "reference": message.key},
            headers={"Authorization": f"Bearer {settings.SMS_GATEWAY_TOKEN}", "Idempotency-Key": message.key},
        )
        if not answer.get("id"):
            raise ProviderFailed("The gateway gave no id.")
        return str(answer["id"])
