"""Who acts: the one value every operation, query and policy starts from."""

from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A person in one post, a job, or the host operator.

    `permissions` are capabilities such as `planning.coordinate`; `duties` are duty codes of the agency.
    `via` names the door: web, portal, field, api, cli, job, demo.
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

    def has(self, permission: str) -> bool:
        return permission in self.permissions

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
