"""E-mail through Django's mail backend."""

import hashlib
import smtplib

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from marketplace.notifications.gateways.base import ProviderFailed, ProviderRefused
from marketplace.notifications.rendering import Outgoing


class EmailProvider:
    """Sends text with a light HTML alternative."""

    def send(self, message: Outgoing) -> str:
        """
        Hand the message to the mail server.

        Its Message-ID is made of the key, so that the rare second copy after a crash is seen as the same message.

        :raises ProviderFailed: if the server is away or busy
        :raises ProviderRefused: if the server refuses the recipient
        """
        domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ") or "localhost"
        message_id = f"<{hashlib.sha256(message.key.encode()).hexdigest()[:32]}@{domain}>"
        mail = EmailMultiAlternatives(
            subject=message.subject,
            body=message.text,
            to=[message.to],
            headers={
                "Message-ID": message_id,
                "Content-Language": message.language,
                "Auto-Submitted": "auto-generated",
            },
        )
        mail.attach_alternative(message.html, "text/html")
        try:
            mail.send()
        except smtplib.SMTPRecipientsRefused as refused:
            code = next(iter(refused.recipients.values()))[0]
            # 4xx is the server's "not now" (greylisting), 5xx its "never".
            raise (ProviderRefused if code >= 500 else ProviderFailed)(str(refused)) from refused
        except OSError as failed:
            raise ProviderFailed(str(failed)) from failed
        return message_id
