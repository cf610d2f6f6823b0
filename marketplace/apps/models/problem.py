"""What an app says is wrong with it, for the staff to see."""

from django.db import models
from django.db.models import Q

from marketplace.accounts.models import User
from marketplace.apps.models.app import App


class AppProblem(models.Model):
    """A problem that an app reported, with how often it did."""

    app = models.ForeignKey(App, on_delete=models.CASCADE, related_name="problems")
    # The app's own word for the kind of problem; reports of one kind are counted together for a while
    key = models.CharField(max_length=128)
    message = models.CharField(max_length=2048)
    count = models.PositiveIntegerField(default=1)
    is_critical = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    dismissed_at = models.DateTimeField(null=True, blank=True)
    # Who of the staff dismissed it; neither, while it stands or if the app itself did
    dismissed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    dismissed_email = models.CharField(max_length=254, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(count__gt=0), name="apps_problem_happened")]
        indexes = [models.Index(fields=["app", "-updated_at", "-id"], name="apps_problem_of_app")]

    def __str__(self) -> str:
        return f"{self.app_id}: {self.key}"
