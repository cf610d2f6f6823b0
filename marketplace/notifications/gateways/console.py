"""The twin of every provider: it shows what would have been sent."""

import logging

from marketplace.notifications.models import ConsoleDelivery
from marketplace.notifications.rendering import Outgoing

logger = logging.getLogger(__name__)


class ConsoleProvider:
    """Writes to the log and to a table that the admin and the demo show."""

    def send(self, message: Outgoing) -> str:
        """Keep the message, once per key, and return the number of its row."""
        delivery, _created = ConsoleDelivery.objects.update_or_create(
            key=message.key,
            defaults={
                "channel": message.channel,
                "to": message.to,
                "language": message.language,
                "subject": message.subject[:200],
                "text": message.text,
            },
        )
        logger.info("%s to %s: %s", message.channel, message.to, message.text)
        return f"console:{delivery.pk}"
