"""The words of the shop: what people may have meant, and what they are about to write."""

from django.db import models


class Word(models.Model):
    """A word of the catalogue's names, as searches compare it, with how it is written and how often."""

    word = models.CharField(max_length=60, unique=True, db_collation="C")
    # language code -> the word as it is mostly written there
    shown = models.JSONField(default=dict)
    weight = models.PositiveIntegerField()
    sound = models.CharField(max_length=60, db_collation="C")
    script = models.CharField(max_length=8)

    class Meta:
        indexes = [
            models.Index(fields=["sound"], condition=~models.Q(sound=""), name="catalog_words_by_sound"),
        ]

    def __str__(self) -> str:
        return self.word


class WordKey(models.Model):
    """What a word looks like with one letter missing: through these, typing errors find it."""

    key = models.CharField(max_length=60, db_collation="C")
    word = models.ForeignKey(Word, on_delete=models.CASCADE, related_name="keys")

    class Meta:
        indexes = [models.Index(fields=["key", "word"], name="catalog_word_keys")]

    def __str__(self) -> str:
        return self.key
