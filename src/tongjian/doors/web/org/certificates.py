"""How a certificate stands, in words and colour."""

from datetime import timedelta

from django.utils import timezone

from tongjian.doors.face.parts import Tone
from tongjian.foundation.org.models import Officer
from tongjian.foundation.org.queries import certificate_notice

LEFT, EXPIRED, VALID = "已离岗", "已过期", "有效"
_TONES: dict[str, Tone] = {EXPIRED: "late", VALID: "good", LEFT: "off"}


class Certificates:
    """For the certificates of one page: the rulebook is asked once how early people are told."""

    def __init__(self) -> None:
        self._notice = certificate_notice() or timedelta(0)

    def validity(self, officer: Officer) -> str:
        if not officer.is_active:
            return LEFT
        left = officer.certificate_until - timezone.localdate()
        if left <= timedelta(0):
            return EXPIRED
        return f"{left.days} 日后到期" if left <= self._notice else VALID

    def tone(self, officer: Officer) -> Tone:
        return _TONES.get(self.validity(officer), "soon")


def capacity(officer: Officer) -> str:
    return "执法辅助人员" if officer.is_auxiliary else "执法人员"
