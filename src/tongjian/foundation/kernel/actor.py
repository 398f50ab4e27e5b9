"""Who acts: the one value every operation, query and policy starts from."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Deputed:
    """Somebody who does or did the work of this person's post, with the capabilities of that post, from `since` until
    before `until`."""

    user_id: UUID
    permissions: frozenset[str]
    since: date
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A person in one post, a job, or the host operator.

    `on_behalf_of` is whose post it is, where that person is on leave and this one stands in; `deputed` are those who
    stood in for either. `permissions` are capabilities such as `planning.coordinate`; `duties` are duty codes of the
    agency. `via` names the door: web, portal, field, api, cli, job, demo.
    """

    name: str
    via: str
    user_id: UUID | None = None
    post_id: UUID | None = None
    officer_id: UUID | None = None
    agency_id: UUID | None = None
    agency_name: str = ""
    region_code: str = ""
    region_name: str = ""
    permissions: frozenset[str] = field(default_factory=frozenset)
    duties: frozenset[str] = field(default_factory=frozenset)
    on_behalf_of: UUID | None = None
    deputed: tuple[Deputed, ...] = ()

    def has(self, permission: str) -> bool:
        return permission in self.permissions

    def is_own_doing(self, by: UUID | None, *, needs: str, on: date | None = None) -> bool:
        """Whether what `by` did counts as this person's own, so that this one cannot be the second person for it: it
        was this person, or whom this one stands in for, or somebody who may have done it in place of either (the post
        had the capability it `needs`, and the day it was done is within the time; without a day, any)."""
        if by is None or self.user_id is None:
            return False
        if by in (self.user_id, self.on_behalf_of):
            return True
        return any(
            by == one.user_id and needs in one.permissions and (on is None or one.since <= on < one.until)
            for one in self.deputed
        )

    @property
    def is_person(self) -> bool:
        return self.user_id is not None

    @classmethod
    def system(cls, name: str, *permissions: str) -> "Actor":
        """A scheduled job: exactly the capabilities it names, and the whole province in sight."""
        return cls(name=name, via="job", region_code="140000", permissions=frozenset(permissions))

    @classmethod
    def host(cls, *permissions: str) -> "Actor":
        """Whoever may run commands on the host. Recorded as such; never signs in."""
        return cls(name="主机操作员", via="cli", region_code="140000", permissions=frozenset(permissions))

    @classmethod
    def public(cls) -> "Actor":
        """A citizen: no capability; sees what is published."""
        return cls(name="公众", via="portal")
