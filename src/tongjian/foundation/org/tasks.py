"""What the worker does about people."""

from datetime import timedelta
from typing import Any

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.jobs import recurring
from tongjian.foundation.org import operations


@recurring("org.tell_of_certificates", every=timedelta(hours=6))
def tell_of_certificates() -> dict[str, Any]:
    return operations.tell_of_certificates(actor=Actor.system("定时任务：执法证到期提醒", "org.tell_of_certificates"))
