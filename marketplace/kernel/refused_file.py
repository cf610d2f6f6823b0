"""A file from outside that is refused whole, with the lines and reasons."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from marketplace.kernel.errors import InvalidInput

# So many problems are named; a file that is wrong throughout needs no longer list
MOST_NAMED = 20


class FileRefused(InvalidInput):
    """A file that is refused whole: `problems` are (line, reason), lines counted from 1 with the heading."""

    def __init__(self, problems: Sequence[tuple[int, str]]) -> None:
        lines = "; ".join(
            _("line %(line)d: %(reason)s") % {"line": line, "reason": why}
            for line, why in problems[:MOST_NAMED]
        )
        super().__init__(
            _("The file was refused, nothing was changed. %(lines)s") % {"lines": lines}, field="file"
        )
        self.problems = list(problems)
