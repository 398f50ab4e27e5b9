"""How often one address may ask about enterprises, so that nobody reads the register by trying every code.

Counted in the memory of each web process, under a fingerprint whose key is thrown away with the count: nothing is
written down that says who asked, and nothing is left after the time.
"""

import hashlib
import secrets
import threading
import time
from collections import Counter

from django.conf import settings
from django.http import HttpRequest

MOST = 30
SECONDS = 600
"""Thirty questions in ten minutes: more than a person asks about the own enterprises, far fewer than a program."""


class Limit:
    """`allows` counts one question and says whether it may be answered."""

    def __init__(self, most: int = MOST, seconds: int = SECONDS) -> None:
        self.most, self.seconds = most, seconds
        self._lock = threading.Lock()
        self._begin(0)

    def _begin(self, window: int) -> None:
        self._window, self._key, self._asked = window, secrets.token_bytes(32), Counter[bytes]()

    def allows(self, address: str) -> bool:
        with self._lock:
            window = int(time.time()) // self.seconds
            if window != self._window:
                self._begin(window)
            who = hashlib.blake2b(address.encode(), key=self._key, digest_size=16).digest()
            self._asked[who] += 1
            return self._asked[who] <= self.most

    def minutes_left(self) -> int:
        """Until one may ask again, at least one."""
        left = (self._window + 1) * self.seconds - time.time()
        return max(1, -int(-left // 60))


def address_of(request: HttpRequest) -> str:
    """Behind a proxy of ours, what that one says; else nobody's word is taken."""
    direct = str(request.META.get("REMOTE_ADDR", ""))
    passed = request.headers.get("X-Forwarded-For", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    return passed.rpartition(",")[2].strip() or direct


LOOKUPS = Limit()
