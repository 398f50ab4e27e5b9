"""Roles as capabilities. Code asks for capabilities only; this table is the one place that knows roles."""

from collections.abc import Mapping

from tongjian.foundation.org.choices import Role

_EVERY_OFFICIAL = {
    "org.view", "rulebook.view", "ledger.view", "casework.view", "exchange.view",
    "registry.view", "catalog.view", "planning.view", "inspections.view",
}  # fmt: skip

CAPABILITIES: Mapping[Role, frozenset[str]] = {
    # Makes agencies and users; sees no business data.
    Role.OPERATOR: frozenset(
        {"org.view", "org.manage_agencies", "org.manage_users", "org.manage_officers", "ledger.view",
         "ledger.checkpoint", "rulebook.view"}
    ),
    Role.COORDINATOR: frozenset(
        _EVERY_OFFICIAL
        | {"registry.import", "registry.undo_import", "registry.edit", "registry.export", "catalog.edit",
           "catalog.import", "planning.coordinate", "rulebook.propose", "inspections.export"}
    ),
    Role.HANDLER: frozenset(
        _EVERY_OFFICIAL
        | {"registry.import", "registry.edit", "registry.export", "catalog.edit", "catalog.import",
           "catalog.attach_checklist", "planning.enter_demand", "planning.hold_nonce", "inspections.prepare",
           "inspections.export"}
    ),
    Role.REVIEWER: frozenset(
        _EVERY_OFFICIAL
        | {"registry.undo_import", "catalog.review", "rulebook.approve", "inspections.review", "org.manage_officers",
           "inspections.publish"}
    ),
    Role.HEAD: frozenset(
        _EVERY_OFFICIAL
        | {"catalog.review", "planning.submit_demand", "planning.hold_nonce", "inspections.approve",
           "inspections.publish", "rulebook.approve"}
    ),
    Role.INSPECTOR: frozenset(
        {"catalog.view", "registry.view", "casework.view", "inspections.view", "inspections.enter",
         "inspections.enter_result"}
    ),
    Role.AUDITOR: frozenset(_EVERY_OFFICIAL | {"planning.audit", "ledger.checkpoint"}),
}  # fmt: skip

HOST_CAPABILITIES: frozenset[str] = frozenset(
    {"org.view", "org.manage_agencies", "org.manage_users", "org.manage_officers", "rulebook.view",
     "rulebook.load", "ledger.view", "ledger.seal", "ledger.checkpoint", "exchange.view", "casework.view",
     "registry.view", "registry.import", "registry.undo_import", "catalog.view", "catalog.import",
     "planning.view", "planning.coordinate", "planning.enter_demand", "planning.submit_demand",
     "planning.hold_nonce", "inspections.view"}
)  # fmt: skip
"""What a command may do: never approve, enter results, review or publish in a department's name."""

API_SCOPES: Mapping[str, frozenset[str]] = {
    "entities:read": frozenset({"registry.view"}),
    "items:read": frozenset({"catalog.view"}),
    "demands:read": frozenset({"planning.view"}),
    "demands:write": frozenset({"planning.view", "catalog.view", "planning.enter_demand"}),
    "draws:read": frozenset({"planning.view"}),
    "visits:read": frozenset({"inspections.view"}),
    "results:read": frozenset({"inspections.view"}),
}
"""What a key of another system may be allowed; results are entered by people only."""
