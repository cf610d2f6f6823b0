"""Small pictures by the ID of what they show: /thumbnail/<id>/<size>/[<format>/], as Saleor's clients build it."""

from collections.abc import Callable, Mapping

from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, HttpResponseRedirect
from django.views.decorators.http import require_safe

from catalog.models.collection import Collection
from catalog.models.taxonomy import Category
from catalog.selectors.gallery import pictures_of
from catalog.states import ThumbnailFormat
from marketplace.graphql.kit.ids import decoded

# The sizes of the contract; what was asked for is served in the nearest of them.
SIZES = (32, 64, 128, 256, 512, 1024, 2048, 4096)
UNKNOWN = "Instance with the given id cannot be found."


@require_safe
def thumbnail(request: HttpRequest, id: str, size: int, format: str = "webp") -> HttpResponse:
    """Lead to the copy of a picture that fits what was asked for, or to the whole picture."""
    parts = decoded(id)
    find = _PICTURES.get(parts[0]) if parts is not None else None
    if parts is None or find is None or not parts[1].isdecimal() or len(parts[1]) > 18:
        return HttpResponseNotFound(UNKNOWN)
    if format.lower() not in ThumbnailFormat.values:
        return HttpResponseNotFound("Format not supported.")
    nearest = min(SIZES, key=lambda each: (abs(each - size), each))
    address = find(int(parts[1]), nearest, format.lower())
    return HttpResponseRedirect(address) if address else HttpResponseNotFound(UNKNOWN)


def _media(key: int, size: int, kind: str) -> str:
    found = pictures_of([key]).get(key)
    return found.url_for(size, kind) if found is not None else ""


def _category(key: int, _size: int, _kind: str) -> str:
    return _stored(Category.objects.filter(pk=key).values_list("background", flat=True).first())


def _collection(key: int, _size: int, _kind: str) -> str:
    return _stored(Collection.objects.filter(pk=key).values_list("background", flat=True).first())


def _stored(name: str | None) -> str:
    return default_storage.url(name) if name else ""


_PICTURES: Mapping[str, Callable[[int, int, str], str]] = {
    "ProductMedia": _media,
    "Category": _category,
    "Collection": _collection,
}
