"""What the log must not hold."""

import logging
import re

TOKEN = re.compile(r"(/juri/)[A-Za-z0-9_-]{16,}")


class WithoutTokens(logging.Filter):
    """A juror's personal link is a key: the log names the address and leaves the key out."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        if TOKEN.search(message):
            record.msg, record.args = TOKEN.sub(r"\1…", message), ()
        return True
