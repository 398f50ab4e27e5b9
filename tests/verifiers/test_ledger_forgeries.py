"""Whatever is done to an export of the log is found by `verify_ledger.py`, and placed as exactly as can be."""

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import verify_ledger
from tests.verifiers.exports import Export, packed
from tongjian.pure import tlog

HONEST = Export()
MEMBERS = HONEST.members()
WHOLE = packed(MEMBERS)


def verdict(content, pinned=None, held=None):
    """The reason why it is broken, or None. Anything but a sentence would be an error here."""
    try:
        verify_ledger.verify(io.BytesIO(content), pinned, held)
    except verify_ledger.Broken as reason:
        return str(reason)
    return None


def bent(change, *arguments):
    export = Export()
    change(export, *arguments)
    return verdict(packed(export.members()), HONEST.key)


def relabel(export, place):
    export.leaves[place] = tlog.leaf_hash(export.entries[place]).hex()


def change(export, place):
    export.entries[place] = export.entry(n="changed")


def change_with_leaf(export, place):
    change(export, place)
    relabel(export, place)


def remove(export, place, count=1):
    del export.entries[place : place + count]
    export.manifest["size"] = 9


def remove_with_leaf(export, place):
    del export.entries[place], export.leaves[place]
    export.manifest["size"] = 9


def swap(export, place, other):
    export.entries[place], export.entries[other] = export.entries[other], export.entries[place]


def swap_with_leaves(export, place, other):
    swap(export, place, other)
    relabel(export, place)
    relabel(export, other)


def insert(export, place):
    export.entries.insert(place, export.entry(n="inserted"))
    export.manifest["size"] = 9


def insert_with_leaf(export, place):
    insert(export, place)
    export.leaves.insert(place, tlog.leaf_hash(export.entries[place]).hex())


def respell(export, place):
    export.entries[place] = export.entries[place].replace(b",", b", ")
    relabel(export, place)


def bend_leaf(export, place):
    export.leaves[place] = tlog.leaf_hash(b"other").hex()


def drop_leaf(export, place):
    del export.leaves[place]


places = pytest.mark.parametrize("place", range(9))


def span(place):
    """What can be said with only roots to go by: from the checkpoint before to the checkpoint after."""
    return {0: "第 0 至 1 条", 2: "第 2 至 4 条", 5: "第 5 至 8 条"}[max(size for size in (0, 2, 5) if size <= place)]


@places
def test_a_changed_entry_is_named(place):
    assert bent(change, place) == f"第 {place} 条与其叶哈希不符，已被改动。"


@places
def test_an_entry_changed_with_its_leaf_is_placed_between_checkpoints(place):
    assert span(place) in bent(change_with_leaf, place)


@places
@pytest.mark.parametrize("count", [1, 2])
def test_a_removed_entry_is_named(place, count):
    said = bent(remove, place, count)
    assert said.startswith(f"第 {place} 条被删除")
    if place + count < 9:
        assert f"原来的第 {place + count} 条" in said


@places
def test_an_entry_removed_with_its_leaf_is_placed_between_checkpoints(place):
    assert span(place) in bent(remove_with_leaf, place)


@pytest.mark.parametrize(("place", "other"), [(0, 1), (2, 8), (6, 7), (0, 8)])
def test_entries_in_another_order_are_named(place, other):
    assert bent(swap, place, other) == f"第 {place} 条被调换：原来的这一条现在是第 {other} 条。"


@pytest.mark.parametrize(("place", "other"), [(0, 1), (2, 8), (6, 7), (0, 8)])
def test_entries_in_another_order_with_their_leaves_are_placed_between_checkpoints(place, other):
    assert span(place) in bent(swap_with_leaves, place, other)


@places
def test_an_inserted_entry_is_named(place):
    assert bent(insert, place) == f"第 {place} 条是插入的：原来的这一条现在是第 {place + 1} 条。"


@places
def test_an_entry_inserted_with_its_leaf_is_placed_between_checkpoints(place):
    assert span(place) in bent(insert_with_leaf, place)


def test_an_entry_added_at_the_end_is_named():
    assert "第 9 条是插入的" in bent(insert, 9)
    assert "从第 9 条起无法证明" in bent(insert_with_leaf, 9)


@places
def test_another_spelling_of_an_entry_is_named(place):
    assert f"第 {place} 条不是规范" in bent(respell, place)


@places
@pytest.mark.parametrize("harm", [bend_leaf, lambda export, place: export.leaves.insert(place, "00" * 32)])
def test_where_only_the_leaf_hashes_were_bent_the_entries_are_not_blamed(harm, place):
    assert f"leaves.txt 第 {place} 行被改动" in bent(harm, place)


@pytest.mark.parametrize("place", range(8))
def test_where_a_leaf_hash_is_missing_the_entries_are_not_blamed(place):
    assert f"leaves.txt 第 {place} 行被改动" in bent(drop_leaf, place)


def test_two_harms_in_one_place_are_not_taken_for_one():
    def harm(export):
        change(export, 6)
        bend_leaf(export, 8)

    said = bent(harm)
    assert said.startswith("第 6 条")
    assert "第 5 至 8 条之间不止这一处改动" in said


@pytest.mark.parametrize("size", range(9))
def test_a_log_cut_short_is_found(size):
    def cut(export, *, notes, manifest):
        del export.entries[size:], export.leaves[size:]
        export.notes = {at: note for at, note in export.notes.items() if at <= size or not notes}
        export.manifest = {} if manifest else {"size": 9}

    assert f"第 {max(at for at in (0, 2, 5) if at <= size)} 至" in bent(
        lambda export: cut(export, notes=False, manifest=True)
    )
    assert bent(lambda export: cut(export, notes=True, manifest=False))
    shorter = Export()
    cut(shorter, notes=True, manifest=True)
    said = verdict(packed(shorter.members()), HONEST.key, HONEST.notes[9])
    assert "自己保存的检查点记有 9 条" in said or "末尾" in said


def test_a_log_cut_at_a_checkpoint_is_found_only_by_who_holds_a_later_one():
    shorter = packed(Export(5, (2, 5)).members())
    assert verdict(shorter, HONEST.key) is None
    assert verdict(shorter, HONEST.key, HONEST.notes[5]) is None
    assert "第 5 至 8 条之间有条目被删除" in verdict(shorter, HONEST.key, HONEST.notes[9])


def test_an_empty_log_without_checkpoints_proves_nothing():
    assert "末尾没有检查点" in verdict(packed(Export(0, ()).members()))


def test_a_wholly_new_log_is_found_by_the_key_or_the_checkpoint_one_holds():
    forged = Export(seed=2)
    change(forged, 6)
    forged.seal((2, 5, 9))
    content = packed(forged.members())
    assert verdict(content) is None
    assert "公钥不是所信任的" in verdict(content, HONEST.key)
    assert "不是这把公钥签的" in verdict(content, None, HONEST.notes[9])


def test_a_new_log_that_names_the_old_key_is_found_by_its_signatures():
    forged = Export(seed=2)
    forged.manifest["key"] = HONEST.key
    assert "不是这把公钥签的" in verdict(packed(forged.members()))


def test_a_log_of_another_name_is_another_log():
    other = Export(origin="other.example")
    assert "公钥不是所信任的" in verdict(packed(other.members()), HONEST.key)
    assert "属于另一个存证（log.example）" in verdict(packed(other.members()), None, HONEST.notes[9])


@pytest.mark.parametrize("held", [2, 5, 9])
def test_the_holder_of_the_key_cannot_rewrite_what_somebody_witnessed(held):
    rewritten = Export()
    change(rewritten, 1)
    rewritten.seal((2, 5, 9))
    content = packed(rewritten.members())
    assert verdict(content, HONEST.key) is None
    assert f"自己保存的检查点（{held} 条）与条目不符" in verdict(content, HONEST.key, HONEST.notes[held])


def test_a_held_checkpoint_narrows_the_place():
    """Between the export's own checkpoints of 5 and 9 stands the witness's of 7."""
    export, witness = Export(), Export(sealed=(7,))
    swap_with_leaves(export, 7, 8)
    content = packed(export.members())
    assert "第 5 至 8 条之间" in verdict(content)
    assert "第 7 至 8 条之间" in verdict(content, None, witness.notes[7])


@pytest.mark.parametrize(
    "harm",
    [
        lambda notes: {9: notes[9], 5: notes[5], 2: notes[2]},
        lambda notes: {**notes, 5: notes[2]},
        lambda notes: {**notes, 9: notes[9].replace("\n9\n", "\n8\n")},
        lambda notes: {**notes, 9: notes[9] + "\n"},
        lambda notes: {**notes, 5: ""},
        lambda notes: {**notes, "5": notes[5]},
        lambda notes: {**notes, 5: None},
        lambda notes: {2: notes[2], 5: notes[5]},
        lambda notes: {},
    ],
)
def test_bent_checkpoints_are_found(harm):
    export = Export()
    export.notes = harm(export.notes)
    assert verdict(packed(export.members()))


@pytest.mark.parametrize("row", [b"", b"[]", b"5", b"{", b"\xff", b'{"note":"\\ud800","size":9}', b"[" * 100_000])
def test_a_line_that_is_no_checkpoint_is_named(row):
    rows = MEMBERS["checkpoints.jsonl"].splitlines(keepends=True)
    content = rows[0] + row + b"\n" + rows[2]
    assert "checkpoints.jsonl 第 1 行" in verdict(packed(MEMBERS | {"checkpoints.jsonl": content}))


@pytest.mark.parametrize(
    "harm",
    [
        {"size": 8}, {"size": True}, {"size": "9"}, {"algorithm": "sm3"}, {"format": "tongjian-ledger/2"},
        {"origin": "other.example"}, {"key": ""}, {"key": None}, {"key": "a+b+c"}, {"more": 1},
    ],
)  # fmt: skip
def test_a_bent_manifest_is_found(harm):
    export = Export()
    export.manifest = harm
    assert verdict(packed(export.members()))


@pytest.mark.parametrize("name", MEMBERS)
def test_every_file_must_be_there_and_end_its_last_line(name):
    assert "恰好包含" in verdict(packed({key: value for key, value in MEMBERS.items() if key != name}))
    assert verdict(packed(MEMBERS | {name: b""}))
    assert verdict(packed(MEMBERS | {name: MEMBERS[name][:-1]}))


@pytest.mark.parametrize("name", ["entries.jsonl", "leaves.txt"])
def test_other_line_ends_are_other_bytes(name):
    assert "第 0" in verdict(packed(MEMBERS | {name: MEMBERS[name].replace(b"\n", b"\r\n")}))


def test_nothing_else_may_be_in_it():
    assert "恰好包含" in verdict(packed(MEMBERS | {"more.txt": b""}))
    file = io.BytesIO(WHOLE)
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(file, "a") as archive:
        archive.writestr("leaves.txt", MEMBERS["leaves.txt"])
    assert "恰好包含" in verdict(file.getvalue())


def test_a_line_without_end_does_not_fill_the_memory():
    assert "第 0 行不完整" in verdict(packed(MEMBERS | {"entries.jsonl": b"0" * 50_000_000}))


@pytest.mark.parametrize("content", [b"", b"PK\x05\x06", b"not a zip", WHOLE[:-30], WHOLE[: len(WHOLE) // 2]])
def test_what_is_no_export_gets_a_sentence(content):
    assert "不是完整的导出文件" in verdict(content)


@settings(max_examples=150)
@given(st.sampled_from(["entries.jsonl", "leaves.txt", "checkpoints.jsonl"]), st.data())
def test_any_one_byte_bent_in_any_file_is_found(name, data):
    content = bytearray(MEMBERS[name])
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] ^= data.draw(st.integers(1, 255))
    found = verdict(packed(MEMBERS | {name: bytes(content)}), HONEST.key)
    assert found or same_statements(bytes(content))


def same_statements(content):
    """A checkpoint's line is JSON of any spelling: what it says was not bent if it reads the same."""
    try:
        with zipfile.ZipFile(io.BytesIO(packed(MEMBERS | {"checkpoints.jsonl": content}))) as archive:
            key = verify_ledger.read_key(HONEST.key)
            honest = [(size, tlog.parse_checkpoint(note).root) for size, note in HONEST.notes.items()]
            return list(verify_ledger.statements(archive, key)) == honest
    except verify_ledger.Broken:
        return False


@settings(max_examples=150)
@given(st.integers(0, len(WHOLE) - 1), st.integers(1, 255))
def test_a_damaged_archive_reads_the_same_or_is_refused_in_a_sentence(place, mask):
    content = bytearray(WHOLE)
    content[place] ^= mask
    if verdict(bytes(content), HONEST.key) is None:
        with zipfile.ZipFile(io.BytesIO(bytes(content))) as archive:
            assert {name: archive.read(name) for name in archive.namelist()} == MEMBERS


@settings(max_examples=100)
@given(st.permutations(range(9)), st.booleans())
def test_every_other_order_is_found(order, with_leaves):
    export = Export()
    export.entries = [HONEST.entries[place] for place in order]
    if with_leaves:
        export.leaves = [HONEST.leaves[place] for place in order]
    first = next((place for place, number in enumerate(order) if place != number), None)
    said = verdict(packed(export.members()))
    if first is None:
        assert said is None
    elif with_leaves:
        assert span(first) in said
    else:
        assert said.startswith(f"第 {first} 条被调换")
