"""The root of a log that is read from its beginning."""

from collections.abc import Sequence

from tongjian.pure.tlog.hashing import Algorithm, empty_root, node_hash


class GrowingRoot:
    """Appends leaf hashes one by one; keeps one hash per complete subtree, so log2(size) of them."""

    def __init__(self, algorithm: Algorithm = "sha256") -> None:
        self.size = 0
        self._algorithm = algorithm
        self._peaks: list[bytes] = []

    def append(self, leaf: bytes) -> None:
        current, carry = leaf, self.size
        while carry & 1:
            current, carry = node_hash(self._peaks.pop(), current, self._algorithm), carry >> 1
        self._peaks.append(current)
        self.size += 1

    def state(self) -> tuple[int, list[str]]:
        """What `resume` needs to go on from here."""
        return self.size, [peak.hex() for peak in self._peaks]

    @classmethod
    def resume(cls, size: int, peaks: Sequence[str], algorithm: Algorithm = "sha256") -> "GrowingRoot":
        if len(peaks) != size.bit_count():
            raise ValueError(f"{len(peaks)} peaks are not those of {size} leaves")
        growing = cls(algorithm)
        growing.size, growing._peaks = size, [bytes.fromhex(peak) for peak in peaks]
        return growing

    def root(self) -> bytes:
        if not self._peaks:
            return empty_root(self._algorithm)
        result = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            result = node_hash(peak, result, self._algorithm)
        return result
