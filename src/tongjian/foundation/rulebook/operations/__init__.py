"""Every way to change the rulebook."""

from tongjian.foundation.rulebook import events
from tongjian.foundation.rulebook.operations.approve_change import approve_change
from tongjian.foundation.rulebook.operations.approve_clause_change import approve_clause_change
from tongjian.foundation.rulebook.operations.cite_clauses import cite_clauses
from tongjian.foundation.rulebook.operations.link_rules import link_rules
from tongjian.foundation.rulebook.operations.load_calendar_year import load_calendar_year
from tongjian.foundation.rulebook.operations.load_reference import load_reference
from tongjian.foundation.rulebook.operations.load_statutes import load_statutes
from tongjian.foundation.rulebook.operations.propose_book import propose_book
from tongjian.foundation.rulebook.operations.propose_change import NewValue, propose_change
from tongjian.foundation.rulebook.operations.propose_clause_change import Amendment, propose_clause_change
from tongjian.foundation.rulebook.operations.propose_statute_text import StatuteText, propose_statute_text
from tongjian.foundation.rulebook.operations.reject_change import reject_change
from tongjian.foundation.rulebook.operations.reject_clause_change import reject_clause_change

__all__ = [
    "StatuteText",
    "propose_statute_text",
    "reject_clause_change",
    "Amendment",
    "propose_clause_change",
    "approve_clause_change",
    "NewValue",
    "approve_change",
    "cite_clauses",
    "events",
    "link_rules",
    "load_calendar_year",
    "load_reference",
    "load_statutes",
    "propose_book",
    "propose_change",
    "reject_change",
]
