"""A twin of a Moroccan acquirer's hosted page: it checks the form's hash, asks yes or no, and calls back, signed."""

import base64
import hashlib
import hmac
import urllib.request
from html import escape
from urllib.error import URLError
from urllib.parse import parse_qsl, urlencode

from marketplace.sandbox.api import Answer, Request
from marketplace.sandbox.hosted import markup
from marketplace.sandbox.hosted.texts import LANGUAGES

PREFIX = "/fim/"
TIMEOUT = 20
_TEXTS = {
    "ar": ("صفحة الأداء التجريبية", "أداء", "رفض", "النموذج غير موقع كما يجب."),
    "fr": ("Page de paiement d’essai", "Payer", "Refuser", "Le formulaire n’est pas signé correctement."),
    "en": ("Trial payment page", "Pay", "Decline", "The form is not signed rightly."),
}


def signature(fields: dict[str, str], store_key: str) -> str:
    """Return the hash of a form as public client libraries compute it."""
    names = sorted((name for name in fields if name.lower() not in ("hash", "encoding")), key=str.lower)
    values = [fields[name] for name in names] + [store_key]
    plain = "|".join(value.replace("\\", "\\\\").replace("|", "\\|") for value in values)
    return base64.b64encode(hashlib.sha512(plain.encode()).digest()).decode()


class Acquirer:
    """The acquirer's page; it keeps nothing."""

    def __init__(self, store_key: str) -> None:
        self._key = store_key

    def handle(self, request: Request) -> Answer:
        """Show the page of a signed form; a button on it decides."""
        given = dict(parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True))
        verdict = given.pop("verdict", "")
        language = given.get("lang", "fr") if given.get("lang") in LANGUAGES else "fr"
        texts = _TEXTS.get(language, _TEXTS["fr"])
        if request.method != "POST" or not self._is_signed(given):
            return _page(language, texts[0], f'<p class="error" role="alert">{texts[3]}</p>', 400)
        if not verdict:
            return _page(language, texts[0], _choice(given, texts))
        self._call_back(given, is_paid=verdict == "pay")
        where = given["okUrl" if verdict == "pay" else "failUrl"]
        return Answer(303, b"", {"Location": where, "Cache-Control": "no-store"})

    def _is_signed(self, given: dict[str, str]) -> bool:
        said = given.get("hash", "")
        return bool(self._key) and hmac.compare_digest(said.encode(), signature(given, self._key).encode())

    def _call_back(self, given: dict[str, str], *, is_paid: bool) -> None:
        answer = {
            "clientid": given["clientid"],
            "oid": given["oid"],
            "amount": given["amount"],
            "currency": given["currency"],
            "Response": "Approved" if is_paid else "Declined",
            "ProcReturnCode": "00" if is_paid else "05",
            "TransId": f"T{hashlib.sha256(given['oid'].encode()).hexdigest()[:16]}",
            "hashAlgorithm": "ver3",
        }
        answer["HASH"] = signature(answer, self._key)
        self._call(given["callbackUrl"], answer)

    def _call(self, url: str, answer: dict[str, str]) -> None:
        request = urllib.request.Request(url, urlencode(answer).encode(), method="POST")  # noqa: S310
        try:
            urllib.request.urlopen(request, timeout=TIMEOUT).close()  # noqa: S310
        except URLError:
            # The real one tries again later; here the customer's page says that nothing has arrived.
            return


def _choice(given: dict[str, str], texts: tuple[str, str, str, str]) -> str:
    hidden = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in given.items()
    )
    return (
        f"<p><strong><bdi>{escape(given.get('amount', ''))} MAD</bdi></strong></p>"
        f'<form method="post">{hidden}<button name="verdict" value="pay">{texts[1]}</button> '
        f'<button name="verdict" value="decline">{texts[2]}</button></form>'
    )


def _page(language: str, title: str, content: str, status: int = 200) -> Answer:
    headers = {
        "Content-Type": "text/html; charset=utf-8",
        "Cache-Control": "no-store",
        "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'",
        "X-Content-Type-Options": "nosniff",
    }
    return Answer(status, markup.shell(language, title, content).encode(), headers)
