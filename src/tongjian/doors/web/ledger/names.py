"""Whom and what an entry speaks of, in words."""

from collections.abc import Iterable
from uuid import UUID

from django.apps import apps

from tongjian.foundation.ledger.models import Entry
from tongjian.foundation.org import queries as org

DOORS = {
    "web": "工作台",
    "field": "手机端",
    "portal": "公开平台",
    "api": "接口",
    "cli": "命令行",
    "job": "后台任务",
    "demo": "演示",
}


class Names:
    """Names of the people and agencies of some entries: two queries, however many entries."""

    def __init__(self) -> None:
        self._users: dict[str, str] = {}
        self._agencies: dict[str, str] = {}

    def learn(self, users: Iterable[str], agencies: Iterable[str]) -> None:
        self._users |= org.names_of_users(users)
        self._agencies |= org.names_of_agencies(agencies)

    def who(self, entry: Entry) -> str:
        return self._users.get(entry.actor_user_id) or entry.actor_label or "—"

    def agency(self, entry: Entry) -> str:
        return self._agencies.get(entry.agency_id, "—")

    def of(self, value: object) -> str:
        """The name behind an id in the data of an entry, or nothing."""
        text = str(value)
        return self._agencies.get(text) or self._users.get(text, "")


def subject_of(entry: Entry) -> str:
    """联合检查, 机关, …: what kind of thing was acted on."""
    return kind_in_words(entry.subject_kind)


def kind_in_words(kind: str) -> str:
    """An entry of an older release may name a kind that is no more."""
    try:
        return str(apps.get_model(kind)._meta.verbose_name)
    except (LookupError, ValueError):
        return kind


def kinds_in_words() -> list[tuple[str, str]]:
    """Every kind of thing of this release, for the filter."""
    models = [model for model in apps.get_models() if model.__module__.startswith("tongjian.")]
    return sorted((model._meta.label_lower, str(model._meta.verbose_name)) for model in models)


def is_id(value: object) -> bool:
    try:
        return isinstance(value, str) and str(UUID(value)) == value
    except ValueError:
        return False
