"""Collections, pages and menus of the demonstration, in Arabic, French and English."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from catalog.models.assignment import ProductAttributeValue
from catalog.models.attribute import AttributeValue
from catalog.models.collection import Collection
from catalog.models.offer import Listing
from catalog.models.page import Page, PageType
from catalog.models.taxonomy import Category
from catalog.services.collection_show import Showing, collection_show
from catalog.services.collection_write import collection_create
from catalog.services.described_changes import DescribedChanges
from catalog.services.menu_write import Target, menu_create, menu_item_create
from catalog.services.page_write import Publishing, page_create, page_update
from marketplace.channels.models import Channel
from marketplace.demo.organisations import MACHINE
from marketplace.kernel.rich_text import document_of

_DATA = Path(__file__).parent / "data" / "content.json"


def content_make(channel: Channel, *, now: datetime) -> int:
    """Write collections with products, pages and menus; return how many of all three there are."""
    content: dict[str, Any] = json.loads(_DATA.read_text(encoding="utf-8"))
    for row in content["collections"]:
        _collection(row, channel, now)
    for row in content["pages"]:
        _page(row, now)
    for row in content["menus"]:
        menu = menu_create(actor=MACHINE, name=row["name"], slug=row["slug"])
        _items(menu.pk, row["items"], None)
    _bestsellers()
    return sum(len(rows) for rows in content.values())


def _collection(row: Mapping[str, Any], channel: Channel, now: datetime) -> None:
    listed = Listing.objects.filter(channel=channel, is_visible=True).order_by("product_id")
    take = row["take"]
    if "families" in take:
        listed = listed.filter(product_type__key__in=take["families"])
    keys = list(listed.values_list("product_id", flat=True))[:: take.get("every", 1)][: take["most"]]
    documents = {language: document_of(text) for language, text in row["texts"].items()}
    made = collection_create(
        actor=MACHINE,
        changes=DescribedChanges(names=row["names"], slug=row["slug"], documents=documents),
        product_ids=keys,
        now=now,
    )
    showing = Showing(channel.pk, is_published=True)
    collection_show(actor=MACHINE, collection_id=made.pk, showings=[showing], now=now)


def _page(row: Mapping[str, Any], now: datetime) -> None:
    kind = PageType.objects.get(slug=row["type"])
    documents = {language: document_of("\n\n".join(texts)) for language, texts in row["texts"].items()}
    changes = DescribedChanges(names=row["titles"], slug=row["slug"], slugs=row["slugs"], documents=documents)
    page = page_create(actor=MACHINE, page_type_id=kind.pk, changes=changes, now=now)
    publishing = Publishing(is_published=True)
    page_update(actor=MACHINE, page_id=page.pk, changes=DescribedChanges(), publishing=publishing, now=now)


def _items(menu_id: int, rows: Sequence[Mapping[str, Any]], parent_id: int | None) -> None:
    for row in rows:
        if "categories" in row:
            for shelf in Category.objects.filter(parent=None).order_by("position", "id")[: row["categories"]]:
                target = Target(category_id=shelf.pk)
                menu_item_create(actor=MACHINE, menu_id=menu_id, names=shelf.names, target=target)
            continue
        names, target = _led_to(row)
        item = menu_item_create(
            actor=MACHINE, menu_id=menu_id, names=names, target=target, parent_id=parent_id
        )
        _items(menu_id, row.get("children", ()), item.pk)


def _led_to(row: Mapping[str, Any]) -> tuple[Mapping[str, str], Target]:
    if "collection" in row:
        found = Collection.objects.get(slug=row["collection"])
        return found.names, Target(collection_id=found.pk)
    if "page" in row:
        page = Page.objects.get(slug=row["page"])
        return page.titles, Target(page_id=page.pk)
    return row["names"], Target(url=row.get("url"))


def _bestsellers() -> None:
    """Say of what is featured that it sells best."""
    value = AttributeValue.objects.get(attribute__slug="bestseller", boolean=True)
    featured = Collection.objects.get(slug="featured-products").members.values_list("product_id", flat=True)
    ProductAttributeValue.objects.bulk_create(
        [ProductAttributeValue(product_id=key, value=value) for key in featured]
    )
