"""换钥：every encrypted text gets the newest key."""

from collections.abc import Callable, Sequence
from uuid import UUID

from django.db import connection, transaction

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.encryption import decrypt, encrypt, encrypted_columns, newest_generation
from tongjian.foundation.kernel.verdict import ALLOW, deny, require

_BATCH = 500


def reencrypt_fields(*, actor: Actor, on_progress: Callable[[int], object] = lambda rows: None) -> dict[str, int]:
    """Rows changed per "table.column". Safe to interrupt and to run again, and while others write: a text that was
    changed meanwhile is left to its new key."""
    require(ALLOW if actor.has("kernel.rotate_keys") else deny("没有更换密钥的权限。"))
    return {
        f"{table}.{column}": _reencrypt(table, key, column, on_progress) for table, key, column in encrypted_columns()
    }


def _reencrypt(table: str, key: str, column: str, on_progress: Callable[[int], object]) -> int:
    changed = 0
    current = f"{newest_generation()}:%"
    select = (
        f'select "{key}", "{column}" from "{table}" where "{column}" <> %s and "{column}" not like %s limit {_BATCH}'
    )
    update = f'update "{table}" set "{column}" = %s where "{key}" = %s and "{column}" = %s'
    while rows := _fetch(select, ["", current]):
        with transaction.atomic(), connection.cursor() as cursor:
            for pk, stored in rows:
                cursor.execute(update, [encrypt(decrypt(stored)), pk, stored])
        changed += len(rows)
        on_progress(len(rows))
    return changed


def _fetch(statement: str, values: Sequence[str]) -> list[tuple[str | UUID, str]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
