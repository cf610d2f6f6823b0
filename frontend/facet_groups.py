"""From counted facets to the groups of ticks that a list shows, and the chips of what is ticked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from catalog.selectors.facets import Facet
from frontend.cards import Chip
from frontend.forms.facets import FACET_NAMES, FacetForm
from frontend.query_strings import address
from marketplace.kernel.texts import text_in

# So many values of a facet are shown, and those that are ticked; the rest is found by searching
MOST_SHOWN = {"seller": 8}
# Shown in the order of their choices, not by how many there are
ORDERED = frozenset({"month", "price"})


@dataclass(frozen=True, slots=True)
class Tick:
    """One value that can be ticked."""

    value: str
    text: str
    # As shown: "12", or "12+" where counting stopped; empty for what is ticked and finds nothing
    count: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The values of one facet; `is_open` while something is ticked."""

    name: str
    title: str
    ticks: Sequence[Tick]
    is_open: bool
    errors: Sequence[str] = ()


def facet_groups(
    form: FacetForm, facets: Mapping[str, Facet], language: str, *, leaving_out: str = ""
) -> list[Group]:
    """Return the groups that a list can be narrowed down by: what would find something, and what is ticked."""
    groups = []
    for name, title in FACET_NAMES.items():
        ticks = _ticks(form, name, facets[name], language)
        errors = [str(error) for error in form.errors.get(name, ())]
        if name != leaving_out and (len(ticks) > 1 or errors or any(tick.is_on for tick in ticks)):
            is_open = bool(errors) or any(tick.is_on for tick in ticks)
            groups.append(Group(name, str(title), ticks, is_open, errors))
    return groups


def _ticks(form: FacetForm, name: str, facet: Facet, language: str) -> list[Tick]:
    ticked = {str(each) for each in getattr(form.choice(), name)}
    names = {each.value: text_in(each.names, language) for each in facet.values if each.names}
    counts = {each.value: each.count for each in facet.values}
    shown = list(counts)[: MOST_SHOWN.get(name)]
    shown += [value for value in sorted(ticked) if value not in shown]
    if name in ORDERED:
        shown.sort(key=int)
    more = "+" if facet.is_capped else ""
    return [
        Tick(
            value,
            form.label_of(name, value, lambda slug: names.get(slug, slug)),
            f"{counts[value]}{more}" if value in counts else "",
            value in ticked,
        )
        for value in shown
    ]


def chosen_chips(
    form: FacetForm, groups: Sequence[Group], path: str, kept: Mapping[str, object]
) -> list[tuple[Chip, str]]:
    """Return what narrows the list down, each with the address of the list without it."""
    chips = []
    for group in groups:
        on = [tick for tick in group.ticks if tick.is_on]
        for tick in on:
            rest = [each.value for each in on if each is not tick]
            chips.append((Chip(f"{group.title}: {tick.text}"), address(path, {**kept, group.name: rest})))
    values = form.usable()
    for name in ("least", "most"):
        if values.get(name) is not None:
            text = f"{form.fields[name].label}: {form.data[name]}"
            chips.append((Chip(text), address(path, {**kept, name: ""})))
    return chips
