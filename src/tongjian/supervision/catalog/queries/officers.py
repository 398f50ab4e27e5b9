"""The register of officers as a file: what rows of one are held against, what they would change, and the way out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from tongjian.foundation.exchange.models import Batch, StagedRow
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.verdict import require
from tongjian.foundation.org.models import Agency, Officer
from tongjian.foundation.org.policies import can_manage_officers, visible_users
from tongjian.foundation.org.queries import list_agencies
from tongjian.supervision.catalog.columns import OFFICER_LABELS, OfficerReference, Validated
from tongjian.supervision.catalog.columns.officers import masked
from tongjian.supervision.catalog.models import Item, Qualification
from tongjian.supervision.catalog.queries.items import valid_qualification
from tongjian.supervision.catalog.queries.preview import FieldChange

Payload = Mapping[str, Any]
_LEFT_AS_IT_IS = ("certificate_from", "is_auxiliary", "is_active")
_LABELS = {
    "agency": "机关", "name": "姓名", "certificate_from": "发证日期", "certificate_until": "有效期至（不含当日）",
    "is_auxiliary": "执法辅助人员", "is_active": "在岗", "user": "登录账号", "items": "可检查事项",
}  # fmt: skip
_EXPORT_PIECE = 500


def managed_agency(actor: Actor) -> str:
    """The id of the only agency whose officers the actor manages; empty for whoever manages everybody's."""
    return "" if actor.has("org.manage_users") else str(actor.agency_id or "")


def officer_reference_for(actor: Actor, batch: Batch) -> OfficerReference:
    """One query."""
    agencies: dict[str, str | None] = {}
    rows = list_agencies(actor).values_list("pk", "code", "name")
    for pk, _, name in rows:
        agencies[name] = None if name in agencies else str(pk)
    agencies |= {code.upper(): str(pk) for pk, code, _ in rows}
    own = managed_agency(actor)
    return OfficerReference(agencies, own, own or str(batch.agency_id or ""))


class FoundOfficers:
    """What is on record about these rows, in a constant number of queries."""

    def __init__(self, actor: Actor, payloads: Sequence[Payload], *, is_locked: bool = False) -> None:
        self._today, self._own = timezone.localdate(), managed_agency(actor)
        numbers = {payload["certificate_number"] for payload in payloads}
        officers = Officer.objects.select_related("agency", "user").order_by("pk")
        officers = officers.select_for_update(of=("self",)) if is_locked else officers
        wanted = officers.filter(certificate_number__in=numbers | {f"0{number}" for number in numbers})
        self.officers = {officer.certificate_number: officer for officer in wanted}
        usernames = {payload["username"] for payload in payloads if payload["username"]}
        self._users = dict(visible_users(actor).filter(username__in=usernames).values_list("username", "pk"))
        holders = Officer.objects.filter(user__in=self._users.values())
        self._holders = dict(holders.values_list("user_id", "certificate_number"))
        self._held: dict[UUID, dict[str, date | None]] = {}
        held = Qualification.objects.filter(officer__in=wanted.values("pk"))
        for officer_id, code, until in held.values_list("officer_id", "item__code", "valid_until"):
            self._held.setdefault(officer_id, {})[code] = until
        codes = {code for payload in payloads for code in payload["items"] or ()}
        codes |= {code for held_codes in self._held.values() for code in held_codes}
        self.items = {item.code: item for item in Item.objects.filter(code__in=codes)}
        self._agencies = Agency.objects.in_bulk({UUID(payload["agency"]) for payload in payloads})

    def officer_of(self, payload: Payload) -> Officer | None:
        return self.officers.get(payload["certificate_number"])

    @property
    def agencies(self) -> list[Agency]:
        """Those of the rows and those in which the officers are now."""
        return [*self._agencies.values(), *(officer.agency for officer in self.officers.values())]

    def agency_of(self, payload: Payload) -> Agency:
        return self._agencies[UUID(payload["agency"])]

    def may_manage(self, payload: Payload) -> bool:
        officer = self.officer_of(payload)
        agencies = {payload["agency"]} | ({str(officer.agency_id)} if officer else set())
        return not self._own or agencies == {self._own}

    def user_of(self, payload: Payload) -> UUID | None:
        """None where the row names no account. Raises LookupError with the reason for one that cannot be taken."""
        username = payload["username"]
        if not username:
            return None
        if username not in self._users:
            raise LookupError("没有这个用户名，或者您无权查看。")
        user_id = self._users[username]
        if self._holders.get(user_id, payload["certificate_number"]) != payload["certificate_number"]:
            raise LookupError("这个用户已经登记为另一名执法人员。")
        return user_id

    def changes(self, payload: Payload) -> tuple[dict[str, Any], dict[str, Any]]:
        """The fields that differ, as on record and as the row says. `items` maps codes to the day on which they end:
        empty is never, None is not on record."""
        officer, before, after = self.officer_of(payload), dict[str, Any](), dict[str, Any]()
        known = plain(officer) if officer else {}
        said = {name: payload[name] for name in ("agency", "name", "certificate_until")}
        said |= {name: payload[name] for name in _LEFT_AS_IT_IS if payload[name] is not None}
        if user_id := self.user_of(payload):
            said["user"] = str(user_id)
        for name, value in said.items():
            if known.get(name) != value:
                before[name], after[name] = known.get(name), value
        items_before, items_after = self._items(officer, payload)
        if items_after:
            before["items"], after["items"] = items_before, items_after
        return before, after

    def _items(self, officer: Officer | None, payload: Payload) -> tuple[dict[str, Any], dict[str, Any]]:
        held = self._held.get(officer.pk, {}) if officer else {}
        valid = {code for code, until in held.items() if until is None or until > self._today}
        kind = self.agency_of(payload).kind_id
        own = {code for code in valid if self.items[code].agency_kind_id == kind}
        wanted = own if payload["items"] is None else set(payload["items"])
        after = {code: "" for code in wanted - valid} | {code: self._today.isoformat() for code in valid - wanted}
        before = {code: ending(held[code]) if code in held else None for code in after}
        return dict(sorted(before.items())), dict(sorted(after.items()))


def plain(officer: Officer) -> dict[str, Any]:
    return {
        "agency": str(officer.agency_id),
        "name": officer.name,
        "certificate_from": officer.certificate_from.isoformat() if officer.certificate_from else None,
        "certificate_until": officer.certificate_until.isoformat(),
        "is_auxiliary": officer.is_auxiliary,
        "is_active": officer.is_active,
        "user": str(officer.user_id) if officer.user_id else None,
    }


def ending(until: date | None) -> str:
    return until.isoformat() if until else ""


def hold_officers(actor: Actor, validated: Validated) -> None:
    """What contradicts the register is refused, the rest may come in."""
    found, today = FoundOfficers(actor, list(validated.rows.values())), timezone.localdate().isoformat()
    for row, payload in sorted(validated.rows.items()):
        number = payload["certificate_number"]
        if not found.may_manage(payload):
            sentence = "这个执法证号登记在其他机关名下；人员调动由原机关登记离岗后，请管理员转入。"
            validated.reject(row, "certificate_number", masked(number), "certificate_of_others", sentence)
        elif number not in found.officers and f"0{number}" in found.officers:
            sentence = "执法证号开头的 0 可能被表格软件去掉了，请把这一列设为文本后重填。"
            validated.reject(row, "certificate_number", masked(number), "leading_zero_lost", sentence)
        else:
            _hold_account_and_items(validated, row, payload, found)
        if row in validated.rows and payload["certificate_until"] <= today:
            sentence = "执法证已经过期：可以登记，但不能参加检查（V03）。"
            validated.warn(row, "certificate_last", payload["certificate_until"], "certificate_expired", sentence)


def _hold_account_and_items(validated: Validated, row: int, payload: dict[str, Any], found: FoundOfficers) -> None:
    try:
        found.user_of(payload)
    except LookupError as reason:
        validated.reject(row, "username", masked(payload["username"]), "account_unusable", str(reason))
        return
    kind, codes = found.agency_of(payload).kind_id, payload["items"] or []
    words = [code for code in codes if not code.isascii()]
    if words:
        payload["items"] = None
        sentence = "这一列不是事项编码，事项资格没有登记；请填监管事项的编码，用“、”隔开。"
        validated.warn(row, "items", "、".join(words), "items_in_words", sentence)
    elif unknown := [code for code in codes if code not in found.items]:
        validated.reject(row, "items", "、".join(unknown), "item_unknown", "没有这个编码的监管事项。")
    elif others := [code for code in codes if found.items[code].agency_kind_id != kind]:
        sentence = "不是本部门类别的监管事项，不能登记资格。"
        validated.reject(row, "items", "、".join(others), "item_of_another_department", sentence)


@dataclass(frozen=True, slots=True)
class OfficerChange:
    row: int
    name: str
    certificate_number: str
    agency: str
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True)
class OfficerPreview:
    """`absent` are officers on duty of the agencies in the file whom the file does not name: they stay on duty."""

    added: tuple[OfficerChange, ...]
    changed: tuple[OfficerChange, ...]
    absent: tuple[Officer, ...]
    unchanged: int
    rejected: int


def preview_officers(actor: Actor, batch: Batch) -> OfficerPreview:
    """Of a checked batch that nobody has accepted yet."""
    require(can_manage_officers(actor))
    rows = dict(StagedRow.objects.filter(batch=batch).order_by("row").values_list("row", "payload"))
    found = FoundOfficers(actor, list(rows.values()))
    names = {str(agency.pk): agency.name for agency in found.agencies}

    def shown(name: str, value: Any) -> str:
        return names.get(value, "") if name == "agency" else _shown(name, value)

    added, changed, unchanged = [], [], 0
    for row, payload in rows.items():
        before, after = found.changes(payload)
        change = OfficerChange(
            row, payload["name"], payload["certificate_number"], found.agency_of(payload).name,
            tuple(FieldChange(_LABELS[name], shown(name, before[name]), shown(name, after[name])) for name in after),
        )  # fmt: skip
        if found.officer_of(payload) is None:
            added.append(change)
        elif after:
            changed.append(change)
        else:
            unchanged += 1
    agencies = {payload["agency"] for payload in rows.values()}
    numbers = {payload["certificate_number"] for payload in rows.values()}
    on_duty = Officer.objects.select_related("agency").filter(agency__in=agencies, is_active=True)
    absent = tuple(officer for officer in on_duty if officer.certificate_number not in numbers)
    return OfficerPreview(tuple(added), tuple(changed), absent, unchanged, batch.rejected)


def _shown(name: str, value: Any) -> str:
    if name == "items":
        parts = (code if until == "" else f"{code}（{'无' if until is None else f'至 {until}'}）"
                 for code, until in (value or {}).items())  # fmt: skip
        return "、".join(parts)
    if isinstance(value, bool):
        return "是" if value else "否"
    return ("已登记" if value else "") if name == "user" else str(value or "")


@dataclass(frozen=True, slots=True)
class OfficerRow:
    officer: Officer
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OfficerColumn:
    label: str
    name: str

    def value(self, row: OfficerRow) -> str:
        officer = row.officer
        last = date.fromordinal(officer.certificate_until.toordinal() - 1)
        return {
            "name": officer.name,
            "certificate_number": officer.certificate_number,
            "agency": officer.agency.name,
            "agency_code": officer.agency.code,
            "certificate_from": officer.certificate_from.isoformat() if officer.certificate_from else "",
            "certificate_last": last.isoformat(),
            "capacity": "执法辅助人员" if officer.is_auxiliary else "执法人员",
            "state": "在岗" if officer.is_active else "离岗",
            "items": "、".join(row.codes),
            "username": officer.user.username if officer.user else "",
        }[self.name]


OFFICER_EXPORT: Sequence[OfficerColumn] = tuple(
    OfficerColumn(label, name) for name, label in OFFICER_LABELS.items() if name != "certificate_until"
)


def export_officers(actor: Actor) -> Iterator[OfficerRow]:
    """Whom the actor manages, in the shape in which files bring them in: what leaves comes back unchanged. Two queries
    a piece; agencies that are no more are left out, for nobody can be registered there."""
    require(can_manage_officers(actor))
    officers: QuerySet[Officer] = Officer.objects.select_related("agency", "user").filter(agency__valid_until=None)
    if own := managed_agency(actor):
        officers = officers.filter(agency=UUID(own))
    officers = officers.order_by("agency__code", "certificate_number")
    held = Qualification.objects.filter(valid_qualification(None))
    for start in range(0, officers.count(), _EXPORT_PIECE):
        piece = list(officers[start : start + _EXPORT_PIECE])
        codes: dict[UUID, list[str]] = {}
        pairs = held.filter(officer__in=piece).order_by("item__code").values_list("officer_id", "item__code")
        for officer_id, code in pairs:
            codes.setdefault(officer_id, []).append(code)
        yield from (OfficerRow(officer, tuple(codes.get(officer.pk, ()))) for officer in piece)
