"""Texts made comparable: for searching (Arabic spellings folded together), for sorting, and for clean names."""

import re
import unicodedata

# Letters that are written one for the other: alef with hamza, madda or wasla; alef maksura; ta marbuta; hamza seats;
# and the Persian forms that some keyboards produce. Tatweel and the vowel signs say nothing to a search.
_ARABIC = str.maketrans(
    {
        "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا",
        "ى": "ي", "ی": "ي", "ئ": "ي", "ؤ": "و", "ة": "ه", "ک": "ك", "گ": "ك", "ڭ": "ك",
        "ـ": None, "ء": None,
    }
)  # fmt: skip
_ARABIC_MARKS = re.compile("[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]")
# The article "al-" and the conjunctions stuck to it; short words are left alone so that nothing becomes empty.
_ARABIC_ARTICLE = re.compile(r"^(?:و|ف|ب|ك)?(?:ال)(?=\w{3,})|^لل(?=\w{3,})")
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_WORD = re.compile(r"\w+")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "đ": "d", "ł": "l"})
# Marks that reverse or hide the reading direction, invisible joiners, and byte-order marks.
_BIDI = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u061c]")
_SPACES = re.compile(r"\s+")


def normalised(text: str) -> str:
    """Fold case, accents, Arabic spellings and foreign digits, so that equal words are equal strings."""
    # Decomposed first, for letters that only look different (𝐀); again after, since folding can compose.
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = "".join(sign for sign in folded if not unicodedata.combining(sign))
    plain = _ARABIC_MARKS.sub("", bare).translate(_LIGATURES).translate(_ARABIC).translate(_DIGITS)
    return _SPACES.sub(" ", plain).strip()


def search_words(text: str) -> list[str]:
    """Return the normalised words of a text, without the Arabic article, each once, in order."""
    words = (_ARABIC_ARTICLE.sub("", word) for word in _WORD.findall(normalised(text)))
    return list(dict.fromkeys(words))


def sort_key(text: str, *, length: int = 80) -> str:
    """
    Return a key whose byte order is the order of a dictionary.

    The base letters of Arabic stand in Unicode in the order of their alphabet, and French sorts by base letters
    first, so the normalised text serves both. What it leaves out: French accents as a second criterion, and the
    order of Tifinagh.
    """
    return normalised(text)[:length]


def without_controls(text: str) -> str:
    """Remove control and bidi-control characters (which can disguise a name) and fold white space."""
    visible = _BIDI.sub("", unicodedata.normalize("NFC", text))
    return _SPACES.sub(
        " ", "".join(" " if sign.isspace() else sign for sign in visible if sign.isspace() or _is_shown(sign))
    ).strip()


def _is_shown(sign: str) -> bool:
    return unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
