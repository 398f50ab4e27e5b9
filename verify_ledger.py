#!/usr/bin/env python3
"""核验通监存证导出文件（tongjian-ledger/1），不需要通监软件本身。

用法：python -I verify_ledger.py 导出文件.zip [--checkpoint 检查点文件] [--key 验证公钥]

逐条重算叶哈希与默克尔根（RFC 9162），核对每个检查点的签名（C2SP tlog-checkpoint，Ed25519）。
--checkpoint 是自己早先保存的检查点：导出的存证必须以它为前缀。
--key 是自己信任的公钥；不给时使用导出文件中的公钥并说明。
退出码：0 完好；1 不完好，并指出第一条；2 用法错误。仅用 Python 标准库，Python 3.9 及以上。
"""

import argparse
import base64
import hashlib
import json
import sys
import zipfile

FORMAT = "tongjian-ledger/1"
MEMBERS = {"manifest.json", "entries.jsonl", "leaves.txt", "checkpoints.jsonl"}
MANIFEST_KEYS = {"format", "origin", "algorithm", "size", "key"}
LONGEST_LINE = 4 * 1024 * 1024


class Broken(Exception):
    """The export is not what it claims to be; the message is the reason in Chinese."""


# --- Ed25519 verification (RFC 8032 §5.1) -----------------------------------------------------------------------

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)


def recover_x(y, sign):
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    return P - x if x & 1 != sign else x


def point(data):
    """A curve point in extended coordinates, or None for bytes that encode none."""
    number = int.from_bytes(data, "little")
    y, sign = number & (1 << 255) - 1, number >> 255
    x = recover_x(y, sign) if y < P else None
    return None if x is None else (x, y, 1, x * y % P)


def add(first, second):
    a = (first[1] - first[0]) * (second[1] - second[0]) % P
    b = (first[1] + first[0]) * (second[1] + second[0]) % P
    c = 2 * first[3] * second[3] * D % P
    d = 2 * first[2] * second[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def multiply(scalar, base):
    result = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            result = add(result, base)
        base, scalar = add(base, base), scalar >> 1
    return result


def same_point(first, second):
    return (first[0] * second[2] - second[0] * first[2]) % P == 0 == (first[1] * second[2] - second[1] * first[2]) % P


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE_X = recover_x(BASE_Y, 0)
BASE = (BASE_X, BASE_Y, 1, BASE_X * BASE_Y % P)


def is_signed(public, message, signature):
    key, commitment = point(public), point(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    if len(public) != 32 or len(signature) != 64 or key is None or commitment is None or scalar >= ORDER:
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % ORDER
    return same_point(multiply(scalar, BASE), add(commitment, multiply(challenge, key)))


# --- checkpoints ------------------------------------------------------------------------------------------------


def decode(text):
    raw = base64.b64decode(text, validate=True)
    if base64.b64encode(raw).decode() != text:
        raise ValueError(text)
    return raw


def read_key(text):
    """(origin, key id, public key) of a vkey."""
    try:
        origin, key_id, encoded = text.strip().split("+", 2)
        raw = decode(encoded)
        expected = hashlib.sha256(origin.encode() + b"\n" + raw).digest()[:4]
    except ValueError:
        raise Broken("公钥格式不对。") from None
    if len(raw) != 33 or raw[:1] != b"\x01" or expected.hex() != key_id:
        raise Broken("公钥格式不对。")
    return origin, expected, raw[1:]


def read_checkpoint(note, key):
    """(size, root) of a note that the key signed."""
    origin, key_id, public = key
    try:
        body, last = note.split("\n\n")
        name, size, root = body.split("\n")
        dash, signer, signature = last[:-1].split(" ")
        raw, digest = decode(signature), decode(root)
        count = int(size)
    except ValueError:
        raise Broken("检查点格式不对。") from None
    if not last.endswith("\n") or dash != "—" or str(count) != size or len(digest) != 32 or len(raw) != 68:
        raise Broken("检查点格式不对。")
    if name != origin or signer != origin:
        raise Broken(f"检查点属于另一个存证（{name}）。")
    if raw[:4] != key_id or not is_signed(public, f"{body}\n".encode(), raw[4:]):
        raise Broken(f"{count} 条的检查点签名无效。")
    return count, digest


# --- the log ----------------------------------------------------------------------------------------------------


class GrowingRoot:
    """The Merkle tree hash of everything appended so far."""

    def __init__(self):
        self.size = 0
        self.peaks = []

    def append(self, leaf):
        current, carry = leaf, self.size
        while carry & 1:
            current, carry = hashlib.sha256(b"\x01" + self.peaks.pop() + current).digest(), carry >> 1
        self.peaks.append(current)
        self.size += 1

    def root(self):
        if not self.peaks:
            return hashlib.sha256(b"").digest()
        result = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            result = hashlib.sha256(b"\x01" + peak + result).digest()
        return result


def canonical(text):
    """RFC 8785 for what entries hold: objects, lists, strings, integers, booleans, null. Others are refused."""

    def write(value):
        if value is None or isinstance(value, (bool, str)):
            return json.dumps(value, ensure_ascii=False)
        if isinstance(value, int) and abs(value) < 2**53:
            return str(value)
        if isinstance(value, list):
            return "[" + ",".join(map(write, value)) + "]"
        if isinstance(value, dict):
            keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
            return "{" + ",".join(f"{write(key)}:{write(value[key])}" for key in keys) + "}"
        raise ValueError(value)

    return write(json.loads(text))


def lines(archive, name):
    with archive.open(name) as file:
        while line := file.readline(LONGEST_LINE):
            if not line.endswith(b"\n"):
                raise Broken(f"{name} 不完整。")
            yield line[:-1]


def open_export(path):
    archive = zipfile.ZipFile(path)
    names = archive.namelist()
    if len(names) != len(MEMBERS) or set(names) != MEMBERS:
        raise Broken("导出文件应当恰好包含：" + "、".join(sorted(MEMBERS)) + "。")
    if archive.getinfo("manifest.json").file_size > LONGEST_LINE:
        raise Broken("manifest.json 过大。")
    manifest = json.loads(archive.read("manifest.json"))
    if not isinstance(manifest, dict) or set(manifest) != MANIFEST_KEYS:
        raise Broken("manifest.json 的内容不对。")
    if manifest["format"] != FORMAT or manifest["algorithm"] != "sha256" or not isinstance(manifest["size"], int):
        raise Broken("不是 tongjian-ledger/1 的导出文件。")
    return archive, manifest


def statements(archive, key):
    """(size, root) of every checkpoint, ascending."""
    previous = -1
    for line in lines(archive, "checkpoints.jsonl"):
        record = json.loads(line)
        if not isinstance(record, dict) or set(record) != {"size", "note"} or not isinstance(record["note"], str):
            raise Broken("checkpoints.jsonl 的内容不对。")
        size, root = read_checkpoint(record["note"], key)
        if size != record["size"] or size <= previous:
            raise Broken("检查点没有按条数递增排列。")
        previous = size
        yield size, root


def verify(path, pinned, held):
    """Raises Broken; returns (entries, checkpoints, vkey)."""
    archive, manifest = open_export(path)
    vkey = pinned or manifest["key"]
    key = read_key(vkey)
    if manifest["key"].strip() != vkey.strip() or manifest["origin"] != key[0]:
        raise Broken("导出文件的公钥不是所信任的公钥。")
    wanted = list(statements(archive, key))
    known = [(size, root, "检查点") for size, root in wanted]
    if held is not None:
        known.append((*read_checkpoint(held, key), "自己保存的检查点"))
    known.sort(key=lambda item: item[0])
    log, sound = GrowingRoot(), 0
    hashes = lines(archive, "leaves.txt")
    for entry in lines(archive, "entries.jsonl"):
        sound = compare(known, log, sound)
        check_entry(entry, next(hashes, b""), log)
    if next(hashes, None) is not None:
        raise Broken(f"第 {log.size} 条缺失：有叶哈希而没有条目。")
    sound = compare(known, log, sound)
    if known:
        size, _, source = known[0]
        raise Broken(
            f"{source}记有 {size} 条，导出文件只有 {log.size} 条：第 {sound} 至 {size - 1} 条之间有条目被删除。"
        )
    if log.size != manifest["size"] or not wanted or wanted[-1][0] != log.size:
        raise Broken(f"末尾没有检查点：从第 {wanted[-1][0] if wanted else 0} 条起无法证明。")
    return log.size, len(wanted), vkey


def check_entry(entry, expected, log):
    number = log.size
    try:
        is_canonical = canonical(entry.decode()) == entry.decode()
    except (ValueError, RecursionError):
        is_canonical = False
    if not is_canonical:
        raise Broken(f"第 {number} 条不是规范格式，已被改动。")
    digest = hashlib.sha256(b"\x00" + entry).digest()
    if digest.hex().encode() != expected:
        raise Broken(f"第 {number} 条与其叶哈希不符，已被改动、删除或调换。")
    log.append(digest)


def compare(known, log, sound):
    """Checks the roots stated for the present size; returns up to where the log is proved."""
    while known and known[0][0] == log.size:
        size, root, source = known.pop(0)
        if log.root() != root:
            raise Broken(f"{source}（{size} 条）与条目不符：第 {sound} 至 {size - 1} 条之间有改动、删除或调换。")
        sound = size
    return sound


def main(arguments=None):
    parser = argparse.ArgumentParser(description="核验通监存证导出文件。")
    parser.add_argument("export", help="tongjian ledger export 的导出文件")
    parser.add_argument("--checkpoint", help="自己早先保存的检查点文件")
    parser.add_argument("--key", help="自己信任的验证公钥")
    options = parser.parse_args(arguments)
    held = None
    if options.checkpoint:
        try:
            with open(options.checkpoint, encoding="utf-8") as file:
                held = file.read()
        except OSError as error:
            parser.error(f"打不开检查点文件：{error.strerror}")
    try:
        size, checkpoints, key = verify(options.export, options.key, held)
    except Broken as reason:
        print(f"不完好：{reason}")
        return 1
    except (OSError, ValueError, zipfile.BadZipFile, KeyError, TypeError, AttributeError, RecursionError) as error:
        print(f"不完好：无法读取导出文件（{type(error).__name__}）。")
        return 1
    print(f"完好：{size} 条，检查点 {checkpoints} 个。公钥 {key}")
    if not options.key:
        print("注意：公钥取自导出文件本身；要确认它来自谁，请用 --key 给出您信任的公钥。")
    return 0


if __name__ == "__main__":
    sys.exit(main())
