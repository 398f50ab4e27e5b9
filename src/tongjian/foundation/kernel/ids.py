"""Keys that phones may make offline and that sort by time."""

import uuid

import uuid_utils.compat


def new_id() -> uuid.UUID:
    """A UUIDv7: unique without asking anybody, ascending within one process."""
    return uuid_utils.compat.uuid7()
