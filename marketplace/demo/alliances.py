"""Two alliances of the demonstration that sell in common: their rule, their goods, their votes, a call for supply."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from catalog.models.product import Variant
from catalog.services.pooled_listing_open import pooled_listing_open
from catalog.states import ProductState
from logistics.models.lot import Lot
from logistics.services.contribution_offer import Promise, contribution_offer
from logistics.services.lot_receive import lot_receive
from logistics.services.lot_release import lot_release
from logistics.services.supply_call import supply_call
from marketplace.cooperatives.models.alliance import AllianceRule
from marketplace.cooperatives.models.organisation import Alliance, Organisation
from marketplace.cooperatives.services.proposal_open import proposal_open
from marketplace.cooperatives.services.vote_cast import vote_cast
from marketplace.cooperatives.states import AllocationPolicy, Role
from marketplace.demo.organisations import MACHINE, Country
from marketplace.kernel.actor import Actor
from marketplace.outbox.delivery import deliver

POLICIES = (AllocationPolicy.QUOTA, AllocationPolicy.ROTATION)
LOT_UNITS = 40


def speaking_for(organisation: Organisation) -> Actor:
    """The president of a cooperative, whoever that is."""
    return Actor(roles={organisation.pk: frozenset({Role.PRESIDENT.value})})


def alliances_make(country: Country, *, now: datetime) -> list[int]:
    """Let each alliance sell one product of a member in common; return the variants, to be bought in the history."""
    pooled = []
    for number, alliance in enumerate(Alliance.objects.order_by("pk")):
        if number == 0:
            # The cooperative whose president anybody may be belongs to the first.
            alliance.members.add(country.cooperatives[0])
        variant = _common(alliance)
        if variant is None:
            continue
        alliance.seller = variant.product.organisation
        alliance.save(update_fields=["seller"])
        _founded(alliance, POLICIES[number % len(POLICIES)], now=now)
        grade = 100 * max(int(variant.weight_g or 500) // 10, 10)
        pooled_listing_open(
            actor=MACHINE,
            product_id=variant.product_id,
            alliance_id=alliance.pk,
            grades={"1": grade, "2": grade * 4 // 5},
            now=now - timedelta(days=100),
        )
        _bring(country, alliance, variant, now=now)
        pooled.append(variant.pk)
    return pooled


def _common(alliance: Alliance) -> Variant | None:
    """The first product of a member that is on the shelf and in the hub."""
    rows = Variant.objects.filter(
        product__organisation__in=alliance.members.all(),
        product__state=ProductState.PUBLISHED,
        lots__state="released",
    )
    return rows.select_related("product__organisation").order_by("pk").first()


def _founded(alliance: Alliance, policy: AllocationPolicy, *, now: datetime) -> None:
    members = list(alliance.members.order_by("pk").values_list("pk", flat=True))
    shares = {str(pk): 3 - min(place, 2) for place, pk in enumerate(members)}
    AllianceRule.objects.create(
        alliance=alliance,
        policy=policy,
        quotas=shares if policy == AllocationPolicy.QUOTA else {},
        overhead_rate=Decimal("0.0500"),
        solidarity_rate=Decimal("0.0200"),
        quorum_percent=50,
        from_at=now - timedelta(days=120),
    )


def _bring(country: Country, alliance: Alliance, variant: Variant, *, now: datetime) -> None:
    """Each other member has a lot of it at the hub since before the first order."""
    known = Lot.objects.filter(variant=variant, state="released").order_by("pk")[0]
    day = now - timedelta(days=97)
    for place, member in enumerate(
        alliance.members.exclude(pk=variant.product.organisation_id).order_by("pk")
    ):
        ends = known.best_before_date
        lot = lot_receive(
            actor=MACHINE,
            variant_id=variant.pk,
            warehouse_id=country.warehouse.pk,
            organisation_id=member.pk,
            quantity=LOT_UNITS,
            best_before_date=ends + timedelta(days=10 * place) if ends else None,
            produced_date=day.date() - timedelta(days=9),
            now=day,
        )
        lot_release(actor=MACHINE, lot_id=lot.pk, now=day + timedelta(days=1))


def alliances_decide(*, now: datetime) -> int:
    """Let members decide, put something to the vote, and ask for goods; return how many alliances did."""
    decided = 0
    for alliance in Alliance.objects.filter(listings__isnull=False).order_by("pk"):
        members = list(alliance.members.order_by("pk"))
        _voted(alliance, members, now=now)
        _asked(alliance, members, now=now)
        decided += 1
    while deliver(now=now):
        pass
    return decided


def _voted(alliance: Alliance, members: list[Organisation], *, now: datetime) -> None:
    first, last = members[0], members[-1]
    rent = {"fund": "overhead", "amount_minor": 5_000, "organisation_id": last.pk}
    for kind, effect, text, days_ago in (
        ("spend", rent, "Le loyer du bureau commun", 20),
        ("other", {}, "Une semaine de formation au conditionnement, en janvier ?", 2),
    ):
        opened = now - timedelta(days=days_ago)
        proposal = proposal_open(
            actor=speaking_for(last),
            organisation_id=last.pk,
            alliance_id=alliance.pk,
            kind=kind,
            effect=effect,
            text=text,
            deadline_at=opened + timedelta(days=14),
            key=f"demo:{alliance.pk}:{kind}",
            now=opened,
        )
        voting = members if kind == "spend" else [row for row in members[1:] if row != first][:1]
        for member in voting:
            vote_cast(
                actor=speaking_for(member),
                organisation_id=member.pk,
                proposal_id=proposal.pk,
                ballot="yes",
                now=opened + timedelta(days=1),
            )


def _asked(alliance: Alliance, members: list[Organisation], *, now: datetime) -> None:
    listing = alliance.listings.order_by("pk")[0]
    variant = listing.product.variants.order_by("pk")[0]
    today = timezone.localdate(now)
    asking, answering = members[0], members[-1]
    call = supply_call(
        actor=speaking_for(asking),
        organisation_id=asking.pk,
        listing_id=listing.pk,
        variant_id=variant.pk,
        quantity=300,
        needed_date=today + timedelta(days=21),
        note="Commande d’un hôtel pour les fêtes",
        key=f"demo:call:{alliance.pk}",
        now=now - timedelta(days=1),
    )
    contribution_offer(
        actor=speaking_for(answering),
        organisation_id=answering.pk,
        listing_id=listing.pk,
        promise=Promise(
            variant_id=variant.pk,
            quantity=120,
            grade="1",
            from_date=today,
            until_date=call.needed_date,
            call_id=call.pk,
        ),
        key=f"demo:answer:{alliance.pk}",
        now=now - timedelta(hours=5),
    )
