#!/usr/bin/env python3
"""核验联合抽取文件包（规格 tongjian-draw/1）。

只用 Python 3.9 以上的标准库，不联网，不读取其他文件：

    python -I verify_draw.py bundle.zip [--key VKEY] [--checkpoint FILE] [--json]
    python -I verify_draw.py bundle.zip --audit audit.zip [--officer 代号]      （监督人员：复核派了谁）

退出码：0 通过；1 不通过，并说明理由；2 用法不对。
Written from the published specification alone; it shares no code with the system that makes the bundles.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import hashlib
import heapq
import json
import re
import sys
import zipfile
from datetime import datetime
from pathlib import Path

FORMAT = "tongjian-draw/1"
MEBI = 1 << 20
# Largest uncompressed size of each file: a bundle from a stranger must not fill memory or disk.
LIMITS = {
    "manifest.json": 4 * MEBI,
    "demands.json": 32 * MEBI,
    "frame.csv": 4096 * MEBI,
    "exclusions.csv": 4096 * MEBI,
    "selection.csv": 4096 * MEBI,
    "proof.json": 4 * MEBI,
    "checkpoint.txt": MEBI,
    "verify_draw.py": 4 * MEBI,
}
# What auditors get beside the bundle.
AUDIT_LIMITS = {
    "matching.json": MEBI,
    "officers.csv": 1024 * MEBI,
    "places.csv": 4096 * MEBI,
    "teams.csv": 4096 * MEBI,
}
LONGEST_LINE = 64 * 1024
MANIFEST_KEYS = [
    "format",
    "draw",
    "version",
    "supersedes",
    "cycle",
    "frozen_at",
    "parties",
    "beacon",
    "frame_sha256",
    "demands_sha256",
    "exclusions_sha256",
    "officers_sha256",
    "seed",
    "selection_sha256",
]
ENTRY_HASHES = ["header_sha256", "frame_sha256", "demands_sha256", "exclusions_sha256", "officers_sha256"]
LARGEST_INTEGER = 2**53 - 1

ID = re.compile(r"[0-9A-Za-z_-]{1,64}")
ID_BYTES = re.compile(rb"[0-9A-Za-z_-]{1,64}")
Q = re.compile(rb"[1-9][0-9]{0,9}")
UNIT_ID = re.compile(rb"[0-9a-f]{32}")
HEX64 = re.compile(r"[0-9a-f]{64}")
TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?Z")
POSITIVE = re.compile(r"[1-9][0-9]{0,15}")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class Rejected(Exception):
    """The bundle does not hold; the message is a sentence for people."""


def require(condition, sentence):
    if not condition:
        raise Rejected(sentence)


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


# ---------------------------------------------------------------- canonical forms


def encode_json(value):
    """RFC 8785 (JCS) as text."""
    if value is None or isinstance(value, (bool, str)):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, int):
        require(abs(value) <= LARGEST_INTEGER, "JSON 中的整数过大")
        return str(value)
    if isinstance(value, float):
        return encode_float(value)
    if isinstance(value, list):
        return "[" + ",".join([encode_json(item) for item in value]) + "]"
    names = sorted(value, key=lambda name: name.encode("utf-16-be"))
    return "{" + ",".join([encode_json(name) + ":" + encode_json(value[name]) for name in names]) + "}"


def encode_float(value):
    """Numbers as ECMAScript writes them; only the log's entry may hold any."""
    require(value - value == 0, "JSON 中有无效数值")
    if value == 0:
        return "0"
    mantissa, _, exponent = (f"{abs(value)!r}").partition("e")
    whole, _, fraction = mantissa.partition(".")
    fraction = "" if fraction == "0" else fraction
    digits = (whole + fraction).lstrip("0")
    point = len(whole) + int(exponent or 0) - (len(whole + fraction) - len(digits))
    digits = digits.rstrip("0")
    return ("-" if value < 0 else "") + place_point(digits, point)


def place_point(digits, point):
    if len(digits) <= point <= 21:
        return digits + "0" * (point - len(digits))
    if 0 < point <= 21:
        return digits[:point] + "." + digits[point:]
    if -6 < point <= 0:
        return "0." + "0" * -point + digits
    tail = "." + digits[1:] if len(digits) > 1 else ""
    return f"{digits[0]}{tail}e{point - 1:+d}"


def no_constant(name):
    raise ValueError(name)


def short_integer(text):
    """Long ones cannot be canonical, and old versions of Python take minutes for them."""
    if len(text) > 17:
        raise ValueError("integer too long")
    return int(text)


def decode_json(raw, name):
    """Refuses whatever is not byte for byte what encode_json makes of it (this also finds keys given twice)."""
    try:
        value = json.loads(raw.decode("utf-8"), parse_int=short_integer, parse_constant=no_constant)
        same = encode_json(value).encode("utf-8") == raw
    except (ValueError, RecursionError):
        raise Rejected(f"{name} 不是规范的 JSON（RFC 8785）") from None
    require(same, f"{name} 不是规范的 JSON（RFC 8785）")
    return value


def decode_base64(text, what):
    require(isinstance(text, str), f"{what}不是文字")
    try:
        raw = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, ValueError):
        raise Rejected(f"{what}不是 base64") from None
    require(base64.b64encode(raw).decode("ascii") == text, f"{what}不是规范的 base64")
    return raw


def decode_hex(text, what):
    require(isinstance(text, str) and HEX64.fullmatch(text), f"{what}应为 64 位小写十六进制")
    return bytes.fromhex(text)


def check_keys(value, keys, what):
    require(isinstance(value, dict), f"{what}不是 JSON 对象")
    unknown, missing = sorted(set(value) - set(keys)), sorted(set(keys) - set(value))
    require(not unknown, "{}有未知字段：{}".format(what, "、".join(map(repr, unknown[:5]))))
    require(not missing, "{}缺少字段：{}".format(what, "、".join(missing)))


def check_id(value, what):
    require(isinstance(value, str) and ID.fullmatch(value), f"{what}不是合法的编号")
    return value


def check_line(value, what):
    require(isinstance(value, str) and value and not CONTROL.search(value), f"{what}应为一行非空文字")
    return value


def check_integer(value, least, what):
    require(type(value) is int and least <= value <= LARGEST_INTEGER, f"{what}不是不小于 {least} 的整数")
    return value


# ---------------------------------------------------------------- Ed25519 (RFC 8032), verification only

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)


def point_add(a, b):
    e = (a[1] - a[0]) * (b[1] - b[0]) % P
    f = (a[1] + a[0]) * (b[1] + b[0]) % P
    g = 2 * a[3] * b[3] * D % P
    h = 2 * a[2] * b[2] % P
    x, y, z, w = f - e, h - g, h + g, f + e
    return x * y % P, z * w % P, y * z % P, x * w % P


def point_multiply(scalar, point):
    result = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            result = point_add(result, point)
        point = point_add(point, point)
        scalar >>= 1
    return result


def recover_x(y, sign):
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    if square == 0:
        return None if sign else 0
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P:
        return None
    return P - x if x & 1 != sign else x


def decode_point(raw):
    number = int.from_bytes(raw, "little")
    y = number & ((1 << 255) - 1)
    x = recover_x(y, number >> 255)
    return None if x is None else (x, y, 1, x * y % P)


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE_X = recover_x(BASE_Y, 0)
BASE = (BASE_X, BASE_Y, 1, BASE_X * BASE_Y % P)


def ed25519_is_valid(public_key, message, signature):
    if len(public_key) != 32 or len(signature) != 64:
        return False
    a, r = decode_point(public_key), decode_point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= L:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + public_key + message).digest(), "little") % L
    left, right = point_multiply(s, BASE), point_add(r, point_multiply(h, a))
    same_x = (left[0] * right[2] - right[0] * left[2]) % P == 0
    return same_x and (left[1] * right[2] - right[1] * left[2]) % P == 0


# ---------------------------------------------------------------- log: key, checkpoint, inclusion proof


def parse_key(vkey):
    """origin+<hex key id>+<base64(0x01 ‖ public key)> → (origin, key id, public key)."""
    parts = vkey.split("+", 2) if isinstance(vkey, str) else []
    require(len(parts) == 3, "公钥不是“名称+编号+base64”的格式")
    origin, key_id, encoded = parts
    require(origin and not re.search(r"[\s+\x00-\x1f]", origin), "公钥的名称不合法")
    require(re.fullmatch(r"[0-9a-f]{8}", key_id), "公钥的编号应为 8 位小写十六进制")
    raw = decode_base64(encoded, "公钥")
    require(len(raw) == 33 and raw[:1] == b"\x01", "公钥不是 Ed25519 公钥")
    expected = sha256(origin.encode("utf-8"), b"\n\x01", raw[1:])[:4]
    require(bytes.fromhex(key_id) == expected, "公钥的编号与公钥不符")
    return origin, expected, raw[1:]


def parse_checkpoint(raw):
    """Signed note with one signature line → (body, origin, size, root, signer, key id, signature)."""
    try:
        lines = raw.decode("utf-8").split("\n")
    except UnicodeDecodeError:
        raise Rejected("检查点不是 UTF-8 文字") from None
    require(len(lines) == 6 and lines[3] == "" and lines[5] == "", "检查点应为三行正文、一个空行和一行签名")
    origin, size, root, _, line, _ = lines
    require(POSITIVE.fullmatch(size), "检查点的大小不是正整数")
    match = re.fullmatch("\u2014 ([^ ]+) ([^ ]+)", line)
    require(match, "检查点的签名行格式不对")
    signature = decode_base64(match.group(2), "检查点的签名")
    require(len(signature) == 68, "检查点的签名长度不对")
    root_hash = decode_base64(root, "检查点的根")
    require(len(root_hash) == 32, "检查点的根长度不对")
    body = "\n".join(lines[:3]) + "\n"
    return body, origin, int(size), root_hash, match.group(1), signature[:4], signature[4:]


def root_from_proof(leaf, index, size, path):
    """RFC 9162 §2.1.3.2."""
    node, last, current = leaf, size - 1, index
    for sibling in path:
        require(last > 0, "存证路径过长")
        if current & 1 or current == last:
            node = sha256(b"\x01", sibling, node)
            while not current & 1 and current:
                current >>= 1
                last >>= 1
        else:
            node = sha256(b"\x01", node, sibling)
        current >>= 1
        last >>= 1
    require(last == 0, "存证路径过短")
    return node


def check_log(proof_raw, checkpoint_raw, expected, pinned_key, held_checkpoint):
    """The entry draw.committed with these hashes is in the log that the checkpoint signs."""
    proof = decode_json(proof_raw, "proof.json")
    check_keys(proof, ("entry", "index", "size", "hashes", "key"), "proof.json ")
    entry_raw = decode_base64(proof["entry"], "存证条目")
    entry = decode_json(entry_raw, "存证条目")
    require(isinstance(entry, dict) and entry.get("action") == "draw.committed", "存证条目不是 draw.committed")
    data = entry.get("data")
    require(isinstance(data, dict), "存证条目没有 data")
    for name in ENTRY_HASHES:
        require(data.get(name) == expected[name], f"存证条目中的 {name} 与文件包不符：冻结之后内容被改过")
    size = check_integer(proof["size"], 1, "proof.json 的 size ")
    index = check_integer(proof["index"], 0, "proof.json 的 index ")
    require(index < size, "proof.json 的 index 不小于 size")
    require(isinstance(proof["hashes"], list), "proof.json 的 hashes 不是数组")
    path = [decode_hex(text, "存证路径") for text in proof["hashes"]]
    origin, key_id, public_key = parse_key(proof["key"])
    body, note_origin, note_size, root, signer, note_key_id, signature = parse_checkpoint(checkpoint_raw)
    require(note_origin == origin == signer, "检查点、签名与公钥的名称不一致")
    require(note_key_id == key_id, "检查点不是这把公钥签的")
    require(ed25519_is_valid(public_key, body.encode("utf-8"), signature), "检查点的签名无效")
    require(note_size == size, "检查点的大小与 proof.json 不一致")
    require(root_from_proof(sha256(b"\x00", entry_raw), index, size, path) == root, "存证条目不在检查点的存证树中")
    require(pinned_key is None or pinned_key == proof["key"], "文件包的公钥不是指定的公钥")
    require(held_checkpoint is None or held_checkpoint == body, "文件包的检查点与所持的检查点不一致")
    return data


# ---------------------------------------------------------------- ceremony


def check_manifest(manifest):
    check_keys(manifest, MANIFEST_KEYS, "manifest.json ")
    require(manifest["format"] == FORMAT, f"格式不是 {FORMAT}")
    draw = check_id(manifest["draw"], "抽取编号")
    version = check_integer(manifest["version"], 1, "版本")
    check_supersedes(draw, version, manifest["supersedes"])
    check_line(manifest["cycle"], "周期")
    check_time(manifest["frozen_at"])
    check_parties(draw, version, manifest["parties"])
    beacon = manifest["beacon"]
    if beacon is not None:
        check_keys(beacon, ("source", "round", "value"), "信标")
        require(all(isinstance(text, str) for text in beacon.values()), "信标的内容应为文字")
    for name in ("frame", "demands", "exclusions", "officers", "selection"):
        decode_hex(manifest[name + "_sha256"], name + "_sha256 ")
    decode_hex(manifest["seed"], "种子")


def check_supersedes(draw, version, supersedes):
    if supersedes is None:
        require(version == 1, f"第 {version} 版没有写明取代的版本")
        return
    require(isinstance(supersedes, str) and supersedes.startswith(draw + "-v"), "取代的版本不属于同一次抽取")
    number = supersedes[len(draw) + 2 :]
    require(POSITIVE.fullmatch(number) and int(number) < version, "取代的版本不早于本版本")


def check_time(text):
    require(isinstance(text, str) and TIME.fullmatch(text), "冻结时间不是 RFC 3339 的 UTC 时间")
    try:
        datetime.strptime(text[:19], "%Y-%m-%dT%H:%M:%S")
    except ValueError:
        raise Rejected("冻结时间不存在") from None


def check_parties(draw, version, parties):
    require(isinstance(parties, list) and len(parties) >= 2, "参与方少于两个")
    before = ""
    for party in parties:
        check_keys(party, ("agency", "commitment", "held_by", "nonce"), "参与方")
        agency = check_id(party["agency"], "参与方")
        require(before < agency, "参与方未按机关排序或有重复")
        require(party["held_by"] in ("agency", "server"), f"参与方 {agency} 的持有方式不对")
        nonce = decode_hex(party["nonce"], f"参与方 {agency} 的随机数")
        prefix = "\0".join(("tongjian-commit/1", draw, str(version), agency, "")).encode("utf-8")
        commitment = decode_hex(party["commitment"], f"参与方 {agency} 的承诺")
        require(sha256(prefix, nonce) == commitment, f"参与方 {agency} 的随机数与承诺不符")
        before = agency


def make_header(manifest):
    header = {
        name: manifest[name] for name in ("cycle", "draw", "frozen_at", "officers_sha256", "supersedes", "version")
    }
    header["parties"] = [
        {name: party[name] for name in ("agency", "commitment", "held_by")} for party in manifest["parties"]
    ]
    beacon = manifest["beacon"]
    header["beacon"] = beacon and {name: beacon[name] for name in ("round", "source")}
    return encode_json(header).encode("utf-8")


def make_seed(manifest, header_hash):
    parts = [FORMAT.encode("ascii") + b"\0", header_hash]
    parts += [bytes.fromhex(manifest[name + "_sha256"]) for name in ("frame", "demands", "exclusions")]
    parts += [bytes.fromhex(party["nonce"]) for party in manifest["parties"]]
    if manifest["beacon"]:
        parts.append(manifest["beacon"]["value"].encode("utf-8"))
    return sha256(*parts)


# ---------------------------------------------------------------- frozen files


def check_demands(raw):
    """→ {demand id as bytes: (method, sizes)} and {demand id as bytes: (agency, items)}."""
    value = decode_json(raw, "demands.json")
    require(isinstance(value, list), "demands.json 不是数组")
    demands, askers, before = {}, {}, ""
    for demand in value:
        check_keys(demand, ("agency", "id", "items", "method", "sizes"), "需求")
        name = check_id(demand["id"], "需求编号")
        require(before < name, "需求未按编号排序或有重复")
        check_id(demand["agency"], f"需求 {name} 的部门")
        check_items(demand["items"], name)
        method, sizes = demand["method"], demand["sizes"]
        require(method in ("poisson", "fixed", "census"), f"需求 {name} 的抽取方式未知")
        require(isinstance(sizes, dict), f"需求 {name} 的数量不是对象")
        require(method == "fixed" or not sizes, f"需求 {name} 不是按数量抽取，却写了数量")
        for stratum, size in sizes.items():
            check_id(stratum, f"需求 {name} 的分层")
            check_integer(size, 0, f"需求 {name} 分层 {stratum} 的数量")
        demands[name.encode("ascii")] = method, {key.encode("ascii"): size for key, size in sizes.items()}
        askers[name.encode("ascii")] = demand["agency"], frozenset(demand["items"])
        before = name
    return demands, askers


def check_items(items, name):
    require(isinstance(items, list), f"需求 {name} 的事项不是数组")
    for item in items:
        require(";" not in check_line(item, f"需求 {name} 的事项"), f"需求 {name} 的事项含有分号")
    codes = [item.encode("utf-8") for item in items]
    require(codes == sorted(set(codes)), f"需求 {name} 的事项未排序或有重复")


class Archive:
    """The files of a bundle: nothing else, nothing twice, nothing larger than it may be."""

    def __init__(self, file, limits=LIMITS):
        self.limits = limits
        try:
            self.zip = zipfile.ZipFile(file)
            members = self.zip.infolist()
        except Exception:  # noqa: BLE001 - whatever a broken archive does
            raise Rejected("文件包不是完好的 ZIP 文件") from None
        names = [member.orig_filename for member in members]
        unknown, missing = sorted(set(names) - set(limits)), sorted(set(limits) - set(names))
        require(not unknown, "文件包中有未知文件：{}".format("、".join(map(repr, unknown[:5]))))
        require(not missing, "文件包缺少文件：{}".format("、".join(missing)))
        require(len(names) == len(limits), "文件包中有重名的文件")
        for member in members:
            name = member.orig_filename
            require(not member.flag_bits & 1, f"{name} 是加密的")
            require(member.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED), f"{name} 的压缩方式不支持")
            require(member.file_size <= limits[name], f"{name} 过大")

    def chunks(self, name):
        try:
            with self.zip.open(name) as file:
                while True:
                    chunk = file.read(MEBI)
                    if not chunk:
                        return
                    yield chunk
        except (Rejected, GeneratorExit):
            raise
        except Exception:  # noqa: BLE001 - whatever a broken archive does
            raise Rejected(f"{name} 已损坏，无法解压") from None

    def read(self, name, limit=None):
        limit = self.limits[name] if limit is None else limit
        parts, total = [], 0
        for chunk in self.chunks(name):
            parts.append(chunk)
            total += len(chunk)
            if total > limit:
                break
        return b"".join(parts)

    def lines(self, name, columns, expected_sha256):
        """Rows of a CSV file without their line ends; the hash of the whole file is checked at its end."""
        digest, rest, number = hashlib.sha256(), b"", 0
        for chunk in self.chunks(name):
            digest.update(chunk)
            lines = (rest + chunk).split(b"\n")
            rest = lines.pop()
            require(len(rest) <= LONGEST_LINE, f"{name} 中有过长的行")
            for line in lines:
                if number == 0:
                    require(line == columns, "{} 的表头应为 {}".format(name, columns.decode("ascii")))
                else:
                    yield number + 1, line
                number += 1
        require(number and not rest, f"{name} 应以换行符结束")
        require(digest.hexdigest() == expected_sha256, f"{name} 与 manifest.json 中的摘要不符")


def read_exclusions(archive, expected_sha256, demands):
    """→ the set of excluded (unit, demand) pairs."""
    pairs, before = set(), None
    for number, line in archive.lines("exclusions.csv", b"unit_id,demand_id,reason", expected_sha256):
        try:
            before = check_exclusion(line, demands, before)
        except Rejected as reason:
            raise Rejected(f"exclusions.csv 第 {number} 行{reason}") from None
        pairs.add(before)
    return pairs


def check_exclusion(line, demands, before):
    cells = line.split(b",", 2)
    require(len(cells) == 3, "的列数不对")
    unit, demand, reason = cells
    check_pair(unit, demand, demands, before)
    try:
        check_reason(reason.decode("utf-8"))
    except UnicodeDecodeError:
        raise Rejected("不是 UTF-8 文字") from None
    return unit, demand


def check_pair(unit, demand, demands, before):
    require(UNIT_ID.fullmatch(unit), "的单元编号不是 32 位小写十六进制")
    require(demand in demands, "的需求不在 demands.json 中")
    require(before is None or before < (unit, demand), "未按单元、需求排序或有重复")


def check_reason(raw):
    text = raw
    if len(raw) > 1 and raw[0] == raw[-1] == '"':
        text = raw[1:-1].replace('""', '"')
    doubled = text.replace('"', '""')
    encoded = f'"{doubled}"' if "," in text or '"' in text else text
    require(encoded == raw, "的引号不规范")
    check_line(text, "的理由")


# ---------------------------------------------------------------- the draw


class Drawing:
    """Goes through the frame once and keeps only the rows that are selected."""

    def __init__(self, seed, demands):
        self.seed = seed
        self.demands = demands
        self.taken = []
        self.heaps = {}
        self.units = 0
        self.last_unit = None
        self.last_prn = 0

    def prn(self, unit):
        """First 53 bits of SHA-256(seed ‖ 0x00 ‖ unit_id)."""
        if unit != self.last_unit:
            self.units += 1
            self.last_unit = unit
            self.last_prn = int.from_bytes(sha256(self.seed, b"\0", unit)[:8], "big") >> 11
        return self.last_prn

    def add(self, unit, demand, stratum, q):
        """Raises KeyError for a stratum without a size."""
        prn = self.prn(unit)
        method, sizes = self.demands[demand]
        row = b"%s,%s,%s,%d\n" % (unit, demand, stratum, prn)
        if method == "fixed":
            keep_smallest(self.heaps.setdefault((demand, stratum), []), sizes[stratum], prn, unit, row)
        elif method == "census" or prn * 10**9 < q << 53:
            self.taken.append(row)

    def selected(self):
        """Rows of selection.csv. Every sign of an id sorts after a comma, so the lines sort like their pairs."""
        rows = self.taken + [row for heap in self.heaps.values() for _, _, row in heap]
        rows.sort()
        return rows


def keep_smallest(heap, size, prn, unit, row):
    """The `size` rows with the smallest prn, ties by unit: the heap's first is the one to go next."""
    entry = (-prn, -int(unit, 16), row)
    if len(heap) < size:
        heapq.heappush(heap, entry)
    elif heap and entry > heap[0]:
        heapq.heapreplace(heap, entry)


def draw(archive, manifest, seed, demands, excluded):
    drawing, before = Drawing(seed, demands), None
    for number, line in archive.lines("frame.csv", b"unit_id,demand_id,stratum,q", manifest["frame_sha256"]):
        try:
            unit, demand, stratum, q = check_frame_row(line, demands, before)
            before = unit, demand
            require(before not in excluded, "的单元已在 exclusions.csv 中被排除")
            drawing.add(unit, demand, stratum, q)
        except Rejected as reason:
            raise Rejected(f"frame.csv 第 {number} 行{reason}") from None
    for demand, (method, sizes) in demands.items():
        seen = {stratum for name, stratum in drawing.heaps if name == demand}
        require(method != "fixed" or seen == set(sizes), f"需求 {demand.decode()} 设了抽样框中没有的分层")
    return drawing


def check_frame_row(line, demands, before):
    cells = line.split(b",")
    require(len(cells) == 4, "的列数不对")
    unit, demand, stratum, q = cells
    check_pair(unit, demand, demands, before)
    require(ID_BYTES.fullmatch(stratum), "的分层不是合法的编号")
    method, sizes = demands[demand]
    require(method != "fixed" or stratum in sizes, "的分层在 demands.json 中没有数量")
    if method != "poisson":
        require(q == b"", "不按概率抽取，不应有概率")
        return unit, demand, stratum, 0
    require(Q.fullmatch(q) and int(q) <= 10**9, "的概率应为 1 到 1000000000 的整数")
    return unit, demand, stratum, int(q)


def check_selection(archive, manifest, rows):
    expected = b"unit_id,demand_id,stratum,prn\n" + b"".join(rows)
    actual = archive.read("selection.csv", limit=len(expected))
    if actual != expected:
        theirs, ours = actual.split(b"\n"), expected.split(b"\n")
        same = [i for i in range(min(len(theirs), len(ours))) if theirs[i] != ours[i]]
        number = 1 + (same[0] if same else min(len(theirs), len(ours)))
        raise Rejected(f"selection.csv 与重新计算的抽取结果不一致（第 {number} 行起）")
    require(
        hashlib.sha256(expected).hexdigest() == manifest["selection_sha256"], "selection_sha256 与 selection.csv 不符"
    )


# ---------------------------------------------------------------- who was sent (for auditors)

OFFICER_COLUMNS = b"officer_id,agency,regions,qualifications,recusals,cap,valid_until"
REASONS = (
    "不在辖区",
    "核对日证件已失效",
    "没有本次事项的资格",
    "应当回避",
    "已达次数上限",
    "符合条件，次序在后",
)
ELSEWHERE, EXPIRED, UNQUALIFIED, RECUSED, FULL, LATER = range(len(REASONS))


class Officer:
    def __init__(self, cells):
        self.name, self.agency, regions, qualifications, recusals, cap, self.valid_until = cells
        self.areas = [significant_digits(code) for code in listed(regions)]
        self.items, self.recusals = set(listed(qualifications)), set(listed(recusals))
        require(re.fullmatch("0|[1-9][0-9]{0,15}", cap), f"执法人员 {self.name} 的检查次数上限不是整数")
        self.cap, self.sent = int(cap), 0

    def why_not(self, unit, county, items, valid_on):
        """The first reason that stands against sending this officer, or LATER when none does."""
        if not any(county.startswith(area) for area in self.areas):
            return ELSEWHERE
        if self.valid_until <= valid_on:
            return EXPIRED
        if self.items.isdisjoint(items):
            return UNQUALIFIED
        if unit in self.recusals:
            return RECUSED
        return FULL if self.sent >= self.cap else LATER


def listed(text):
    return text.split(";") if text else []


def significant_digits(code):
    """140000 → 14, 140100 → 1401, 140105 → 140105, 140105001000 → 140105001 (2+2+2+3+3 digits)."""
    for length, end in ((3, 12), (3, 9), (2, 6), (2, 4), (2, 2)):
        if len(code) == end and code.endswith("0" * length):
            code = code[:-length]
    return code


def split_cells(line):
    """The fields of a line of CSV (RFC 4180)."""
    fields = re.findall(',("(?:[^"]|"")*"|[^,]*)', "," + line)
    return [field[1:-1].replace('""', '"') if field.startswith('"') else field for field in fields]


def items_of_visits(rows, askers):
    """→ {unit: {agency: items}} of the selected rows."""
    wanted = {}
    for row in rows:
        unit, demand = row.split(b",", 2)[:2]
        agency, items = askers[demand]
        mine = wanted.setdefault(unit.decode("ascii"), {})
        mine[agency] = mine.get(agency, frozenset()) | items
    return wanted


def check_audit(file, manifest, committed, seed, wanted, officer):
    """Recomputes who was sent from what was frozen, and compares it with teams.csv."""
    require("matching_sha256" in committed, "冻结时没有记录派定规则（较早的抽取），不能复核派了谁")
    archive = Archive(file, AUDIT_LIMITS)
    rule_raw = archive.read("matching.json")
    require(sha256(rule_raw).hex() == committed["matching_sha256"], "matching.json 与存证条目中的摘要不符")
    rule = decode_json(rule_raw, "matching.json")
    check_keys(rule, ("format", "officers_per_agency", "places_sha256", "valid_on"), "matching.json ")
    require(rule["format"] == "tongjian-matching/1", "matching.json 的格式未知")
    check_integer(rule["officers_per_agency"], 0, "每部门人数")
    require(re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", str(rule["valid_on"])), "matching.json 的核对日不是日期")
    officers = read_officers(archive, manifest["officers_sha256"])
    counties = read_places(archive, rule["places_sha256"], wanted)
    names = {one.name for group in officers.values() for one in group}
    require(officer is None or officer in names, f"名册中没有执法人员 {officer}")
    matching = Matching(seed, manifest, rule, officers, officer)
    for unit in sorted(wanted, key=lambda unit: sha256(seed, b"\x01", unit.encode("ascii"))):
        for agency in sorted(wanted[unit]):
            matching.send(unit, agency, counties[unit], wanted[unit][agency])
    expected = matching.teams().encode("utf-8")
    require(archive.read("teams.csv", limit=len(expected)) == expected, "teams.csv 与重新计算的派定结果不一致")
    return matching.findings()


class Matching:
    """Sends officers visit by visit; remembers open places, and why the officer asked about stayed."""

    def __init__(self, seed, manifest, rule, officers, asked=None):
        self.seed, self.officers, self.asked = seed, officers, asked
        self.places, self.valid_on = rule["officers_per_agency"], rule["valid_on"]
        self.prefix = "\0".join(("tongjian-visit/1", manifest["draw"], str(manifest["version"]), "")).encode("utf-8")
        self.rows, self.open, self.stays = [], [], []

    def send(self, unit, agency, county, items):
        visit = sha256(self.prefix, unit.encode("ascii")).hex()[:32]
        ours = self.officers.get(agency, ())
        reasons = {one: one.why_not(unit, county, items, self.valid_on) for one in ours}
        prefix = self.seed + b"\x02" + visit.encode("ascii") + b"\0"
        eligible = [one for one, reason in reasons.items() if reason == LATER]
        eligible.sort(key=lambda one: sha256(prefix, one.name.encode("ascii")))
        sent = eligible[: self.places]
        for place, one in enumerate(sent, start=1):
            one.sent += 1
            self.rows.append((visit, agency, place, one.name))
        stayed = {one: reason for one, reason in reasons.items() if one not in sent}
        if len(sent) < self.places:
            missing = self.places - len(sent)
            self.open.append(
                {"visit": visit, "agency": agency, "places": missing, "reasons": count_reasons(stayed.values())}
            )
        self.stays += [
            {"visit": visit, "reason": REASONS[reason]} for one, reason in stayed.items() if one.name == self.asked
        ]

    def teams(self):
        """teams.csv."""
        rows = [f"{visit},{agency},{place},{name}\n" for visit, agency, place, name in sorted(self.rows)]
        return "visit_id,agency,place,officer_id\n" + "".join(rows)

    def findings(self):
        found = {"valid_on": self.valid_on, "places_filled": len(self.rows), "places_open": self.open}
        if self.asked:
            sent = [row[0] for row in self.rows if row[3] == self.asked]
            found.update(officer=self.asked, sent=sent, not_sent=self.stays)
        return found


def count_reasons(reasons):
    counts = {}
    for reason in reasons:
        counts[REASONS[reason]] = counts.get(REASONS[reason], 0) + 1
    return counts


def read_officers(archive, expected_sha256):
    """→ {agency: officers}."""
    officers, before = {}, ""
    for number, line in archive.lines("officers.csv", OFFICER_COLUMNS, expected_sha256):
        cells = split_cells(line.decode("utf-8", "replace"))
        require(len(cells) == 7, f"officers.csv 第 {number} 行的列数不对")
        require(before < cells[0], f"officers.csv 第 {number} 行未按编号排序或有重复")
        officers.setdefault(cells[1], []).append(Officer(cells))
        before = cells[0]
    return officers


def read_places(archive, expected_sha256, wanted):
    """→ {unit: county} of the selected units."""
    counties = {}
    for number, line in archive.lines("places.csv", b"unit_id,county", expected_sha256):
        cells = split_cells(line.decode("utf-8", "replace"))
        require(len(cells) == 2, f"places.csv 第 {number} 行的列数不对")
        if cells[0] in wanted:
            counties[cells[0]] = cells[1]
    missing = sorted(set(wanted) - set(counties))
    require(not missing, f"places.csv 中没有抽中的单元 {missing[:1]}")
    return counties


# ---------------------------------------------------------------- all of it


def verify(file, pinned_key=None, held_checkpoint=None, audit=None, officer=None):
    """→ a dictionary of findings. Raises Rejected with the reason. `audit`: the file audit.zip, for auditors."""
    archive = Archive(file)
    archive.read("verify_draw.py")
    manifest = decode_json(archive.read("manifest.json"), "manifest.json")
    check_manifest(manifest)
    header_hash = sha256(make_header(manifest))
    hashes = {name: manifest[name] for name in ENTRY_HASHES if name != "header_sha256"}
    hashes["header_sha256"] = header_hash.hex()
    proof, checkpoint = archive.read("proof.json"), archive.read("checkpoint.txt")
    committed = check_log(proof, checkpoint, hashes, pinned_key, held_checkpoint)
    demands_raw = archive.read("demands.json")
    require(sha256(demands_raw).hex() == manifest["demands_sha256"], "demands.json 与 manifest.json 中的摘要不符")
    demands, askers = check_demands(demands_raw)
    seed = make_seed(manifest, header_hash)
    require(seed.hex() == manifest["seed"], "种子与重新计算的不一致")
    excluded = read_exclusions(archive, manifest["exclusions_sha256"], demands)
    drawing = draw(archive, manifest, seed, demands, excluded)
    rows = drawing.selected()
    check_selection(archive, manifest, rows)
    found = check_audit(audit, manifest, committed, seed, items_of_visits(rows, askers), officer) if audit else {}
    return {
        **found,
        "draw": manifest["draw"],
        "version": manifest["version"],
        "practice": sum(party["held_by"] == "agency" for party in manifest["parties"]) < 2,
        "key_from_bundle": pinned_key is None and held_checkpoint is None,
        "demands": len(demands),
        "units": drawing.units,
        "rows_selected": len(rows),
        "visits": len({row[:32] for row in rows}),
        "seed": manifest["seed"],
        "beacon": manifest["beacon"],
    }


def describe(found):
    lines = [
        f"通过：抽取 {found['draw']} 第 {found['version']} 版，{found['demands']} 项需求、{found['units']} 个单元，"
        f"重新计算一致：抽中 {found['rows_selected']} 项、{found['visits']} 个单元。"
    ]
    if found["practice"]:
        lines.append("演练：自持随机数的机关少于两个，本次抽取不作为正式抽取的依据。")
    if found["beacon"]:
        beacon = found["beacon"]
        lines.append(f"信标：请与来源 {beacon['source']!r} 第 {beacon['round']!r} 期核对其值 {beacon['value']!r}。")
    if "places_filled" in found:
        lines += describe_audit(found)
    if found["key_from_bundle"]:
        lines.append("注意：公钥取自文件包本身。请用 --key 指定公钥，或用 --checkpoint 指定所持的检查点。")
    return lines


def describe_audit(found):
    """Who was sent, which places stayed open and why; of one officer, why each visit was another's."""
    missing = sum(one["places"] for one in found["places_open"])
    filled, day = found["places_filled"], found["valid_on"]
    lines = [f"派定复核一致：派定 {filled} 个席位，空缺 {missing} 个；证件按 {day} 当日是否有效核对。"]
    for one in found["places_open"][:20]:
        reasons = (
            "、".join(f"{reason} {count} 人" for reason, count in one["reasons"].items()) or "名册中没有该部门人员"
        )
        lines.append(f"空缺：检查 {one['visit']} 部门 {one['agency']} 缺 {one['places']} 人：{reasons}。")
    if "officer" in found:
        lines.append(f"执法人员 {found['officer']}：派定 {len(found['sent'])} 次。")
        lines += [f"未派：检查 {one['visit']}：{one['reason']}。" for one in found["not_sent"]]
    return lines


def parse_arguments(argv):
    parser = argparse.ArgumentParser(prog="verify_draw.py", description=f"核验联合抽取文件包（{FORMAT}）")
    parser.add_argument("bundle", help="文件包 bundle.zip")
    parser.add_argument("--key", metavar="VKEY", help="指定存证公钥：名称+编号+base64")
    parser.add_argument("--checkpoint", metavar="FILE", help="所持的检查点文件，文件包的检查点须与它一致")
    parser.add_argument("--audit", metavar="FILE", help="人员复核文件 audit.zip（监督人员）：复核派了谁")
    parser.add_argument("--officer", metavar="代号", help="与 --audit 同用：逐次说明这名执法人员为何未派")
    parser.add_argument("--json", action="store_true", help="只输出一行 JSON")
    arguments = parser.parse_args(argv)
    try:
        if arguments.key is not None:
            parse_key(arguments.key)
    except Rejected as reason:
        parser.error(f"--key：{reason}")
    if arguments.officer and not arguments.audit:
        parser.error("--officer 须与 --audit 同用")
    arguments.held = None
    try:
        if arguments.checkpoint is not None:
            with Path(arguments.checkpoint).open("rb") as file:
                arguments.held = note_body(file.read(MEBI).decode("utf-8"))
        arguments.file = Path(arguments.bundle).open("rb")  # noqa: SIM115 - closed when the process ends
        arguments.audit = arguments.audit and Path(arguments.audit).open("rb")  # noqa: SIM115
    except (OSError, ValueError) as error:
        parser.error(f"文件无法读取：{error}")
    return arguments


def note_body(text):
    """A checkpoint with or without its signature lines."""
    body = text.partition("\n\n")[0]
    return body if body.endswith("\n") else body + "\n"


def main(argv=None):
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    arguments = parse_arguments(argv)
    found, reason = {}, None
    try:
        found = verify(arguments.file, arguments.key, arguments.held, arguments.audit, arguments.officer)
    except Rejected as rejected:
        reason = f"{rejected}。"
    except Exception as error:  # noqa: BLE001 - a stranger's bundle must end in a sentence
        reason = f"文件包无法解析（{type(error).__name__}）。"
    if arguments.json:
        print(json.dumps({"ok": reason is None, "reason": reason, **found}))
    else:
        print("\n".join(describe(found)) if reason is None else "不通过：" + reason)
    return 0 if reason is None else 1


if __name__ == "__main__":
    sys.exit(main())
