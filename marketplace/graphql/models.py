"""The one thing that the API room keeps: how often what it shows has changed."""

from django.db import models


class AnswerVersion(models.Model):
    """
    How often the tables of a topic have changed; a topic's version is that of all its rows together.

    There are as many rows of a topic as transactions have ever changed it at once: each raises a row that no other
    holds, so nobody waits. An era is drawn by chance, so that numbers that begin anew never meet answers from before.
    Only the triggers of `answers/watching.py` write here.
    """

    topic = models.CharField(max_length=20)
    era = models.BigIntegerField()
    number = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["topic", "id"], name="graphql_api_topic_versions")]

    def __str__(self) -> str:
        return f"{self.topic} {self.number}"
