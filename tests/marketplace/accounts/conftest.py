"""People at the door."""

import pytest
from django.utils import timezone

from marketplace.notifications.models import ConsoleDelivery
from marketplace.notifications.services.messages_send_due import messages_send_due
from marketplace.outbox.delivery import deliver


@pytest.fixture
def post(transactional_db):
    """Deliver what the outbox and the messages hold; return what the console twins said, oldest first."""

    def delivered() -> list[ConsoleDelivery]:
        deliver(now=timezone.now())
        messages_send_due(now=timezone.now(), limit=50)
        return list(ConsoleDelivery.objects.order_by("pk"))

    return delivered
