"""`tongjian init`: makes a home. Every step leaves alone what is there, so an interrupted one is simply run again."""

import click
from django.conf import settings
from django.urls import reverse

from tongjian.doors.cli.answer import answer, json_option, note
from tongjian.doors.cli.chinese import command
from tongjian.doors.cli.migrate import bring_up_to_date
from tongjian.doors.demo import build_demo
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.encryption import make_field_key
from tongjian.foundation.ledger.keys import make_log_key
from tongjian.foundation.ledger.operations import seal_entries
from tongjian.foundation.org import operations as org
from tongjian.foundation.org import queries
from tongjian.foundation.org.choices import Role, UserKind
from tongjian.foundation.org.models import User
from tongjian.foundation.org.roles import HOST_CAPABILITIES
from tongjian.foundation.rulebook.operations import link_rules, load_statutes
from tongjian.foundation.rulebook.operations import load_reference as load_rulebook

PROVINCE, OPERATOR = "140000", "operator"


@command("init")
@click.option("--no-demo", is_flag=True, help="不载入演示数据。")
@json_option
def init(*, no_demo: bool) -> None:
    """准备数据目录：数据库、密钥、区划与机关、规则库、首位运维员；可重复执行。"""
    home, host = settings.TONGJIAN_HOME, Actor.host(*HOST_CAPABILITIES)
    note("[1/4] 数据库 …")
    bring_up_to_date()
    note("[2/4] 密钥 …")
    _make_keys()
    note("[3/4] 区划、机关与规则库 …")
    loaded = {
        "rulebook": load_rulebook(actor=host),
        "statutes": load_statutes(actor=host),
        "org": org.load_reference(actor=host),
    }
    link_rules(actor=host)
    note("[4/4] 首位运维员 …")
    link = _link_of_first_operator(host)
    if not no_demo and not (home / "demo-accounts.json").exists():
        build_demo(home, note)
    checkpoint = seal_entries(actor=host)
    (home / "initialised").touch()
    sentence = f"数据目录已准备好：{home}"
    if link:
        sentence += f"\n首位运维员 {OPERATOR} 请在浏览器打开（只显示这一次，用后失效）：{link}"
    sealed = checkpoint.size if checkpoint else 0
    answer({"home": str(home), "loaded": loaded, "operator_link": link, "sealed": sealed}, sentence)


def _make_keys() -> None:
    keys = settings.TONGJIAN_HOME / "keys"
    if not any(keys.glob("field-*.key")):
        make_field_key(keys)
    if not (keys / "ledger.key").exists():
        make_log_key(settings.TONGJIAN_HOME)


def _link_of_first_operator(host: Actor) -> str:
    """Path of a one-time link while nobody has ever set the operator's password; empty once somebody has."""
    operators = User.objects.filter(kind=UserKind.OPERATOR)
    if any(user.has_usable_password() for user in operators):
        return ""
    operator = operators.filter(username=OPERATOR).first() or _make_operator(host)
    return reverse("org:redeem-link", args=[org.issue_one_time_link(actor=host, user_id=operator.pk)])


def _make_operator(host: Actor) -> User:
    operator = org.create_user(actor=host, username=OPERATOR, name="运维员", kind=UserKind.OPERATOR)
    government = queries.government_of(PROVINCE)
    assert government is not None, "the shipped agencies have a provincial government"
    org.open_post(actor=host, user_id=operator.pk, agency_id=government.pk, role=Role.OPERATOR)
    return operator
