"""Ed25519 signatures, verification only (RFC 8032 §5.1.7, without the cofactor), so that no library need be trusted.

Strict: points and scalars in any but their one canonical encoding are refused. Verification handles no secret, so it
need not run in constant time; signing belongs to a library.
"""

import hashlib
from functools import lru_cache

_P = 2**255 - 19
_ORDER = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, _P - 2, _P) % _P
_ROOT_OF_MINUS_ONE = pow(2, (_P - 1) // 4, _P)

_Point = tuple[int, int, int, int]
"""Extended coordinates: x = X/Z, y = Y/Z, x·y = T/Z."""


def is_signed(public: bytes, message: bytes, signature: bytes) -> bool:
    """`public` is 32 raw bytes, `signature` 64. False, never an error, for anything that is not right."""
    if len(public) != 32 or len(signature) != 64:
        return False
    key, scalar = _negated_doublings(public), int.from_bytes(signature[32:], "little")
    if key is None or scalar >= _ORDER:
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % _ORDER
    return _encode(_add(_multiply(scalar, _base_doublings()), _multiply(challenge, key))) == signature[:32]


def _recover_x(y: int, sign: int) -> int | None:
    square = (y * y - 1) * pow(_D * y * y + 1, _P - 2, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * _ROOT_OF_MINUS_ONE % _P
    if (x * x - square) % _P or (x == 0 and sign):
        return None
    return _P - x if x & 1 != sign else x


def _encode(point: _Point) -> bytes:
    inverse = pow(point[2], _P - 2, _P)
    x, y = point[0] * inverse % _P, point[1] * inverse % _P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def _add(first: _Point, second: _Point) -> _Point:
    a = (first[1] - first[0]) * (second[1] - second[0]) % _P
    b = (first[1] + first[0]) * (second[1] + second[0]) % _P
    c = 2 * first[3] * second[3] * _D % _P
    d = 2 * first[2] * second[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _doublings(x: int, y: int) -> list[_Point]:
    """The point times 1, 2, 4, … 2^252: the same key checks many signatures."""
    points = [(x, y, 1, x * y % _P)]
    for _ in range(252):
        points.append(_add(points[-1], points[-1]))
    return points


def _multiply(scalar: int, doublings: list[_Point]) -> _Point:
    result = (0, 1, 1, 0)
    for place, point in enumerate(doublings):
        if scalar >> place & 1:
            result = _add(result, point)
    return result


@lru_cache(maxsize=1)
def _base_doublings() -> list[_Point]:
    y = 4 * pow(5, _P - 2, _P) % _P
    x = _recover_x(y, 0)
    assert x is not None
    return _doublings(x, y)


@lru_cache(maxsize=16)
def _negated_doublings(public: bytes) -> list[_Point] | None:
    """Those of minus the public key; None for bytes that encode no point."""
    number = int.from_bytes(public, "little")
    y, sign = number & (1 << 255) - 1, number >> 255
    x = _recover_x(y, sign) if y < _P else None
    return None if x is None else _doublings(-x % _P, y)
