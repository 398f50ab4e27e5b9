"""A process that makes an installation of release 0.1 with data in every table, upgrades it, and says what it found.

Only migrations and historical models are used up to the upgrade, so later releases may change models as they like. All
data is made up. `PINNED` is the structure of 0.1 and stays as it is; a release that follows adds a class of its own.
Run with DATABASE_URL and TONGJIAN_HOME of an empty installation; prints three lines of JSON.
"""

import json
import sys
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import django
import rfc8785

django.setup()

from django.apps import apps as installed  # noqa: E402
from django.conf import settings  # noqa: E402
from django.db import connection, models  # noqa: E402
from django.db.migrations.executor import MigrationExecutor  # noqa: E402

from tongjian.doors.cli.main import run  # noqa: E402
from tongjian.foundation.kernel.encryption import make_field_key  # noqa: E402
from tongjian.foundation.ledger.keys import FIRST, _read, make_log_key  # noqa: E402
from tongjian.pure import tlog  # noqa: E402

PINNED = [
    ("kernel", "0002_worker"),
    ("ledger", "0002_append_only"),
    ("rulebook", "0001_initial"),
    ("org", "0001_initial"),
    ("exchange", "0001_initial"),
    ("casework", "0001_initial"),
    ("registry", "0001_initial"),
    ("catalog", "0001_initial"),
    ("inspections", "0001_initial"),
    ("planning", "0001_initial"),
]
OURS = {app for app, _ in PINNED} - {"ledger"}
ROWS, ENTRIES, CHECKPOINTS, UNSEALED = 3, 300, (100, 300), 2
MOMENT = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)

# What the constraints of 0.1 ask for beyond "not empty", and columns that an upgrade must not lose.
SPECIAL = {
    "registry.entity": lambda n: {"uscc": f"91140100MADEM{n:05}", "address": "太原市\t某街\\1 号", "industry": "F52"},
    "org.user": lambda n: {"phone": f"1390000000{n}"},
    "inspections.visit": lambda n: {"window_until": date(2026, 12, 1)},
    "planning.draw": lambda n: {"window_until": date(2026, 12, 1), "figures": {"units": n}},
    "planning.demand": lambda n: {"method": "fixed", "ratio_numerator": 1, "ratio_denominator": 10 + n},
    "rulebook.parameter": lambda n: {"value": "30", "unit": "WD"},
}
MADE = {
    models.DateTimeField: lambda field, n: MOMENT + timedelta(hours=n),
    models.DateField: lambda field, n: date(2026, 1, 1) + timedelta(days=n),
    models.UUIDField: lambda field, n: UUID(int=0x0193_0000_0000_7000_8000_0000_0000_0000 + n),
    models.JSONField: lambda field, n: {"行": n},
    models.IntegerField: lambda field, n: n + 1,
    models.BinaryField: lambda field, n: bytes([0, 92, 10, n]),
    models.FileField: lambda field, n: f"batches/{n}.csv",
    models.FloatField: lambda field, n: n + 0.25,
    models.BooleanField: lambda field, n: False,
    models.TextField: lambda field, n: f"{field.name} 甲\t{n}",
    models.CharField: lambda field, n: f"{n}-{field.name}"[: field.max_length],
}


def build():
    """The structure of 0.1 with rows in every table of ours, a sealed ledger and a few entries that wait."""
    executor = MigrationExecutor(connection)
    others = [key for key in executor.loader.graph.leaf_nodes() if not is_of_the_house(key[0])]
    state = executor.migrate([*others, *PINNED])
    home = settings.TONGJIAN_HOME
    make_field_key(home / "keys")
    make_log_key(home)
    apps = state.apps
    made = {}
    for app, _ in PINNED:
        for model in in_order(list(apps.get_app_config(app).get_models()) if app in OURS else []):
            made[model._meta.label_lower] = [make(model, n, made) for n in range(ROWS)]
    open_ledger(apps, home)
    (home / "initialised").touch()


def is_of_the_house(label):
    """Ours of today: those of 0.1 are pinned, the others did not exist."""
    return installed.get_app_config(label).name.startswith("tongjian.")


def in_order(all_models):
    """Models after those of the same app that they refer to."""
    done, waiting = [], {model._meta.label: model for model in all_models}
    while waiting:
        ready = [label for label, model in waiting.items() if not (needs(model) & {*waiting}) - {label}]
        done += [waiting.pop(label) for label in ready]
    return done


def needs(model):
    fields = [field for field in model._meta.concrete_fields if field.is_relation and not field.null]
    return {field.related_model._meta.label for field in fields}


def make(model, number, made):
    values = SPECIAL.get(model._meta.label_lower, lambda n: {})(number)
    for field in model._meta.concrete_fields:
        if field.name in values or isinstance(field, models.AutoField) or field.has_default():
            continue
        if field.is_relation:
            rows = made.get(field.related_model._meta.label_lower)
            values |= {field.attname: rows[number].pk} if rows else {}
        elif not field.null and not field.blank:
            values[field.name] = value_for(field, number)
    return model.objects.create(**values)


def value_for(field, number):
    if field.choices:
        return field.choices[0][0]
    return next(make(field, number) for kind, make in MADE.items() if isinstance(field, kind))


def open_ledger(apps, home):
    """The log of 0.1, byte for byte: its leaves must verify for ever, whatever later releases write."""
    entry, leaf, subtree = (apps.get_model("ledger", name) for name in ("Entry", "Leaf", "Subtree"))
    checkpoint, pending, key = (
        apps.get_model("ledger", "Checkpoint"),
        apps.get_model("ledger", "Pending"),
        _read(settings.TONGJIAN_HOME / "keys", FIRST),
    )
    hashes = []
    for number in range(ENTRIES + UNSEALED):
        row = entry.objects.create(
            id=UUID(int=0x0193_AAAA_0000_7000_8000_0000_0000_0000 + number),
            at=MOMENT + timedelta(seconds=number, microseconds=number),
            action="entity.registered",
            actor_label="主机操作员",
            via="cli",
            subject_kind="registry.entity",
            subject_id=f"{number}",
            data=f'{{"n":{number}}}',
        )
        if number >= ENTRIES:
            pending.objects.create(entry=row)
            continue
        hashes.append(tlog.leaf_hash(bytes_of(row)))
        leaf.objects.create(index=number, entry=row, hash=hashes[-1].hex())
    subtree.objects.create(index=0, hash=tlog.root(hashes[: tlog.SUBTREE_SIZE]).hex())
    (home / "checkpoints").mkdir()
    for size in CHECKPOINTS:
        root = tlog.root(hashes[:size])
        note = tlog.sign_checkpoint(key.vkey, size, root, key.sign)
        checkpoint.objects.create(size=size, root=root.hex(), note=note, at=MOMENT)
        (home / "checkpoints" / f"{size:012}.txt").write_text(note)


def bytes_of(row):
    at = row.at.isoformat(timespec="microseconds").replace("+00:00", "Z")
    actor = {"agency": "", "label": row.actor_label, "user": "", "via": row.via}
    subject = {"id": row.subject_id, "kind": row.subject_kind}
    data = json.loads(row.data)
    facts = {"action": row.action, "actor": actor, "at": at, "data": data, "id": str(row.id), "subject": subject}
    return rfc8785.dumps(facts)


def tables():
    """Those of ours."""
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
    return [name for name in names if name.partition("_")[0] in {*OURS, "ledger"}]


def contents(names):
    """Every row of these tables: {table: {first column: {column: value as text}}}."""
    found = {}
    with connection.cursor() as cursor:
        for table in names:
            cursor.execute(f'select * from "{table}"')
            columns = [column[0] for column in cursor.description]
            rows = [dict(zip(columns, map(str, row), strict=True)) for row in cursor.fetchall()]
            found[table] = {row[columns[0]]: row for row in rows}
    return found


def main():
    build()
    before = contents(tables())
    upgraded = run(["migrate", "--json"])
    after = contents(before)
    verified = run(["ledger", "verify", "--json"])  # seals what waited
    connection.close()
    json.dump({"codes": [upgraded, verified], "before": before, "after": after}, sys.stdout, default=str)


if __name__ == "__main__":
    main()
