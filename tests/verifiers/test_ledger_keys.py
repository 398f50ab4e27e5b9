"""A log whose key was handed over is checked from the first key to the last, and nobody else can appoint a key."""

import io

import pytest

import verify_ledger
from tests.verifiers.exports import Export, packed, pair
from tongjian.pure import tlog

FIRST, SECOND, THIRD, THIEF = 1, 2, 3, 66


def handed_over():
    """Checkpoints 2 and 5 are signed by the first key (5 covers the hand-over), 7 by the second, 9 by the third."""
    export = Export(count=9, sealed=(), seed=FIRST)
    export.hand_over(3, SECOND, by=FIRST)
    export.hand_over(6, THIRD, by=SECOND)
    export.seal((2, 5, 7, 9))
    export.sign_again(7, SECOND)
    export.sign_again(9, THIRD)
    return export


def verify(export, key=None, held=None):
    return verify_ledger.verify(io.BytesIO(packed(export.members())), key, held)


def refusal(export, key=None, held=None):
    with pytest.raises(verify_ledger.Broken) as refused:
        verify(export, key, held)
    return str(refused.value)


@pytest.mark.parametrize("seed", [FIRST, SECOND, THIRD])
def test_whoever_trusts_any_key_of_the_chain_can_check(seed):
    assert verify(handed_over(), pair(seed)[1]) == (9, 4, pair(seed)[1])


def test_without_a_trusted_key_the_newest_is_named():
    assert verify(handed_over())[2] == pair(THIRD)[1]


def test_a_checkpoint_kept_from_the_time_of_the_first_key_still_holds():
    assert verify(handed_over(), held=handed_over().notes[2])[0] == 9


def test_a_key_that_never_signed_is_not_trusted():
    export = handed_over()
    export.hand_over(8, THIEF, by=THIRD)
    export.seal((2, 5, 7, 9))
    export.sign_again(7, SECOND)
    export.sign_again(9, THIRD)
    assert verify(export)[0] == 9
    assert refusal(export, pair(THIEF)[1]) == "导出文件的公钥不是所信任的公钥。"


def test_who_only_writes_entries_appoints_no_key():
    export = handed_over()
    export.hand_over(3, THIEF, by=THIEF)
    export.seal((2, 5, 7, 9))
    assert refusal(export) == "第 3 条交接签名密钥，但不是当时的密钥签的。"


def test_an_old_key_hands_over_nothing_any_more():
    export = handed_over()
    export.hand_over(6, THIRD, by=FIRST)
    export.seal((2, 5, 7, 9))
    assert refusal(export).startswith("第 6 条交接签名密钥")


@pytest.mark.parametrize(("size", "seed"), [(2, SECOND), (5, SECOND), (7, FIRST), (9, SECOND), (9, THIEF)])
def test_each_checkpoint_is_signed_by_the_key_in_force(size, seed):
    export = handed_over()
    export.sign_again(size, seed)
    assert f"（{size} 条）不是这把公钥签的" in refusal(export)


def test_two_hand_overs_under_one_checkpoint_are_refused():
    export = handed_over()
    export.seal((2, 9))
    assert refusal(export).startswith("第 6 条交接签名密钥")


@pytest.mark.parametrize("bend", [{"vkey": "x"}, {"vkey": pair(SECOND, "other.example")[1]}, {"signature": ""}])
def test_a_malformed_hand_over_changes_no_key(bend):
    export = handed_over()
    entry = verify_ledger.json.loads(export.entries[3])
    entry["data"] |= bend
    export.entries[3] = verify_ledger.encode_plainly(entry).encode()
    export.seal((2, 5, 7, 9))
    assert "交接签名密钥" in refusal(export)


def test_the_system_and_the_script_judge_alike():
    export = handed_over()
    found = [
        tlog.HandOver(index, vkey, signature)
        for index, vkey, signature in verify_ledger.hand_overs(
            verify_ledger.open_export(io.BytesIO(packed(export.members())))
        )
    ]
    expected = tlog.keys_by_size(export.key, found, [2, 5, 7, 9])
    assert expected == verify_ledger.signers(export.key, [(h.index, h.vkey, h.signature) for h in found], [2, 5, 7, 9])
    assert [expected[size] for size in (2, 5, 7, 9)] == [pair(seed)[1] for seed in (FIRST, FIRST, SECOND, THIRD)]
    with pytest.raises(tlog.NotHandedOver):
        tlog.keys_by_size(export.key, found, [2, 9])
