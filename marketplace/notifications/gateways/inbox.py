"""The inbox inside the product: there is nobody outside to hand the message to."""

from marketplace.notifications.rendering import Outgoing


class InboxProvider:
    """Marks the message as arrived; the portal shows it from its own row."""

    def send(self, message: Outgoing) -> str:
        """Return the reference under which the reader finds it."""
        return f"inbox:{message.to}"
