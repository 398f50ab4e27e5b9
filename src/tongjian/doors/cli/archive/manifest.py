"""The last member of every backup: what is in it, and the hash of each part."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

NAME, FORMAT = "manifest.json", 2

# What of a home is kept. Static files, logs and the SQLite file itself are not: the first two are made again, the
# third is copied through the database.
KEPT = ("checkpoints", "keys", "files", "demo-accounts.json", "initialised")


class NewerFormat(ValueError):
    """Written by a later release than this one."""


@dataclass
class Manifest:
    """`migrations` are "app.name" of everything applied; `tables` counts rows and `columns` names them in the order of
    the files (PostgreSQL only); `lock` says how the keys were encrypted, empty when they were not."""

    engine: str
    version: str
    made_at: str
    migrations: list[str]
    tables: dict[str, int] = field(default_factory=dict)
    columns: dict[str, list[str]] = field(default_factory=dict)
    parts: dict[str, str] = field(default_factory=dict)
    lock: dict[str, str] = field(default_factory=dict)
    format: int = FORMAT

    def to_json(self) -> bytes:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True).encode()

    @classmethod
    def from_json(cls, raw: bytes) -> "Manifest":
        """Raises NewerFormat, and ValueError or TypeError for anything that is not a manifest at all."""
        data: Mapping[str, object] = json.loads(raw)
        written = data.get("format") if isinstance(data, dict) else None
        if not isinstance(written, int):
            raise ValueError("no manifest")
        if written > FORMAT:
            raise NewerFormat(str(written))
        return cls(**data)  # type: ignore[arg-type]
