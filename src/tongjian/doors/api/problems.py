"""Refusals as RFC 9457 problems. `code` is contract, the sentence is for people."""

from ninja import Schema

from tongjian.foundation.kernel.errors import DomainError


class Problem(Schema):
    """`code` identifies the rule or refusal (V03 …), `citation` its legal basis."""

    type: str = "about:blank"
    title: str
    status: int
    code: str
    citation: str = ""


def problem_of(refusal: DomainError) -> Problem:
    return Problem(title=refusal.sentence, status=refusal.status, code=refusal.code, citation=refusal.citation)
