"""承诺、揭示、种子：who takes part in a draw, and the number that comes out of their secrets together."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from tongjian.pure.sampling.canonical import (
    HEX64,
    Json,
    require_hex64,
    require_id,
    require_integer,
    require_text,
    write_json,
)
from tongjian.pure.sampling.errors import DrawInvalid
from tongjian.pure.sampling.freezing import Hashes

FORMAT = "tongjian-draw/1"
HELD_BY = ("agency", "server")
LEAST_PARTIES = 2
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z")


@dataclass(frozen=True)
class Party:
    """One agency's part. `nonce`: 32 bytes as hex, empty until revealed. `held_by` "server" does not count as held
    by an agency."""

    agency: str
    commitment: str
    held_by: str = "agency"
    nonce: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        require_id(self.agency, "参与方")
        require_hex64(self.commitment, f"{self.agency} 的承诺")
        if self.held_by not in HELD_BY:
            raise DrawInvalid(f"{self.agency} 的持有方式未知：{self.held_by!r}。")


@dataclass(frozen=True)
class Beacon:
    """信标：public randomness named before its value exists."""

    source: str
    round: str
    value: str = ""

    def __post_init__(self) -> None:
        if not all(isinstance(text, str) for text in (self.source, self.round, self.value)):
            raise DrawInvalid("信标的来源、期号和值应当是文字。")


@dataclass(frozen=True)
class Ceremony:
    """Everything in a draw's header except the officers' hash. Parties are kept in ascending order of agency."""

    draw: str
    version: int
    supersedes: str | None
    cycle: str
    frozen_at: str
    parties: tuple[Party, ...]
    beacon: Beacon | None = None

    def __post_init__(self) -> None:
        require_id(self.draw, "抽取编号")
        require_integer(self.version, "版本", least=1)
        require_text(self.cycle, "周期")
        _require_supersedes(self)
        _require_time(self.frozen_at)
        object.__setattr__(self, "parties", tuple(sorted(self.parties, key=lambda party: party.agency)))
        if len({party.agency for party in self.parties}) < max(LEAST_PARTIES, len(self.parties)):
            raise DrawInvalid("参与方应当是至少两个不同的机关。")

    @property
    def is_practice(self) -> bool:
        """演练：fewer than two agencies hold their own secret."""
        return sum(party.held_by == "agency" for party in self.parties) < LEAST_PARTIES


def _require_supersedes(ceremony: Ceremony) -> None:
    if ceremony.version == 1 and ceremony.supersedes is None:
        return
    prefix = f"{ceremony.draw}-v"
    number = str(ceremony.supersedes).removeprefix(prefix)
    names_earlier = re.fullmatch(r"[1-9][0-9]{0,15}", number) and int(number) < ceremony.version
    if not names_earlier or ceremony.supersedes != prefix + number:
        raise DrawInvalid("重抽应当写明被取代的较早版本，首次抽取不写。")


def _require_time(text: str) -> None:
    if not isinstance(text, str) or not TIME.fullmatch(text):
        raise DrawInvalid("冻结时间应为 RFC 3339 格式的 UTC 时间。")
    try:
        datetime.strptime(text[:19], "%Y-%m-%dT%H:%M:%S")
    except ValueError as error:
        raise DrawInvalid("冻结时间不存在。") from error


def commitment(draw: str, version: int, agency: str, nonce: bytes) -> str:
    """What a party hands in before anybody's secret is known. `nonce`: 32 random bytes. Lower-case hex."""
    if len(nonce) != 32:
        raise DrawInvalid("随机数应为 32 字节。")
    parts = ("tongjian-commit/1", draw, str(version), agency)
    return hashlib.sha256(b"".join(part.encode() + b"\0" for part in parts) + nonce).hexdigest()


def matches_commitment(draw: str, version: int, party: Party) -> bool:
    """Has this party revealed the nonce that it committed to?"""
    is_revealed = isinstance(party.nonce, str) and HEX64.fullmatch(party.nonce)
    return bool(
        is_revealed and commitment(draw, version, party.agency, bytes.fromhex(party.nonce)) == party.commitment
    )


def header_bytes(ceremony: Ceremony, hashes: Hashes) -> bytes:
    """The header: known in full before any secret is revealed. Its SHA-256 goes into the log and into the seed."""
    beacon: Mapping[str, Json] | None = None
    if ceremony.beacon:
        beacon = {"round": ceremony.beacon.round, "source": ceremony.beacon.source}
    return write_json(
        {
            "beacon": beacon,
            "cycle": ceremony.cycle,
            "draw": ceremony.draw,
            "frozen_at": ceremony.frozen_at,
            "officers_sha256": hashes.officers,
            "parties": [
                {"agency": party.agency, "commitment": party.commitment, "held_by": party.held_by}
                for party in ceremony.parties
            ],
            "supersedes": ceremony.supersedes,
            "version": ceremony.version,
        }
    )


def seed(ceremony: Ceremony, hashes: Hashes) -> bytes:
    """32 bytes that nobody could know before the last reveal. Raises DrawInvalid naming who has not revealed."""
    for party in ceremony.parties:
        if not matches_commitment(ceremony.draw, ceremony.version, party):
            raise DrawInvalid(f"{party.agency} 揭示的随机数与其承诺不符。")
    digest = hashlib.sha256(FORMAT.encode() + b"\0")
    digest.update(hashlib.sha256(header_bytes(ceremony, hashes)).digest())
    for part in (hashes.frame, hashes.demands, hashes.exclusions, *(party.nonce for party in ceremony.parties)):
        digest.update(bytes.fromhex(part))
    if ceremony.beacon:
        digest.update(ceremony.beacon.value.encode())
    return digest.digest()
