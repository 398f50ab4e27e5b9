"""Canonical bytes of a draw's files (规格 tongjian-draw/1, "Bytes").

Readers parse leniently, write the result again and compare: whatever is not canonical differs.
"""

import base64
import binascii
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tongjian.pure.sampling.errors import DrawInvalid

ID = re.compile(r"[0-9A-Za-z_-]{1,64}")
HEX32 = re.compile(r"[0-9a-f]{32}")
HEX64 = re.compile(r"[0-9a-f]{64}")
FIELD = re.compile(r',("(?:[^"]|"")*"|[^,]*)')
MAX_INTEGER = 2**53 - 1

Json = int | str | bool | None | Sequence["Json"] | Mapping[str, "Json"]


def require_id(text: object, what: str) -> str:
    """Raises DrawInvalid unless `text` is an id of the specification."""
    if not isinstance(text, str) or not ID.fullmatch(text):
        raise DrawInvalid(f"{what}不是合法的编号：{text!r}。")
    return text


def require_hex64(text: object, what: str) -> str:
    if not isinstance(text, str) or not HEX64.fullmatch(text):
        raise DrawInvalid(f"{what}不是 64 位小写十六进制。")
    return text


def require_integer(value: object, what: str, *, least: int = 0, most: int = MAX_INTEGER) -> int:
    if type(value) is not int or not least <= value <= most:
        raise DrawInvalid(f"{what}不是 {least} 到 {most} 之间的整数。")
    return value


def require_text(text: object, what: str) -> str:
    """One line of text: not empty, no control characters."""
    if not isinstance(text, str) or not text or any(ord(c) < 0x20 or ord(c) == 0x7F for c in text):
        raise DrawInvalid(f"{what}应当是一行非空文字。")
    return text


def require_code(text: object, what: str) -> str:
    """A code of an item or a region: one line without the list separator of officers.csv."""
    if ";" in require_text(text, what):
        raise DrawInvalid(f"{what}不能含有分号。")
    return str(text)


def write_json(value: Json) -> bytes:
    """RFC 8785 for integers, strings, booleans, null, lists and objects. Raises DrawInvalid for anything else."""
    try:
        return _json_text(value).encode()
    except UnicodeEncodeError as error:
        raise DrawInvalid("文字不是合法的 Unicode。") from error


def _json_text(value: Json) -> str:
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, int):
        return str(require_integer(value, "JSON 数值", least=-MAX_INTEGER))
    if isinstance(value, Mapping):
        names = sorted(value, key=lambda name: name.encode("utf-16-be"))
        return "{" + ",".join(f"{json.dumps(n, ensure_ascii=False)}:{_json_text(value[n])}" for n in names) + "}"
    if isinstance(value, Sequence):
        return "[" + ",".join(map(_json_text, value)) + "]"
    raise DrawInvalid("JSON 中只能有整数、文字、布尔值、空值、数组和对象。")


def read_json(data: bytes, what: str) -> Any:
    """Raises DrawInvalid unless `data` is exactly what `write_json` makes of its content."""
    try:
        value = json.loads(data.decode())
        is_canonical = write_json(value) == data
    except (ValueError, RecursionError) as error:
        raise DrawInvalid(f"{what} 不是规范的 JSON。") from error
    if not is_canonical:
        raise DrawInvalid(f"{what} 不是规范的 JSON（RFC 8785）。")
    return value


def quote_field(text: str) -> str:
    """RFC 4180: quoted only where needed."""
    if any(mark in text for mark in ',"\r\n'):
        return '"' + text.replace('"', '""') + '"'
    return text


def split_row(line: str) -> list[str]:
    """The fields of one line. A line that is not canonical gives fields that do not make the same line again."""
    if '"' not in line:
        return line.split(",")
    fields = [match[1] for match in FIELD.finditer("," + line)]
    return [field[1:-1].replace('""', '"') if field.startswith('"') else field for field in fields]


def write_csv(columns: str, rows: Iterable[Sequence[str]]) -> bytes:
    """`columns` is the first line. Every line, also the last, ends with a line feed."""
    lines = [columns, *(",".join(map(quote_field, row)) for row in rows)]
    return ("\n".join(lines) + "\n").encode()


def read_lines(data: bytes, columns: str, what: str) -> list[str]:
    """The rows after the first line, not yet split. Raises DrawInvalid like `read_body`."""
    return read_body(data, columns, what).split("\n")[:-1]


def read_body(data: bytes, columns: str, what: str) -> str:
    """What follows the first line. Raises DrawInvalid for another encoding, header or line end."""
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise DrawInvalid(f"{what} 不是 UTF-8 编码。") from error
    first, _, rest = text.partition("\n")
    if first != columns or not text.endswith("\n"):
        raise DrawInvalid(f"{what} 的表头应为 {columns}，每行以换行符结束。")
    return rest


def read_base64(text: object, what: str) -> bytes:
    try:
        data = base64.b64decode(str(text).encode("ascii"), validate=True)
    except (binascii.Error, ValueError) as error:
        raise DrawInvalid(f"{what}不是规范的 base64。") from error
    if base64.b64encode(data).decode() != text:
        raise DrawInvalid(f"{what}不是规范的 base64。")
    return data
