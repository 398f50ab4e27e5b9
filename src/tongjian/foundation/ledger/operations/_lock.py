"""One at a time: who seals, and who changes the key."""

from django.db import connection

_LOCK = 0x7467_6C6F_67  # "tglog"; on SQLite the writer's lock is enough


def lock_log() -> None:
    """Waits until nobody else seals or changes the key; held until the end of the transaction."""
    if connection.vendor == "postgresql":
        connection.cursor().execute("select pg_advisory_xact_lock(%s)", [_LOCK])
