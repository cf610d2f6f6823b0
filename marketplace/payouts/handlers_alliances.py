"""What alliances decide about their money."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from marketplace.cooperatives.events import ProposalClosed
from marketplace.cooperatives.models.organisation import Alliance
from marketplace.cooperatives.states import ProposalKind
from marketplace.kernel.actor import Actor
from marketplace.kernel.money import Money
from marketplace.kernel.texts import LANGUAGES
from marketplace.outbox.bus import listens
from marketplace.payouts.services.fund_spend import fund_spend

_FOR = gettext_noop("decided by the members of %(alliance)s")


@listens(ProposalClosed, name="payouts.pay_from_fund")
def pay_from_fund(event: ProposalClosed, *, now: datetime) -> None:
    """Pay what the members decided to pay from a fund of theirs."""
    if not event.is_passed or event.kind != ProposalKind.SPEND:
        return
    alliance = Alliance.objects.select_for_update(of=("self",)).get(pk=event.alliance_id)
    fund_spend(
        actor=Actor.of_machine("alliance-vote"),
        alliance_id=event.alliance_id,
        fund=event.effect["fund"],
        receiver_id=event.effect["organisation_id"],
        amount=Money(event.effect["amount_minor"]),
        key=f"proposal:{event.proposal_id}:spent",
        texts=_texts(alliance),
        now=now,
    )


def _texts(alliance: Alliance) -> dict[str, str]:
    texts = {}
    for language in LANGUAGES:
        with override(language):
            texts[language] = _(_FOR) % {"alliance": alliance.name(language)}
    return texts
