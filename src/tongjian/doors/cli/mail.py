"""`tongjian mail`: does mail leave this host."""

import click

from tongjian.doors.cli.answer import answer, json_option
from tongjian.doors.cli.chinese import group
from tongjian.foundation.casework.operations import send_test_mail
from tongjian.foundation.casework.queries import failing_mail
from tongjian.foundation.kernel.actor import Actor


@group("mail")
def mail() -> None:
    """邮件：试发。"""


@mail.command("test")
@click.argument("address", metavar="邮箱")
@json_option
def test_command(address: str) -> None:
    """试发一封邮件；发不出的，说明原因。"""
    send_test_mail(actor=Actor.host("casework.tell"), address=address)
    answer({"sent": True, "failing": failing_mail()}, f"已交给发信服务器，请到 {address} 查收。")
