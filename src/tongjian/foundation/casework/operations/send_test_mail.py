"""试发邮件。"""

from tongjian.foundation.casework.operations._mail import absolute, send
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import ALLOW, deny, require


def send_test_mail(*, actor: Actor, address: str) -> None:
    """One letter, for whoever runs the system. Raises RuleViolated with the reason when it did not leave."""
    require(ALLOW if actor.has("casework.tell") else deny("没有发送邮件的权限。"))
    send(address, "通监：试发邮件", ["发信设置没有问题。", absolute("/")])
