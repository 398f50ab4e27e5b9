"""Nonce files: what a party keeps to itself between commitment and reveal, and what makes it a witness of the log."""

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from tongjian.foundation.kernel.errors import Conflict, RuleViolated
from tongjian.foundation.ledger import queries as ledger
from tongjian.pure import sampling
from tongjian.supervision.planning.models import Draw


@dataclass(frozen=True, slots=True, kw_only=True)
class NonceFile:
    """`nonce` is 32 random bytes as hex; `checkpoint` the newest signed checkpoint the party knows of."""

    draw: str
    version: int
    agency: str
    nonce: str
    checkpoint: str

    @property
    def commitment(self) -> str:
        return sampling.commitment(self.draw, self.version, self.agency, bytes.fromhex(self.nonce))


def make_nonce(draw: Draw, agency: str) -> NonceFile:
    newest = ledger.latest_checkpoint()
    return NonceFile(
        draw=draw.key,
        version=draw.version,
        agency=agency,
        nonce=secrets.token_hex(32),
        checkpoint=newest.note if newest else "",
    )


def write_new(path: Path, content: NonceFile) -> None:
    """Mode 0600. Refuses to overwrite: a lost nonce aborts the draw."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as present:
        raise Conflict("file_exists", f"{path} 已存在。随机数文件不能覆盖，请换一个文件名。") from present
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(_text(content))


def take_over_checkpoint(path: Path, content: NonceFile, checkpoint: str) -> None:
    """Before revealing, the party keeps the checkpoint that was published with the commitments; beside the nonce file
    it lies as text for `verify_draw.py --checkpoint`."""
    path.write_text(_text(NonceFile(**{**asdict(content), "checkpoint": checkpoint})), encoding="utf-8")
    path.with_name(f"{path.name}.checkpoint").write_text(checkpoint, encoding="utf-8")


def read_nonce_file(path: Path) -> NonceFile:
    """Raises RuleViolated for anything that is not a nonce file."""
    try:
        content = NonceFile(**json.loads(path.read_text(encoding="utf-8")))
        content.commitment  # noqa: B018  a malformed nonce shows here
    except (OSError, ValueError, TypeError, sampling.DrawInvalid) as wrong:
        raise RuleViolated("nonce_file_malformed", f"{path} 不是完好的随机数文件。") from wrong
    return content


def _text(content: NonceFile) -> str:
    return json.dumps(asdict(content), ensure_ascii=False, indent=1) + "\n"
