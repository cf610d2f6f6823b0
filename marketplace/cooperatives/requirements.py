"""Which papers an organisation hands in before it may sell; pure."""

from collections.abc import Iterable

from marketplace.cooperatives.states import IdentifierKind, OrganisationKind, Sector

# Law 112-12 enters cooperatives and their unions in a register of their own at the court of first instance
# (decree 2-15-617); companies and groups stand in the trade register (law 13-97 for groups).
_REGISTERS = {
    OrganisationKind.COOPERATIVE: (IdentifierKind.COOPERATIVE_REGISTER,),
    OrganisationKind.UNION: (IdentifierKind.COOPERATIVE_REGISTER,),
    OrganisationKind.GIE: (IdentifierKind.RC,),
    OrganisationKind.COMPANY: (IdentifierKind.RC,),
    OrganisationKind.ASSOCIATION: (IdentifierKind.STATUTES,),
}
# Food leaves no place without the office's authorisation (law 28-07).
_OF_SECTOR = {Sector.FOOD: (IdentifierKind.ONSSA,)}
# A register's number means nothing without the court or the office that keeps it.
NEEDS_ISSUER = frozenset({IdentifierKind.COOPERATIVE_REGISTER, IdentifierKind.RC})
# These are papers, not numbers: without their picture there is nothing to look at.
NEEDS_SCAN = frozenset({IdentifierKind.STATUTES, IdentifierKind.MANDATE})


def papers_demanded(kind: str, sector: str, *, sells: bool) -> tuple[IdentifierKind, ...]:
    """
    Return what an organisation of this form and trade hands in.

    The ICE is compulsory for whoever invoices (CGI art. 145-III); the mandate says who may sign for it.
    """
    papers: tuple[IdentifierKind, ...] = (
        IdentifierKind.ICE,
        *_REGISTERS[OrganisationKind(kind)],
        IdentifierKind.MANDATE,
    )
    if sells and sector:
        papers += _OF_SECTOR.get(Sector(sector), ())
    return papers


def papers_missing(
    kind: str, sector: str, *, sells: bool, handed_in: Iterable[str]
) -> tuple[IdentifierKind, ...]:
    """Return which of the papers demanded are not among those handed in."""
    there = set(handed_in)
    return tuple(paper for paper in papers_demanded(kind, sector, sells=sells) if paper not in there)
