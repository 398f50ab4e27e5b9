"""The last member of every backup: what is in it, and the hash of each part."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

NAME, FORMAT = "manifest.json", 1

# What of a home is kept. Static files, logs and the SQLite file itself are not: the first two are made again, the
# third is copied through the database.
KEPT = ("keys", "checkpoints", "files", "initialised", "demo-accounts.json")


@dataclass
class Manifest:
    """`migrations` are "app.name" of everything applied; `tables` counts rows (PostgreSQL only)."""

    engine: str
    version: str
    made_at: str
    migrations: list[str]
    tables: dict[str, int] = field(default_factory=dict)
    parts: dict[str, str] = field(default_factory=dict)
    format: int = FORMAT

    def to_json(self) -> bytes:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True).encode()

    @classmethod
    def from_json(cls, raw: bytes) -> "Manifest":
        """Raises ValueError or TypeError for anything that is not a manifest of this format."""
        data: Mapping[str, object] = json.loads(raw)
        manifest = cls(**data)  # type: ignore[arg-type]
        if manifest.format != FORMAT:
            raise ValueError(f"format {manifest.format}")
        return manifest
