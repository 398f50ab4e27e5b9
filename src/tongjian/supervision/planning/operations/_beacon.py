from dataclasses import dataclass

from tongjian.foundation.kernel.errors import RuleViolated


@dataclass(frozen=True, slots=True, kw_only=True)
class Beacon:
    """信标：public randomness that is named before its value exists, such as a drand round or a lottery result."""

    source: str
    round: str

    def checked(self) -> "Beacon":
        beacon = Beacon(source=self.source.strip(), round=self.round.strip())
        if not beacon.source or not beacon.round:
            raise RuleViolated("beacon_incomplete", "信标应当写明来源和期号。", "联合抽取规范 tongjian-draw/1")
        if len(beacon.source) > 100 or len(beacon.round) > 100:
            raise RuleViolated("beacon_too_long", "信标来源、期号各不超过 100 字。")
        return beacon

    def recorded(self) -> dict[str, str]:
        return {"source": self.source, "round": self.round}
