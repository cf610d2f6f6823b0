"""Files that no address leads to."""

from django.core.files.storage import FileSystemStorage


class PrivateFileStorage(FileSystemStorage):
    """Local files that are only ever read by a view which has asked who may see them."""

    def url(self, name: str | None) -> str:
        """
        Refuse: Django would otherwise make up an address under MEDIA_URL.

        :raises ValueError: always
        """
        raise ValueError("This file is not accessible via a URL.")
