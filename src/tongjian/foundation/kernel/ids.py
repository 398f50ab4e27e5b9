"""Keys that phones may make offline and that sort by time."""

import uuid

import uuid_utils
import uuid_utils.compat


def new_id() -> uuid.UUID:
    """A UUIDv7: unique without asking anybody, ascending within one process."""
    return uuid_utils.compat.uuid7()


def new_ids(count: int) -> list[str]:
    """So many of them, as 32 hexadecimal digits each."""
    return [uuid_utils.uuid7().hex for _ in range(count)]
