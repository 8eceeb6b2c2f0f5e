"""Minutes come out at their set moment: a small question to the database, a command when due."""

from magelang_portal.chores import Asking

# forums.releasing.release_due asks the same: tests/forums/test_releasing.py holds them together.
IS_DUE = "SELECT 1 FROM forums_meeting WHERE release_at <= now() LIMIT 1"


class Releaser(Asking):
    """Publishes what was approved for this moment."""

    question = IS_DUE

    def words(self) -> list[str]:
        return ["release_due"]
