"""The staff for types of pages makes, changes and deletes them, and says which attributes their pages have."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from catalog.models.attribute import Attribute, PageTypeAttribute
from catalog.models.page import Page, PageType
from catalog.policies import may_write_page_types
from catalog.services.described_changes import DescribedChanges, Missing, slug_for, taken
from catalog.states import AttributeKind
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import InvalidInput, NotFound
from marketplace.kernel.policy import require


@transaction.atomic
def page_type_create(
    *, actor: Actor, changes: DescribedChanges, attribute_ids: Sequence[int] = ()
) -> PageType:
    """
    Make a type of pages.

    :raises NotAllowed: if the actor does not look after types of pages
    :raises InvalidInput: naming the part that is missing or cannot be used
    :raises Taken: if the slug is another type's
    """
    require(may_write_page_types(actor), _("You may not write types of pages."))
    columns = changes.columns()
    if "names" not in columns:
        raise Missing(_("This must not be empty."), field="name")
    columns.setdefault("slug", slug_for(PageType, columns["names"], fallback="page-type"))
    try:
        with transaction.atomic():
            row = PageType.objects.create(**columns)
    except IntegrityError as error:
        raise taken(error) from None
    _assign(row, attribute_ids)
    return row


@transaction.atomic
def page_type_update(
    *,
    actor: Actor,
    page_type_id: int,
    changes: DescribedChanges,
    added_attribute_ids: Sequence[int] = (),
    removed_attribute_ids: Sequence[int] = (),
) -> PageType:
    """
    Change a type of pages; pages lose the values of attributes that are taken away.

    :raises NotAllowed: if the actor does not look after types of pages
    :raises NotFound: if there is no such type
    :raises InvalidInput: naming the part that cannot be used
    :raises Taken: if the slug is another type's
    """
    require(may_write_page_types(actor), _("You may not write types of pages."))
    row = PageType.objects.select_for_update().filter(pk=page_type_id).first()
    if row is None:
        raise NotFound(_("There is no such type of pages."), field="id")
    columns = changes.columns(row)
    for column, value in columns.items():
        setattr(row, column, value)
    try:
        with transaction.atomic():
            row.save(update_fields=[*columns])
    except IntegrityError as error:
        raise taken(error) from None
    _assign(row, added_attribute_ids)
    row.attribute_places.filter(attribute_id__in=list(removed_attribute_ids)).delete()
    for page in Page.objects.filter(page_type=row):
        page.assigned_values.filter(value__attribute_id__in=list(removed_attribute_ids)).delete()
    return row


@transaction.atomic
def page_types_delete(*, actor: Actor, page_type_ids: Sequence[int]) -> int:
    """
    Delete types of pages with all their pages; return how many there were.

    :raises NotAllowed: if the actor does not look after types of pages
    """
    require(may_write_page_types(actor), _("You may not write types of pages."))
    Page.objects.filter(page_type_id__in=list(page_type_ids)).delete()
    rows = PageType.objects.filter(pk__in=list(page_type_ids))
    count = rows.count()
    rows.delete()
    return count


def _assign(row: PageType, attribute_ids: Sequence[int]) -> None:
    if not attribute_ids:
        return
    wanted = list(dict.fromkeys(attribute_ids))
    found = Attribute.objects.filter(pk__in=wanted, kind=AttributeKind.PAGE_TYPE).count()
    if found != len(wanted):
        raise InvalidInput(_("Only attributes of pages can be assigned."), field="add_attributes")
    start = row.attribute_places.count()
    PageTypeAttribute.objects.bulk_create(
        [
            PageTypeAttribute(page_type=row, attribute_id=key, position=start + place)
            for place, key in enumerate(wanted)
        ],
        ignore_conflicts=True,
    )
