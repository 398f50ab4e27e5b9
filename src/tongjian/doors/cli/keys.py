"""`tongjian keys`: what keys the home has, and new ones for sessions, encrypted fields and the ledger."""

import os
import secrets

import click
from django.conf import settings
from django.db import connection, models, transaction

from tongjian.doors.cli.answer import answer, json_option, note
from tongjian.doors.cli.chinese import group
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.encryption import encrypted_columns, make_field_key, newest_generation
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.foundation.kernel.operations import reencrypt_fields
from tongjian.foundation.ledger.keys import log_key, vkeys
from tongjian.foundation.ledger.operations import hand_over_key, seal_entries
from tongjian.foundation.ledger.queries import latest_checkpoint
from tongjian.foundation.ledger.trail import record


@group("keys")
def keys() -> None:
    """密钥：查看、更换。"""


@keys.command("list")
@json_option
def list_command() -> None:
    """列出各种密钥；加密字段按密钥代数列出行数。不显示密钥内容。"""
    rows = _rows_per_generation()
    signers = vkeys()
    data = {"ledger": log_key().vkey, "ledger_keys": signers, "fields": {"newest": newest_generation(), "rows": rows}}
    said = "、".join(f"第 {generation} 代 {count} 行" for generation, count in sorted(rows.items())) or "没有加密内容"
    earlier = "".join(f"\n  以前的：{vkey}" for vkey in signers if vkey != log_key().vkey)
    answer(data, f"存证验证公钥：{log_key().vkey}{earlier}\n字段密钥：最新为第 {newest_generation()} 代；{said}")


def _rows_per_generation() -> dict[int, int]:
    found: dict[int, int] = {}
    with connection.cursor() as cursor:
        for table, _, column in encrypted_columns():
            cursor.execute(f'select "{column}" from "{table}" where "{column}" <> %s', [""])
            for (stored,) in cursor.fetchall():
                generation = int(stored.partition(":")[0])
                found[generation] = found.get(generation, 0) + 1
    return found


@keys.group("rotate")
def rotate() -> None:
    """换成新的密钥。"""


@rotate.command("secret")
@json_option
def secret() -> None:
    """更换会话密钥；上一把仍认，已登录的人不必重新登录。重新启动后生效。"""
    if os.environ.get("TONGJIAN_SECRET_KEY"):
        sentence = "会话密钥来自环境变量 TONGJIAN_SECRET_KEY：请在那里更换，旧值放入 TONGJIAN_SECRET_KEY_PREVIOUS。"
        raise RuleViolated("secret_from_environment", sentence)
    current, previous = (settings.TONGJIAN_HOME / "keys" / name for name in ("django.key", "django-previous.key"))
    fresh = current.with_suffix(".new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(50))
    current.replace(previous)
    fresh.replace(current)
    _record("secret", 0)
    answer({"kind": "secret"}, "会话密钥已更换，请重新启动 tongjian serve。再换一次后，用最早一把登录的人须重新登录。")


@rotate.command("fields")
@click.option("--resume", is_flag=True, help="不再生成新密钥，接着把余下的内容换到最新密钥。")
@json_option
def fields(*, resume: bool) -> None:
    """更换个人信息等加密字段的密钥，并重新加密全部内容；不停机，可中断后用 --resume 接着做。"""
    if not resume:
        note(f"新密钥：{make_field_key(settings.TONGJIAN_HOME / 'keys').name}")
    rows = reencrypt_fields(actor=Actor.host("kernel.rotate_keys"), on_progress=lambda done: note(f"已换 {done} 行 …"))
    _record("fields", newest_generation())
    data = {"kind": "fields", "generation": newest_generation(), "rows": rows}
    answer(data, f"已换到第 {newest_generation()} 代密钥，重新加密 {sum(rows.values())} 处。旧密钥须保留。")


@rotate.command("ledger")
@json_option
def ledger() -> None:
    """更换存证的签名密钥：旧密钥签名交接，保存过旧公钥的人照样能核验到今天；不停机。"""
    host = Actor.host("ledger.hand_over_key", "ledger.seal")
    key = hand_over_key(actor=host)
    _record("ledger", key.number)
    newest = seal_entries(actor=host)
    data = {"kind": "ledger", "generation": key.number, "vkey": key.vkey, "size": newest.size if newest else 0}
    answer(data, f"已换到第 {key.number} 把存证密钥，请公布新的验证公钥：\n{key.vkey}\n旧公钥仍然有效，请一并保留。")


def _record(kind: str, generation: int) -> None:
    """The subject is the log as it stood: there is no row for a key."""
    newest: models.Model | None = latest_checkpoint()
    if newest is not None:
        with transaction.atomic():
            record(Actor.host(), "home.key_rotated", newest, kind=kind, generation=generation)
