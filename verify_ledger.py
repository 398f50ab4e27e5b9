#!/usr/bin/env python3
"""核验通监存证导出文件（tongjian-ledger/1），不需要通监软件本身。

用法：python -I verify_ledger.py 导出文件.zip [--checkpoint 检查点文件] [--key 验证公钥]

逐条重算叶哈希与默克尔根（RFC 9162），核对每个检查点的签名（C2SP tlog-checkpoint，Ed25519）。条目从 0 起编号。
--checkpoint 是自己早先保存的检查点：导出的存证必须以它为前缀。
--key 是自己信任的公钥；不给时使用导出文件中的公钥并说明。
签名密钥更换过的，由存证中的交接条目（旧密钥签名）逐把核对；所信任的公钥须是其中签过检查点的一把。
退出码：0 完好；1 不完好，并指出第一条；2 用法错误。仅用 Python 标准库，Python 3.9 及以上。
"""

import argparse
import base64
import hashlib
import io
import itertools
import json
import sys
import zipfile
from functools import lru_cache

FORMAT = "tongjian-ledger/1"
MEMBERS = {"manifest.json", "entries.jsonl", "leaves.txt", "checkpoints.jsonl"}
MANIFEST_KEYS = {"format", "origin", "algorithm", "size", "key"}
LONGEST_LINE = 4 * 1024 * 1024


class Broken(Exception):
    """The export is not what it claims to be; the message is the reason in Chinese."""


# --- Ed25519 verification (RFC 8032 §5.1.7) ---------------------------------------------------------------------

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


def add(first, second):
    """Points are in extended coordinates: x = X/Z, y = Y/Z, x·y = T/Z."""
    a = (first[1] - first[0]) * (second[1] - second[0]) % P
    b = (first[1] + first[0]) * (second[1] + second[0]) % P
    c = 2 * first[3] * second[3] * D % P
    d = 2 * first[2] * second[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def doublings(x, y):
    """The point times 1, 2, 4, … 2^252: one key signs all checkpoints."""
    points = [(x, y, 1, x * y % P)]
    for _ in range(252):
        points.append(add(points[-1], points[-1]))
    return points


def multiply(scalar, points):
    result = (0, 1, 1, 0)
    for place, point in enumerate(points):
        if scalar >> place & 1:
            result = add(result, point)
    return result


def encode_point(point):
    inverse = pow(point[2], P - 2, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


@lru_cache(maxsize=4)
def negated_doublings(public):
    """Those of minus the public key, or None for bytes that encode no point."""
    number = int.from_bytes(public, "little")
    y, sign = number & (1 << 255) - 1, number >> 255
    x = recover_x(y, sign) if y < P else None
    return None if x is None else doublings(-x % P, y)


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE = doublings(recover_x(BASE_Y, 0), BASE_Y)


def is_signed(public, message, signature):
    if len(public) != 32 or len(signature) != 64:
        return False
    key, scalar = negated_doublings(public), int.from_bytes(signature[32:], "little")
    if key is None or scalar >= ORDER:
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % ORDER
    return encode_point(add(multiply(scalar, BASE), multiply(challenge, key))) == signature[:32]


# --- canonical JSON (RFC 8785) ----------------------------------------------------------------------------------

encode_plainly = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode


def is_canonical(entry):
    """Whether the bytes are a JSON object exactly as RFC 8785 writes it (this also finds a key given twice)."""
    floats = []

    def read_float(text):
        floats.append(text)
        return float(text)

    def read_integer(text):
        # All numbers are doubles; and old versions of Python take minutes for a very long integer.
        return int(text) if len(text) < 16 else read_float(text)

    try:
        text = entry.decode()
        value = json.loads(text, parse_int=read_integer, parse_float=read_float, parse_constant=refuse)
        if not isinstance(value, dict):
            return False
        # The fast encoder of the library differs from RFC 8785 in floats and in the order of keys beyond U+FFFF only.
        is_plain = not floats and max(text) <= "\uffff"
        return (encode_plainly(value) if is_plain else encode(value)) == text
    except (ValueError, RecursionError):
        return False


def refuse(name):
    """NaN and Infinity, which Python reads and JSON does not know."""
    raise ValueError(name)


def encode(value):
    if isinstance(value, float):
        return encode_float(value)
    if isinstance(value, list):
        return "[" + ",".join(map(encode, value)) + "]"
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: name.encode("utf-16-be"))
        return "{" + ",".join(f"{encode(name)}:{encode(value[name])}" for name in names) + "}"
    return encode_plainly(value)


def encode_float(value):
    """A number as ECMAScript writes it: the shortest digits, plain between 1e-7 and 1e21."""
    if value - value != 0:
        raise ValueError(value)
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    mantissa, _, exponent = repr(abs(value)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    written = whole + fraction
    digits = written.strip("0")
    # The value is 0.digits · 10^point.
    point = len(whole) + int(exponent or 0) - (len(written) - len(written.lstrip("0")))
    if len(digits) <= point <= 21:
        return sign + digits.ljust(point, "0")
    if 0 < point <= 21:
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"{sign}0.{digits.rjust(len(digits) - point, '0')}"
    tail = "." + digits[1:] if len(digits) > 1 else ""
    return f"{sign}{digits[0]}{tail}e{point - 1:+d}"


# --- keys and checkpoints ---------------------------------------------------------------------------------------


def decode(text):
    raw = base64.b64decode(text, validate=True)
    if base64.b64encode(raw).decode() != text:
        raise ValueError(text)
    return raw


def read_key(text):
    """(origin, key id, public key) of a vkey; raises ValueError."""
    origin, key_id, encoded = text.strip().split("+", 2)
    raw = decode(encoded)
    expected = hashlib.sha256(origin.encode() + b"\n" + raw).digest()[:4]
    if not origin or len(raw) != 33 or raw[:1] != b"\x01" or expected.hex() != key_id:
        raise ValueError(text)
    return origin, expected, raw[1:]


def read_note(note):
    """(origin, size, root, signed bytes, key id, signature) of a checkpoint; raises ValueError."""
    body, last = note.split("\n\n")
    origin, size, root = body.split("\n")
    dash, signer, signature = last[:-1].split(" ")
    raw, digest = decode(signature), decode(root)
    is_size = size.isascii() and size.isdigit() and len(size) < 20 and str(int(size)) == size
    is_note = last.endswith("\n") and dash == "—" and origin and signer == origin
    if not is_size or not is_note or len(digest) != 32 or len(raw) != 68:
        raise ValueError(note)
    return origin, int(size), digest, f"{body}\n".encode(), raw[:4], raw[4:]


def size_of(note):
    """The size a checkpoint states, None for a malformed one."""
    try:
        return read_note(note)[1]
    except (ValueError, AttributeError):
        return None


def read_checkpoint(note, key, source):
    """(size, root) of a checkpoint that the key signed."""
    try:
        origin, size, root, signed, key_id, signature = read_note(note)
    except ValueError:
        raise Broken(f"{source}格式不对。") from None
    if origin != key[0]:
        raise Broken(f"{source}属于另一个存证（{origin}）。")
    if key_id != key[1] or not is_signed(key[2], signed, signature):
        raise Broken(f"{source}（{size} 条）不是这把公钥签的，或者已被改动。")
    return size, root


# --- keys that were handed over ---------------------------------------------------------------------------------

HAND_OVER = ("ledger.key_handed_over", "ledger.signingkey")


def hand_overs(archive):
    """(index, vkey, signature) of every entry that hands the log to another key; damage is for `walk` to tell."""
    found = []
    try:
        for index, entry in enumerate(lines(archive, "entries.jsonl")):
            if HAND_OVER[0].encode() in entry:
                said = json.loads(entry)
                if (said["action"], said["subject"]["kind"]) == HAND_OVER:
                    found.append((index, said["data"]["vkey"], decode(said["data"]["signature"])))
    except (Broken, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        pass
    return found


def signers(first, waiting, sizes):
    """{size: vkey} that must have signed each; the old key still signs the first that covers a hand-over."""
    waiting, current, following, result = list(waiting), first, None, {}
    for size in sorted(sizes):
        while waiting and waiting[0][0] < size:
            index, vkey, signature = waiting.pop(0)
            if following is not None or not is_handed_over(current, vkey, signature):
                raise Broken(f"第 {index} 条交接签名密钥，但不是当时的密钥签的。")
            following = vkey
        result[size] = current
        if following is not None:
            current, following = following, None
    return result


def is_handed_over(current, vkey, signature):
    try:
        origin, _, public = read_key(current)
        same_log = read_key(vkey)[0] == origin
    except (ValueError, AttributeError):
        return False
    return same_log and is_signed(public, f"tongjian-ledger-key\n{current}\n{vkey}\n".encode(), signature)


# --- the log ----------------------------------------------------------------------------------------------------


def leaf_hash(entry):
    return hashlib.sha256(b"\x00" + entry).digest()


class GrowingRoot:
    """The Merkle tree hash of everything appended so far."""

    def __init__(self, size=0, peaks=()):
        self.size = size
        self.peaks = list(peaks)

    def copy(self):
        return GrowingRoot(self.size, self.peaks)

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


# --- the export -------------------------------------------------------------------------------------------------


def open_export(path):
    try:
        return zipfile.ZipFile(path)
    except Exception as error:  # noqa: BLE001 - a stranger's file must end in a sentence
        raise Broken(f"不是完整的导出文件（{type(error).__name__}）。") from None


def read_manifest(archive):
    names = archive.namelist()
    if len(names) != len(MEMBERS) or set(names) != MEMBERS:
        raise Broken("导出文件应当恰好包含：" + "、".join(sorted(MEMBERS)) + "。")
    try:
        with archive.open("manifest.json") as file:
            manifest = json.loads(file.read(LONGEST_LINE))
    except Exception as error:  # noqa: BLE001 - damaged archives fail in many ways
        raise Broken(f"manifest.json 无法读取（{type(error).__name__}）。") from None
    if not isinstance(manifest, dict) or set(manifest) != MANIFEST_KEYS or type(manifest["size"]) is not int:
        raise Broken("manifest.json 的内容不对。")
    if manifest["format"] != FORMAT or manifest["algorithm"] != "sha256" or not isinstance(manifest["key"], str):
        raise Broken("不是 tongjian-ledger/1 的导出文件。")
    return manifest


def lines(archive, name):
    """Line by line, so that memory stays bounded whatever the size."""
    number = 0
    try:
        with io.BufferedReader(archive.open(name), 1 << 16) as file:
            for number in itertools.count():
                line = file.readline(LONGEST_LINE)
                if not line:
                    return
                if not line.endswith(b"\n"):
                    raise Broken(f"{name} 第 {number} 行不完整。")
                yield line[:-1]
    except Broken:
        raise
    except Exception as error:  # noqa: BLE001 - damaged archives fail in many ways
        raise Broken(f"{name} 从第 {number} 行起无法读取，文件已损坏（{type(error).__name__}）。") from None


def statements(archive):
    """(size, note) of every checkpoint, ascending; the signatures are not checked yet."""
    previous = -1
    for number, line in enumerate(lines(archive, "checkpoints.jsonl")):
        try:
            record = json.loads(line)
            stated, note = record.pop("size"), record.pop("note")
            if record or type(stated) is not int or not isinstance(note, str):
                raise ValueError(record)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise Broken(f"checkpoints.jsonl 第 {number} 行的内容不对。") from None
        if size_of(note) is None:
            raise Broken(f"checkpoints.jsonl 第 {number} 行的检查点格式不对。")
        if size_of(note) != stated or stated <= previous:
            raise Broken(f"checkpoints.jsonl 第 {number} 行：检查点没有按条数递增排列。")
        previous = stated
        yield stated, note


def verify(path, pinned=None, held=None):
    """Raises Broken; returns (entries, checkpoints, vkey). `held` is the text of a checkpoint."""
    with open_export(path) as archive:
        return verify_archive(archive, pinned, held)


def verify_archive(archive, pinned, held):
    manifest = read_manifest(archive)
    first = manifest["key"]
    try:
        origin = read_key(first)[0]
    except ValueError:
        raise Broken("导出文件的公钥格式不对。") from None
    if manifest["origin"] != origin:
        raise Broken("导出文件的公钥不是这份存证的。")
    known, vkeys = read_checkpoints(archive, first, held)
    trusted = (pinned or vkeys[-1]).strip()
    if trusted not in vkeys:
        raise Broken("导出文件的公钥不是所信任的公钥。")
    stated = [size for size, _, source in known if source == "检查点"]
    size = walk(archive, known)
    if not stated or stated[-1] != size:
        raise Broken(f"末尾没有检查点：从第 {stated[-1] if stated else 0} 条起无法证明。")
    if size != manifest["size"]:
        raise Broken(f"manifest.json 记有 {manifest['size']} 条，实有 {size} 条。")
    return size, len(stated), trusted


def read_checkpoints(archive, first, held):
    """[(size, root, source)] ascending, each signed by the key in force; and the vkeys that signed, in order."""
    rows = enumerate(statements(archive))
    notes = [(size, note, "检查点", f"checkpoints.jsonl 第 {number} 行的检查点") for number, (size, note) in rows]
    if held is not None:
        notes.append((read_note(held)[1], held, "自己保存的检查点", "自己保存的检查点"))
    notes.sort(key=lambda row: row[0])
    by_size = signers(first, hand_overs(archive), {size for size, *_ in notes})
    known = [(*read_checkpoint(note, read_key(by_size[size]), place), source) for size, note, source, place in notes]
    return known, list(dict.fromkeys(by_size[size] for size, *_ in known)) or [first]


def walk(archive, known):
    """Holds every entry against its leaf hash and every root against the checkpoints; returns how many entries."""
    log, sound, place = GrowingRoot(), 0, 0
    rows = itertools.zip_longest(lines(archive, "entries.jsonl"), lines(archive, "leaves.txt"))
    for entry, leaf in rows:
        place, sound = compare(known, place, log, sound)
        digest = None if entry is None else leaf_hash(entry)
        if digest is None or leaf != digest.hex().encode():
            raise Broken(explain(log, (entry, leaf), rows, (known + [None])[place], sound))
        if not is_canonical(entry):
            raise Broken(f"第 {log.size} 条不是规范的 JSON 对象（RFC 8785），已被改动。")
        log.append(digest)
    place, sound = compare(known, place, log, sound)
    if place < len(known):
        size, _, source = known[place]
        raise Broken(
            f"{source}记有 {size} 条，导出文件只有 {log.size} 条：第 {sound} 至 {size - 1} 条之间有条目被删除"
            + ("，或者导出早于这个检查点。" if source != "检查点" else "。")
        )
    return log.size


def compare(known, place, log, sound):
    """Checks the roots stated for the present size; returns the next statement and up to where the log is proved."""
    while place < len(known) and known[place][0] == log.size:
        size, root, source = known[place]
        if log.root() != root:
            raise Broken(f"{source}（{size} 条）与条目不符：第 {sound} 至 {size - 1} 条之间有改动、删除、插入或调换。")
        place, sound = place + 1, size
    return place, sound


def explain(log, first, rows, checkpoint, sound):
    """Why the entry after those in `log` and its leaf hash differ, judged by the next checkpoint and what follows."""
    number, size, root = log.size, None, None
    if checkpoint:
        size, root, _ = checkpoint
    by_entries, by_leaves = log.copy(), log.copy()
    entry_here, leaf_here = first[0] and leaf_hash(first[0]).hex().encode(), first[1]
    entry_elsewhere = leaf_elsewhere = None
    for place, (entry, leaf) in enumerate(itertools.chain([first], rows), number):
        digest = None if entry is None else leaf_hash(entry)
        if digest is not None and by_entries.size != size:
            by_entries.append(digest)
        if leaf is not None and by_leaves.size != size:
            by_leaves.append(unhex(leaf))
        if (
            leaf_elsewhere is None
            and leaf_here is not None
            and digest is not None
            and digest.hex().encode() == leaf_here
        ):
            leaf_elsewhere = place
        if entry_elsewhere is None and entry_here and leaf == entry_here:
            entry_elsewhere = place
    if by_entries.size == size and by_entries.root() == root:
        return f"leaves.txt 第 {number} 行被改动：条目与检查点相符，叶哈希不符。"
    suffix = "" if by_leaves.size == size and by_leaves.root() == root else doubt(sound, size)
    return f"第 {number} 条" + say(first, entry_elsewhere, leaf_elsewhere) + suffix


def say(first, entry_elsewhere, leaf_elsewhere):
    """`entry_elsewhere`: where the leaf of the entry here stands; `leaf_elsewhere`: where the entry of the leaf is."""
    if entry_elsewhere is not None and leaf_elsewhere is not None:
        return f"被调换：原来的这一条现在是第 {leaf_elsewhere} 条。"
    if first[0] is None:
        return "被删除：有叶哈希而没有条目。"
    if entry_elsewhere is not None:
        return f"被删除：现在这个位置上的是原来的第 {entry_elsewhere} 条。"
    if first[1] is None:
        return "是插入的：没有它的叶哈希。"
    if leaf_elsewhere is not None:
        return f"是插入的：原来的这一条现在是第 {leaf_elsewhere} 条。"
    return "与其叶哈希不符，已被改动。"


def doubt(sound, size):
    if size is None:
        return f"从第 {sound} 条起没有检查点，无法断定改动的是条目还是叶哈希。"
    return f"叶哈希与 {size} 条的检查点也不符：第 {sound} 至 {size - 1} 条之间不止这一处改动。"


def unhex(text):
    """The hash that a line of leaves.txt states; of a line that states none, some value that proves nothing."""
    try:
        return bytes.fromhex(text.decode("ascii"))
    except ValueError:
        return b""


# --- the command ------------------------------------------------------------------------------------------------


def parse_arguments(arguments):
    parser = argparse.ArgumentParser(description="核验通监存证导出文件。")
    parser.add_argument("export", help="tongjian ledger export 的导出文件")
    parser.add_argument("--checkpoint", metavar="FILE", help="自己早先保存的检查点文件")
    parser.add_argument("--key", metavar="VKEY", help="自己信任的验证公钥")
    options = parser.parse_args(arguments)
    try:
        open(options.export, "rb").close()
    except OSError as error:
        parser.error(f"打不开导出文件：{error.strerror}")
    options.held = None
    if options.checkpoint is not None:
        try:
            with open(options.checkpoint, encoding="utf-8-sig") as file:
                options.held = file.read(LONGEST_LINE)
            read_note(options.held)
        except OSError as error:
            parser.error(f"打不开检查点文件：{error.strerror}")
        except ValueError:
            parser.error("--checkpoint 的文件不是检查点")
    if options.key is not None:
        try:
            read_key(options.key)
        except ValueError:
            parser.error("--key 不是验证公钥")
    return options


def main(arguments=None):
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    options = parse_arguments(arguments)
    try:
        size, checkpoints, key = verify(options.export, options.key, options.held)
    except Broken as reason:
        print(f"不完好：{reason}")
        return 1
    print(f"完好：{size} 条，检查点 {checkpoints} 个。公钥 {key}")
    if options.key is None:
        print("注意：公钥取自导出文件本身；要确认它来自谁，请用 --key 给出您信任的公钥。")
    if options.held is None:
        print("注意：末尾整段截去只有与早先保存的检查点对照才能发现，请用 --checkpoint 给出。")
    return 0


if __name__ == "__main__":
    sys.exit(main())
