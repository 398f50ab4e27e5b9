"""`tongjian demo`: the demo province in a home that has none."""

from django.conf import settings

from tongjian.doors.cli.answer import answer, json_option, note
from tongjian.doors.cli.chinese import command
from tongjian.doors.demo import build_demo
from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.supervision.registry.models import Entity


@command("demo")
@json_option
def demo() -> None:
    """载入演示数据：虚构的单位、人员、演练抽取与结果；只能用于没有业务数据的数据目录。"""
    home = settings.TONGJIAN_HOME
    if not (home / "initialised").exists():
        raise RuleViolated("not_initialised", f"{home} 还没有初始化：先运行 tongjian init --no-demo。")
    if (home / "demo-accounts.json").exists() or Entity.objects.exists():
        raise RuleViolated("home_in_use", "这个数据目录已有业务数据，演示数据只能载入空的数据目录。")
    build_demo(home, note)
    accounts = home / "demo-accounts.json"
    answer({"accounts": str(accounts)}, f"演示数据已载入，账号见 {accounts}。")
