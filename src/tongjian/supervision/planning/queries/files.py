"""The canonical files of a draw, as they lie in storage."""

import hashlib

from django.core.files.storage import default_storage

from tongjian.foundation.kernel.errors import NotFound, RuleViolated
from tongjian.supervision.planning.models import Draw

HASHED = {
    "demands.json": "demands_sha256",
    "frame.csv": "frame_sha256",
    "exclusions.csv": "exclusions_sha256",
    "officers.csv": "officers_sha256",
    "matching.json": "matching_sha256",
    "selection.csv": "selection_sha256",
    "teams.csv": "teams_sha256",
}
"""Files whose SHA-256 the draw's row keeps, and under which name."""


def file_path(draw: Draw, name: str) -> str:
    return f"draws/{draw.key}-v{draw.version}/{name}"


def read_file(draw: Draw, name: str) -> bytes:
    """The bytes of a file. Raises NotFound before it exists, RuleViolated when it is not what was frozen."""
    path = file_path(draw, name)
    if not default_storage.exists(path):
        raise NotFound("file_not_found", f"本次抽取还没有 {name}。")
    with default_storage.open(path) as file:
        content: bytes = file.read()
    if name in HASHED and hashlib.sha256(content).hexdigest() != getattr(draw, HASHED[name]):
        raise file_changed(name)
    return content


def file_changed(name: str) -> RuleViolated:
    sentence = f"{name} 与冻结时的摘要不符，可能被改动，不能使用。"
    return RuleViolated("file_changed", sentence, "联合抽取规范 tongjian-draw/1")
