"""The editors write, publish and delete pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from catalog.models.page import Page, PageType
from catalog.policies import may_write_pages
from catalog.services.attribute_values_assign import GivenValues, page_values_assign
from catalog.services.described_changes import DescribedChanges, Missing, slug_for, taken
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.kernel.policy import require


@dataclass(frozen=True, slots=True)
class Publishing:
    """Whether and from when a page is shown; None leaves a part as it is. Shown without a moment means from now on."""

    is_published: bool | None = None
    published_at: datetime | None = None


@transaction.atomic
def page_create(
    *,
    actor: Actor,
    page_type_id: int,
    changes: DescribedChanges,
    publishing: Publishing = Publishing(),
    attributes: Sequence[GivenValues] = (),
    now: datetime,
) -> Page:
    """
    Write a page; a slug is made of its title if none is given.

    :param attributes: values of its type's attributes; those that the type demands must be among them
    :raises NotAllowed: if the actor does not write pages
    :raises NotFound: if there is no such type of pages
    :raises InvalidInput: naming the part that is missing or cannot be used
    :raises Taken: if the slug is another page's
    """
    require(may_write_pages(actor), _("Only the editors may write pages."))
    if not PageType.objects.filter(pk=page_type_id).exists():
        raise NotFound(_("There is no such type of pages."), field="page_type")
    columns = changes.columns(named="titles")
    if "titles" not in columns:
        raise Missing(_("This must not be empty."), field="title")
    columns.setdefault("slug", slug_for(Page, columns["titles"], fallback="page"))
    row = Page(page_type_id=page_type_id, **columns, created_at=now, updated_at=now)
    _publish(row, publishing, now)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise taken(error) from None
    page_values_assign(page=row, given=attributes, is_new=True)
    return row


@transaction.atomic
def page_update(
    *,
    actor: Actor,
    page_id: int,
    changes: DescribedChanges,
    publishing: Publishing = Publishing(),
    attributes: Sequence[GivenValues] = (),
    now: datetime,
) -> Page:
    """
    Change a page, publish it or take it back; attributes that are not named keep their values.

    :raises NotAllowed: if the actor does not write pages
    :raises NotFound: if there is no such page
    :raises InvalidInput: naming the part that cannot be used
    :raises Taken: if the slug is another page's
    """
    require(may_write_pages(actor), _("Only the editors may write pages."))
    row = Page.objects.select_for_update().filter(pk=page_id).first()
    if row is None:
        raise NotFound(_("There is no such page."), field="id")
    for column, value in changes.columns(row, named="titles").items():
        setattr(row, column, value)
    _publish(row, publishing, now)
    row.updated_at = now
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise taken(error) from None
    if attributes:
        page_values_assign(page=row, given=attributes, is_new=False)
    return row


@transaction.atomic
def pages_publish(*, actor: Actor, page_ids: Sequence[int], is_published: bool, now: datetime) -> int:
    """
    Publish pages from now on, or take them back; return how many there were.

    :raises NotAllowed: if the actor does not write pages
    """
    require(may_write_pages(actor), _("Only the editors may write pages."))
    rows = list(Page.objects.select_for_update().filter(pk__in=list(page_ids)).order_by("pk"))
    for row in rows:
        _publish(row, Publishing(is_published), now)
        row.updated_at = now
        row.save(update_fields=["is_published", "published_at", "updated_at"])
    return len(rows)


@transaction.atomic
def pages_delete(*, actor: Actor, page_ids: Sequence[int]) -> int:
    """
    Delete pages, and what leads to them in menus; return how many there were.

    :raises NotAllowed: if the actor does not write pages
    """
    require(may_write_pages(actor), _("Only the editors may write pages."))
    rows = Page.objects.filter(pk__in=list(page_ids))
    count = rows.count()
    rows.delete()
    return count


def _publish(row: Page, publishing: Publishing, now: datetime) -> None:
    if publishing.is_published is not None:
        row.is_published = publishing.is_published
    if publishing.published_at is not None:
        row.published_at = publishing.published_at
    if row.is_published and row.published_at is None:
        row.published_at = now
