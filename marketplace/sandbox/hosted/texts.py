"""The words of the hosted pages in English, French and Arabic."""

LANGUAGES = ("fr", "ar", "en")
NAMES = {"fr": "Français", "ar": "العربية", "en": "English"}

TEXTS: dict[str, dict[str, str]] = {
    "en": {
        "title": "Test payment",
        "banner": "Test payment page: no real card, no real money.",
        "order": "Your order",
        "total": "Total",
        "card_number": "Card number",
        "expiry": "Expiry (MM/YY)",
        "cvc": "Security code",
        "email": "E-mail",
        "name": "Name on the card",
        "pay": "Pay {amount}",
        "cancel": "Go back without paying",
        "cards": "Test cards",
        "card_paid": "paid",
        "card_declined": "declined",
        "card_funds": "declined: insufficient funds",
        "card_challenge": "asks for 3-D Secure",
        "card_dispute": "paid, then disputed",
        "card_hint": "Any future date and any three digits will do.",
        "use": "Use",
        "unknown_card": "This is not a test card. Use one of the cards listed below.",
        "bad_expiry": "Give a date in the future, for example 12/34.",
        "bad_cvc": "Give three or four digits.",
        "bad_email": "Give a complete e-mail address.",
        "declined": "The card was declined. Nothing was paid: try another card.",
        "insufficient_funds": "The card has insufficient funds. Nothing was paid: try another card.",
        "expired_card": "The card has expired. Nothing was paid: try another card.",
        "incorrect_cvc": "The security code is wrong. Nothing was paid.",
        "processing_error": "The card could not be processed. Nothing was paid: try again.",
        "refused": "The bank did not confirm the payment. Nothing was paid: try again.",
        "challenge_title": "Your bank asks you to confirm",
        "challenge_text": "Do you approve this payment of {amount}?",
        "approve": "Approve",
        "refuse": "Refuse",
        "gone_title": "This page is closed",
        "gone": "This payment page is no longer open.",
        "not_found": "This payment page does not exist.",
        "back": "Back to the shop",
        "onboarding_title": "Test onboarding",
        "onboarding_text": "Complete the account {account} with invented details?",
        "onboarding_button": "Complete the account",
        "languages": "Language",
        "problem": "Please correct this",
    },
    "fr": {
        "title": "Paiement de test",
        "banner": "Page de paiement de test : aucune vraie carte, aucun argent réel.",
        "order": "Votre commande",
        "total": "Total",
        "card_number": "Numéro de carte",
        "expiry": "Expiration (MM/AA)",
        "cvc": "Code de sécurité",
        "email": "E-mail",
        "name": "Nom sur la carte",
        "pay": "Payer {amount}",
        "cancel": "Revenir sans payer",
        "cards": "Cartes de test",
        "card_paid": "payée",
        "card_declined": "refusée",
        "card_funds": "refusée : provision insuffisante",
        "card_challenge": "demande 3-D Secure",
        "card_dispute": "payée, puis contestée",
        "card_hint": "Une date future et trois chiffres au choix conviennent.",
        "use": "Utiliser",
        "unknown_card": "Ce n’est pas une carte de test. Utilisez l’une des cartes ci-dessous.",
        "bad_expiry": "Donnez une date future, par exemple 12/34.",
        "bad_cvc": "Donnez trois ou quatre chiffres.",
        "bad_email": "Donnez une adresse e-mail complète.",
        "declined": "La carte a été refusée. Rien n’a été payé : essayez une autre carte.",
        "insufficient_funds": "Provision insuffisante. Rien n’a été payé : essayez une autre carte.",
        "expired_card": "La carte a expiré. Rien n’a été payé : essayez une autre carte.",
        "incorrect_cvc": "Le code de sécurité est faux. Rien n’a été payé.",
        "processing_error": "La carte n’a pas pu être traitée. Rien n’a été payé : réessayez.",
        "refused": "La banque n’a pas confirmé le paiement. Rien n’a été payé : réessayez.",
        "challenge_title": "Votre banque vous demande de confirmer",
        "challenge_text": "Approuvez-vous ce paiement de {amount} ?",
        "approve": "Approuver",
        "refuse": "Refuser",
        "gone_title": "Cette page est fermée",
        "gone": "Cette page de paiement n’est plus ouverte.",
        "not_found": "Cette page de paiement n’existe pas.",
        "back": "Retour à la boutique",
        "onboarding_title": "Inscription de test",
        "onboarding_text": "Compléter le compte {account} avec des données inventées ?",
        "onboarding_button": "Compléter le compte",
        "languages": "Langue",
        "problem": "À corriger",
    },
    "ar": {
        "title": "دفع تجريبي",
        "banner": "صفحة دفع تجريبية: لا بطاقة حقيقية ولا مال حقيقي.",
        "order": "طلبك",
        "total": "المجموع",
        "card_number": "رقم البطاقة",
        "expiry": "تاريخ الانتهاء (شهر/سنة)",
        "cvc": "رمز الأمان",
        "email": "البريد الإلكتروني",
        "name": "الاسم على البطاقة",
        "pay": "ادفع {amount}",
        "cancel": "الرجوع دون دفع",
        "cards": "بطاقات الاختبار",
        "card_paid": "مقبولة",
        "card_declined": "مرفوضة",
        "card_funds": "مرفوضة: الرصيد غير كافٍ",
        "card_challenge": "تطلب تأكيد \u20663-D Secure\u2069",
        "card_dispute": "مقبولة ثم يُعترض عليها",
        "card_hint": "يكفي أي تاريخ في المستقبل وأي ثلاثة أرقام.",
        "use": "استعمل",
        "unknown_card": "هذه ليست بطاقة اختبار. استعمل إحدى البطاقات أدناه.",
        "bad_expiry": "أدخل تاريخًا في المستقبل، مثلاً 12/34.",
        "bad_cvc": "أدخل ثلاثة أرقام أو أربعة.",
        "bad_email": "أدخل عنوان بريد إلكتروني كاملًا.",
        "declined": "رُفضت البطاقة. لم يُدفع شيء: جرّب بطاقة أخرى.",
        "insufficient_funds": "الرصيد غير كافٍ. لم يُدفع شيء: جرّب بطاقة أخرى.",
        "expired_card": "انتهت صلاحية البطاقة. لم يُدفع شيء: جرّب بطاقة أخرى.",
        "incorrect_cvc": "رمز الأمان خاطئ. لم يُدفع شيء.",
        "processing_error": "تعذّرت معالجة البطاقة. لم يُدفع شيء: أعد المحاولة.",
        "refused": "لم يؤكد البنك الدفع. لم يُدفع شيء: أعد المحاولة.",
        "challenge_title": "يطلب منك البنك التأكيد",
        "challenge_text": "هل توافق على دفع {amount}؟",
        "approve": "أوافق",
        "refuse": "أرفض",
        "gone_title": "هذه الصفحة مغلقة",
        "gone": "لم تعد صفحة الدفع هذه مفتوحة.",
        "not_found": "صفحة الدفع هذه غير موجودة.",
        "back": "العودة إلى المتجر",
        "onboarding_title": "تسجيل تجريبي",
        "onboarding_text": "هل تريد إكمال الحساب {account} ببيانات مختلقة؟",
        "onboarding_button": "إكمال الحساب",
        "languages": "اللغة",
        "problem": "يرجى التصحيح",
    },
}


def choose_language(wanted: str | None, session_locale: str | None, accepted: str) -> str:
    """Return the language of the page: the link's, else the session's, else the browser's, else English.

    `accepted` is an Accept-Language header; its languages are tried in their order.
    """
    if wanted in LANGUAGES:
        return wanted
    if session_locale and session_locale != "auto":
        return session_locale[:2] if session_locale[:2] in LANGUAGES else "en"
    for entry in accepted.split(","):
        language = entry.strip()[:2].lower()
        if language in LANGUAGES:
            return language
    return "en"


def amount_text(minor: int, currency: str, language: str) -> str:
    """Return an amount of minor units as people read it, e.g. "1 234,50 MAD" (no-break spaces)."""
    digits = 0 if currency in ("jpy", "xaf", "xof") else 2
    whole, rest = divmod(minor, 10**digits)
    grouped = f"{whole:,}"
    if language == "fr":
        grouped = grouped.replace(",", "\u202f")
    point = "," if language in ("fr", "ar") else "."
    if language == "ar":
        grouped = grouped.replace(",", ".")
    number = f"{grouped}{point}{rest:0{digits}d}" if digits else grouped
    return f"{number}\u00a0{currency.upper()}"
