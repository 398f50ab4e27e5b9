"""Refusals. `code` is contract, the sentence is for people, the citation says by which rule."""


class DomainError(Exception):
    """A refusal that a person can understand. Never a bug."""

    status = 422

    def __init__(self, code: str, sentence: str, citation: str = "", **details: object) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
        self.citation = citation
        self.details = details

    def __str__(self) -> str:
        return f"{self.sentence}（依据：{self.citation}）" if self.citation else self.sentence


class NotFound(DomainError):
    """It does not exist, or the actor may not see it: the two are indistinguishable on purpose."""

    status = 404


class NotAllowed(DomainError):
    """The actor sees it but may not do this."""

    status = 403


class IllegalTransition(DomainError):
    """The act does not exist in the present state."""

    status = 409


class Conflict(DomainError):
    """Somebody was faster."""

    status = 409


class RuleViolated(DomainError):
    """A rule of the field forbids it; the citation names the rule."""

    status = 422
