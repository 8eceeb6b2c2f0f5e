"""What the log must not hold."""

import logging
import re

TOKEN = re.compile(r"(/juri/|/ikuti/surat/|/pratinjau/)[A-Za-z0-9_:-]{16,}")


class WithoutTokens(logging.Filter):
    """Links of jurors, followers and the press are keys: the log names the address without them."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        if TOKEN.search(message):
            record.msg, record.args = TOKEN.sub(r"\1…", message), ()
        return True
