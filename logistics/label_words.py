"""The allergens as labels name them, in the label's language."""

from collections.abc import Sequence

from django.utils.translation import override

from catalog.allergens import allergen_name


def allergen_words(keys: Sequence[str], language: str) -> str:
    """List allergens in a language."""
    with override(language):
        comma = "، " if language == "ar" else ", "
        return comma.join(allergen_name(key) for key in keys)
