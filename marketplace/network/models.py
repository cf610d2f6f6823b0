"""Questions answered with one digit, what came back, and the voices that say what a button does."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.cooperatives.models.organisation import Organisation
from marketplace.documents.models import private_storage
from marketplace.kernel.texts import text_in
from marketplace.network.states import QuestionState, ReplyOutcome, VoiceLanguage, Way


class Question(models.Model):
    """
    May an organisation bring so many of an article on a day? Yes, fewer, or no.

    `subject` names the article for the room that acts on the answer; `goods` are its words, language code -> text.
    """

    key = models.CharField(max_length=80, unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="questions")
    subject = models.CharField(max_length=60)
    goods = models.JSONField()
    quantity = models.PositiveIntegerField(help_text=_("Pieces of the article."))
    day = models.DateField()
    asked_for = models.CharField(max_length=60, help_text=_("Who wants to know, such as a hub."))
    asked_by = models.CharField(max_length=100)
    asked_at = models.DateTimeField()
    closes_at = models.DateTimeField(help_text=_("Until when an answer by text message counts."))
    call_from = models.DateTimeField(
        help_text=_("From when the organisation is called if nobody has answered.")
    )
    state = models.CharField(max_length=10, choices=QuestionState.choices, default=QuestionState.OPEN)
    answered_quantity = models.PositiveIntegerField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=100, blank=True)
    answered_via = models.CharField(max_length=10, choices=Way.choices, blank=True)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=QuestionState.values), name="network_question_state_known"
            ),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="network_question_asks_for_something"),
            models.CheckConstraint(
                condition=(
                    Q(state=QuestionState.YES, answered_quantity=F("quantity"))
                    | Q(
                        state=QuestionState.LESS,
                        answered_quantity__gte=1,
                        answered_quantity__lt=F("quantity"),
                    )
                    | Q(state=QuestionState.NO, answered_quantity=0)
                    | Q(state__in=[QuestionState.OPEN, QuestionState.OVERDUE, QuestionState.WITHDRAWN])
                    & Q(answered_quantity__isnull=True)
                ),
                name="network_question_quantity_fits_the_answer",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "-asked_at"], name="network_question_of"),
            models.Index(fields=["asked_for", "-asked_at"], name="network_question_by"),
            models.Index(
                fields=["call_from"],
                name="network_question_to_call",
                condition=Q(state__in=[QuestionState.OPEN, QuestionState.OVERDUE]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.quantity} × {self.subject} ({self.state})"

    def article(self, language: str) -> str:
        """The article's name in a language, or in the nearest that has one."""
        return text_in(self.goods, language)


class Asking(models.Model):
    """
    A question that was sent to one telephone.

    Its digits are `first_digit` (yes), the next (fewer) and the one after (no). A telephone's questions take turns with
    1-2-3, 4-5-6 and 7-8-9, so that a late reply to an older question is never taken for an answer to a newer one.
    """

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="askings")
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    phone = models.CharField(max_length=20)
    first_digit = models.PositiveSmallIntegerField()
    sent_at = models.DateTimeField()
    cost_minor = models.PositiveIntegerField(help_text=_("Centimes."))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["question", "phone"], name="network_asking_once"),
            models.CheckConstraint(condition=Q(first_digit__in=[1, 4, 7]), name="network_asking_digits"),
        ]
        indexes = [models.Index(fields=["phone", "-id"], name="network_asking_of_phone")]

    def __str__(self) -> str:
        return f"{self.phone}: question {self.question_id}"


class Reply(models.Model):
    """A text message that somebody sent us, and what came of it; written once."""

    provider_reference = models.CharField(max_length=200, unique=True)
    phone = models.CharField(max_length=20)
    text = models.CharField(max_length=500)
    received_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=ReplyOutcome.choices)
    question = models.ForeignKey(Question, null=True, on_delete=models.SET_NULL, related_name="replies")

    class Meta:
        verbose_name = _("reply")
        verbose_name_plural = _("replies")
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=ReplyOutcome.values), name="network_reply_outcome_known"
            )
        ]
        indexes = [models.Index(fields=["-received_at"], name="network_reply_newest")]

    def __str__(self) -> str:
        return f"{self.phone}: {self.text} ({self.outcome})"


class Consent(models.Model):
    """A person agreed to be asked by text message; the last word counts."""

    person = models.OneToOneField(User, on_delete=models.CASCADE, related_name="+")
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("consent to questions by text message")
        verbose_name_plural = _("consents to questions by text message")

    def __str__(self) -> str:
        return f"person {self.person_id}"


class Recording(models.Model):
    """
    A person's voice that says, in one language, what an action of the portal does.

    The row of each action and language without `removed_at` is the one that is played; others are what stood there.
    """

    action = models.CharField(max_length=80, help_text=_("The action's name in the portal's register."))
    language = models.CharField(max_length=3, choices=VoiceLanguage.choices)
    file = models.FileField(max_length=200, storage=private_storage)
    content_type = models.CharField(max_length=40)
    recorded_by = models.CharField(max_length=100)
    recorded_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("recording")
        verbose_name_plural = _("recordings")
        constraints = [
            models.UniqueConstraint(
                fields=["action", "language"],
                condition=Q(removed_at=None),
                name="network_recording_one_played",
            ),
            models.CheckConstraint(
                condition=Q(language__in=VoiceLanguage.values), name="network_recording_language_known"
            ),
        ]
        indexes = [models.Index(fields=["language", "action", "-id"], name="network_recording_slots")]

    def __str__(self) -> str:
        return f"{self.action} ({self.language})"
