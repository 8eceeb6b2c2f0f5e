"""The weekly letters to followers leave on Monday morning while the portal runs."""

from magelang_portal.chores import Asking

# publications.models.Follower asks the same: tests/publications/test_digest.py holds them together.
IS_DUE = """
    SELECT 1 FROM publications_follower
     WHERE next_letter_at <= now()
        OR (next_letter_at IS NULL AND asked_at < now() - interval '7 days')
     LIMIT 1
"""


class Writer(Asking):
    """Writes to whoever is due, and forgets who never confirmed."""

    pause = 60.0
    first_pause = 30.0  # whoever has just started the portal looks at it first
    question = IS_DUE

    def words(self) -> list[str]:
        return ["send_letters", "--site", self.environment["PORTAL_SITE"]]
