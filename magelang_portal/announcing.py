"""Awards come out at their set moment: a small question to the database, and a command when due."""

from magelang_portal.chores import Asking

# awards.announcement.due asks the same: tests/awards/test_announcement.py holds them together.
IS_DUE = """
    SELECT 1 FROM awards_round round
     WHERE standing = 'running' AND announced_at IS NULL AND announce_at <= now()
       AND EXISTS (SELECT 1 FROM awards_contest WHERE round_id = round.id)
       AND NOT EXISTS (
           SELECT 1 FROM awards_contest WHERE round_id = round.id AND phase <> 'fixed')
     LIMIT 1
"""


class Announcer(Asking):
    """Announces what is due."""

    question = IS_DUE

    def words(self) -> list[str]:
        return ["announce_due"]
