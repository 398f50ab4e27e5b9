"""Who works in the demo province: accounts one can sign in with, and the officers of every department."""

import csv
import io
import json
import secrets
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from importlib import resources
from pathlib import Path

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.org import operations, queries
from tongjian.foundation.org.choices import Role
from tongjian.foundation.org.models import User
from tongjian.supervision.catalog.operations import qualify_officer

SHOWN = {
    "140000-scjg-handler": "省市场监督管理局 经办",
    "140000-scjg-head": "省市场监督管理局 负责人",
    "140000-xzsp-coordinator": "省行政审批服务管理局 统筹",
    "140000-xzsp-head": "省行政审批服务管理局 负责人",
    "140100-xzsp-coordinator": "市行政审批服务管理局 统筹",
    "140100-scjg-handler": "市市场监督管理局 经办",
    "140100-scjg-reviewer": "市市场监督管理局 审核",
    "140100-scjg-head": "市市场监督管理局 负责人",
    "140100-yj-handler": "市应急管理局 经办",
    "140100-yj-reviewer": "市应急管理局 审核",
    "140100-yj-head": "市应急管理局 负责人",
}
"""Accounts with a password, besides the inspectors who have a visit today; the others exist without one."""


def rows(name: str) -> list[dict[str, str]]:
    """A reference file of the demo."""
    raw = resources.files("tongjian.doors.demo").joinpath("reference", name).read_bytes()
    return list(csv.DictReader(io.StringIO(raw.decode(), newline="")))


def settle(host: Actor, agency_codes: Iterable[str]) -> None:
    """Users, posts and officers of these departments, then the accounts' passwords."""
    wanted = set(agency_codes)
    for row in rows("people.csv"):
        if row["agency"] in wanted:
            _settle_one(host, row)


def _settle_one(host: Actor, row: dict[str, str]) -> None:
    agency = queries.get_agency_by_code(row["agency"])
    user = operations.create_user(actor=host, username=row["username"], name=row["name"])
    operations.open_post(actor=host, user_id=user.pk, agency_id=agency.pk, role=Role(row["role"]), title=row["post"])
    if not row["certificate"]:
        return
    operations.register_officer(
        actor=host,
        agency_id=agency.pk,
        name=row["name"],
        certificate_number=row["certificate"],
        certificate_until=date.fromisoformat(row["certificate_valid_until"]),
        user_id=user.pk,
    )


def qualify(host: Actor, codes: dict[str, str]) -> None:
    """Which items the officers may check; `codes` leads from the number in the file to the item's code."""
    officers = {officer.user_id: officer for officer in queries.list_officers(host)}
    users = dict(User.objects.values_list("username", "pk"))
    for row in rows("people.csv"):
        officer = officers.get(users.get(row["username"]))
        for number in filter(None, row["qualifications"].split(";")):
            if officer is not None and number in codes:
                qualify_officer(actor=host, officer_id=officer.pk, item_code=codes[number])


def give_passwords(host: Actor, home: Path, inspectors: Iterable[str]) -> list[dict[str, str]]:
    """One password for all shown accounts, made for this home; written where `serve` shows it."""
    password = f"yanlian-{secrets.token_hex(3)}"
    accounts = []
    on_phone = {name: f"{person(name).agency_name} 执法人员（今天有检查，手机打开 /field/）" for name in inspectors}
    for username, label in {**SHOWN, **on_phone}.items():
        user = User.objects.get(username=username)
        token = operations.issue_one_time_link(actor=host, user_id=user.pk)
        operations.redeem_one_time_link(actor=Actor.public(), token=token, password=password)
        accounts.append({"username": username, "password": password, "name": label})
    (home / "demo-accounts.json").write_text(json.dumps(accounts, ensure_ascii=False, indent=1))
    return accounts


@lru_cache(maxsize=128)
def person(username: str) -> Actor:
    """The actor a person of the demo is."""
    return queries.actor_for(User.objects.get(username=username), post_id=None, via="demo")


def of(agency_code: str, role: str) -> Actor:
    """Who holds a role in a department."""
    return person(f"{agency_code.lower()}-{role}")
