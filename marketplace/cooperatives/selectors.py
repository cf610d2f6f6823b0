"""Who acts, which organisations there are, and on what terms they sell."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import BigIntegerField, CharField, Exists, F, Func, OuterRef, Q, QuerySet, Value
from django.utils.translation import gettext as _

from marketplace.accounts.models import PermissionGroup, User
from marketplace.cooperatives.models.identity import BankAccount, CommissionTerm, Identifier
from marketplace.cooperatives.models.organisation import Alliance, Membership, Organisation
from marketplace.cooperatives.policies import may_see
from marketplace.cooperatives.states import (
    ALLIANCES_ON_SHOW,
    DocumentState,
    IdentifierKind,
    VerificationState,
)
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, NotFound
from marketplace.kernel.money import Money
from marketplace.kernel.pages import Page, keys_of, mapped, page_of, page_size
from marketplace.kernel.policy import require
from marketplace.kernel.prepared import AnyOf, Slot, prepared
from marketplace.kernel.texts import text_in


@dataclass(frozen=True, slots=True)
class OrganisationCard:
    """What a list shows of an organisation; texts are language code -> text."""

    organisation_id: int
    slug: str
    kind: str
    sector: str
    names: Mapping[str, str]
    province: str
    region: str
    commune: str
    member_count: int
    women_count: int
    picture_url: str

    def name(self, language: str) -> str:
        """The name in a language, or in the nearest that has one."""
        return text_in(self.names, language)


@dataclass(frozen=True, slots=True)
class AllianceCard:
    """What a list shows of an alliance."""

    alliance_id: int
    slug: str
    names: Mapping[str, str]
    region: str
    picture_url: str
    stories: Mapping[str, str]
    since_date: date

    def name(self, language: str) -> str:
        """The name in a language, or in the nearest that has one."""
        return text_in(self.names, language)


@dataclass(frozen=True, slots=True)
class OrganisationDetail:
    """What the page of an organisation shows to everybody."""

    card: OrganisationCard
    stories: Mapping[str, str]
    founded_date: date | None
    alliances: tuple[AllianceCard, ...]
    # ONSSA authorisation number, which food labels print as well; empty for none that is valid
    food_authorisation: str


@dataclass(frozen=True, slots=True)
class Term:
    """The marketplace's share: `rate` of the price including tax; `hub_fee` per packed sub-order."""

    term_id: int
    rate: Decimal
    hub_fee: Money
    from_date: date


@prepared
def _held(user_id: Slot) -> QuerySet[Membership, tuple[Any, ...]]:
    return Membership.objects.filter(user_id=user_id).values_list("organisation_id", "role")


@prepared
def _held_by_staff(user_id: Slot) -> QuerySet[Membership, tuple[Any, ...]]:
    """Roles, and what somebody holds through groups in the columns of roles: of no organisation, by name."""
    own = Membership.objects.filter(user_id=user_id).values_list("organisation_id", "role")
    unnested = Func(F("permissions"), function="unnest", output_field=CharField())
    nowhere = Value(None, output_field=BigIntegerField(null=True))
    groups = PermissionGroup.objects.filter(members=user_id).annotate(nowhere=nowhere, permission=unnested)
    return own.union(groups.values_list("nowhere", "permission"), all=True)


def actor_of(user: User | AnonymousUser, *, lent: Mapping[int, frozenset[str]] | None = None) -> Actor:
    """
    Return the frozen picture of a person that services and policies ask; one query for the roles.

    :param lent: roles that organisations let the person use just now (see `assisting.assistance_open`)
    """
    if not isinstance(user, User) or not user.is_active:
        return Actor.anonymous()
    held = (_held_by_staff if user.is_staff else _held)(user_id=user.pk)
    roles: dict[int, frozenset[str]] = dict(lent or {})
    by_groups = set()
    for organisation_id, name in held:
        if organisation_id is None:
            by_groups.add(name)
        else:
            roles[organisation_id] = roles.get(organisation_id, frozenset()) | {name}
    return Actor(
        user_id=user.pk,
        is_superuser=user.is_superuser,
        permissions=frozenset(user.staff_permissions) | by_groups if user.is_staff else frozenset(),
        roles=roles,
    )


def sellers_on_show(*, region: str = "", sector: str = "", alliance: str = "") -> QuerySet[Organisation]:
    """
    Return the active sellers of a region, a sector, an alliance (its slug); in no order yet.

    The marketplace's own organisation is nobody's cooperative, and not among them.
    """
    rows = Organisation.objects.filter(state=VerificationState.ACTIVE, is_seller=True, is_platform=False)
    if region:
        rows = rows.filter(region=region)
    if sector:
        rows = rows.filter(sector=sector)
    if alliance:
        rows = rows.filter(Exists(Alliance.members.through.objects.filter(
            organisation_id=OuterRef("pk"), alliance__slug=alliance)))  # fmt: skip
    return rows


def organisations_listed(
    *, region: str = "", sector: str = "", alliance: str = "", after: str = "", first: int = 24
) -> Page[OrganisationCard]:
    """
    Return active sellers, newest first, in one query.

    :param alliance: the slug of an alliance to which they belong
    :raises InvalidInput: if `after` or `first` is not usable
    """
    rows = sellers_on_show(region=region, sector=sector, alliance=alliance)
    if after:
        (last,) = keys_of(after, (int,))
        rows = rows.filter(pk__lt=last)
    found = list(rows.order_by("-pk")[: page_size(first) + 1])
    return mapped(page_of(found, first=first, keys=lambda row: (row.pk,)), organisation_card)


@prepared
def _named(organisation_ids: Slot) -> QuerySet[Organisation]:
    return Organisation.objects.filter(AnyOf("id", organisation_ids))


def organisations_named(organisation_ids: Sequence[int]) -> dict[int, OrganisationCard]:
    """Return the cards of these organisations in any state, by id, in one query."""
    return {row.pk: organisation_card(row) for row in _named(organisation_ids=list(organisation_ids))}


def organisation_stories(organisation_ids: Sequence[int]) -> dict[int, Mapping[str, str]]:
    """Return what organisations tell about themselves, by id, in one query."""
    rows = Organisation.objects.filter(pk__in=organisation_ids).values_list("pk", "stories")
    return dict(rows)


def sellers_by(*, keys: Sequence[int] = (), slugs: Sequence[str] = ()) -> dict[int, OrganisationCard]:
    """Return the active sellers among these ids and slugs, in one query."""
    named = Q(pk__in=keys) | Q(slug__in=[slug for slug in slugs if "\x00" not in slug])
    rows = Organisation.objects.filter(named, state=VerificationState.ACTIVE, is_seller=True)
    return {row.pk: organisation_card(row) for row in rows}


def organisation_slugs() -> list[str]:
    """Return the names in addresses of all active sellers, in one query."""
    rows = Organisation.objects.filter(state=VerificationState.ACTIVE, is_seller=True).order_by("pk")
    return list(rows.values_list("slug", flat=True))


def organisation_page(slug: str, *, on: date) -> OrganisationDetail:
    """
    Return what everybody may see of an active seller, in three queries.

    :raises NotFound: if there is none of that name, or it does not sell
    """
    row = Organisation.objects.filter(slug=slug, state=VerificationState.ACTIVE, is_seller=True).first()
    if row is None:
        raise NotFound(_("There is no such cooperative."), field="slug")
    authorisation = _valid_identifiers(on).filter(organisation=row, kind=IdentifierKind.ONSSA).first()
    return OrganisationDetail(
        card=organisation_card(row),
        stories=row.stories,
        founded_date=row.founded_date,
        alliances=tuple(
            _alliance_card(each) for each in row.alliances.filter(state__in=ALLIANCES_ON_SHOW).order_by("pk")
        ),
        food_authorisation=authorisation.value if authorisation else "",
    )


def food_authorisations(organisation_ids: Collection[int], *, on: date) -> dict[int, str]:
    """Return the ONSSA numbers that are valid on a day, by organisation; one query. Who has none is left out."""
    rows = _valid_identifiers(on).filter(organisation__in=organisation_ids, kind=IdentifierKind.ONSSA)
    return dict(rows.order_by("-pk").values_list("organisation", "value"))


def alliances_listed() -> list[AllianceCard]:
    """Return the alliances at work (a handful), oldest first, in one query."""
    rows = Alliance.objects.filter(state__in=ALLIANCES_ON_SHOW).order_by("since_date", "pk")
    return [_alliance_card(row) for row in rows]


def commission_term_for(organisation_ids: Sequence[int], on: date) -> dict[int, Term]:
    """
    Return each organisation's own newest term that has begun, or else the newest general one; one query.

    :raises Conflict: if an organisation has neither, for then nothing may be sold
    """
    rows = CommissionTerm.objects.filter(
        Q(organisation__in=organisation_ids) | Q(organisation__isnull=True), from_date__lte=on
    ).order_by("from_date", "pk")
    newest: dict[int | None, Term] = {
        row.organisation_id: Term(row.pk, row.rate, Money(row.hub_fee_minor, row.currency), row.from_date)
        for row in rows
    }
    general = newest.get(None)
    terms: dict[int, Term] = {}
    for organisation_id in organisation_ids:
        term = newest.get(organisation_id) or general
        if term is None:
            raise Conflict(_("No commission has been agreed for this day."), field="commission")
        terms[organisation_id] = term
    return terms


def payable_accounts(organisation_ids: Sequence[int], at: datetime) -> dict[int, BankAccount]:
    """Return the account on which each organisation can be paid at `at`; missing: none, or still cooling."""
    rows = BankAccount.objects.filter(organisation__in=organisation_ids, is_active=True, usable_from__lte=at)
    return {row.organisation_id: row for row in rows}


def officers_of(organisation_id: int) -> QuerySet[User]:
    """Return the presidents and treasurers of an organisation: who is told when its money is concerned."""
    return (
        User.objects.filter(
            memberships__organisation_id=organisation_id, memberships__role__in=("president", "treasurer")
        )
        .distinct()
        .order_by("pk")
    )


def own_sellers(actor: Actor) -> list[Organisation]:
    """Return the sellers to which a person belongs, the oldest first, in one query."""
    return list(Organisation.objects.filter(pk__in=list(actor.roles), is_seller=True).order_by("pk"))


def papers_of(*, actor: Actor, organisation_id: int) -> list[Identifier]:
    """
    Return an organisation's official numbers, in one query.

    :raises NotAllowed: if the actor neither belongs to it nor to the staff who verify
    """
    require(may_see(actor, organisation_id), _("These papers are not yours to see."))
    return list(Identifier.objects.filter(organisation_id=organisation_id).order_by("kind"))


def papers_expiring(*, actor: Actor, organisation_id: int, by: date) -> int:
    """
    Count the accepted papers of an organisation that end by a day, or have ended, in one query.

    :raises NotAllowed: if the actor neither belongs to it nor to the staff who verify
    """
    require(may_see(actor, organisation_id), _("These papers are not yours to see."))
    ending = Identifier.objects.filter(organisation_id=organisation_id, expires_date__lte=by)
    return ending.filter(state=DocumentState.ACCEPTED).count()


def bank_accounts_of(*, actor: Actor, organisation_id: int) -> list[BankAccount]:
    """
    Return the account that is paid to and those that wait for a second person, newest first, in one query.

    :raises NotAllowed: if the actor neither belongs to it nor to the staff who verify
    """
    require(may_see(actor, organisation_id), _("These papers are not yours to see."))
    rows = BankAccount.objects.filter(organisation_id=organisation_id)
    return list(rows.filter(Q(is_active=True) | Q(confirmed_by=None)).order_by("-is_active", "-pk"))


def _valid_identifiers(on: date) -> QuerySet[Identifier]:
    return Identifier.objects.filter(
        Q(expires_date__isnull=True) | Q(expires_date__gte=on), state=DocumentState.ACCEPTED
    )


def organisation_card(row: Organisation) -> OrganisationCard:
    """Return the card of an organisation that has been read."""
    return OrganisationCard(
        organisation_id=row.pk,
        slug=row.slug,
        kind=row.kind,
        sector=row.sector,
        names=row.names,
        province=row.province,
        region=row.region,
        commune=row.commune,
        member_count=row.member_count,
        women_count=row.women_count,
        picture_url=row.picture.url if row.picture else "",
    )


def _alliance_card(row: Alliance) -> AllianceCard:
    picture_url = row.picture.url if row.picture else ""
    return AllianceCard(row.pk, row.slug, row.names, row.region, picture_url, row.stories, row.since_date)


def identifiers_accepted(organisation_id: int) -> dict[str, str]:
    """Return an organisation's verified numbers by kind, for papers that must name them; one statement."""
    rows = Identifier.objects.filter(organisation=organisation_id, state=DocumentState.ACCEPTED)
    return dict(rows.values_list("kind", "value"))
