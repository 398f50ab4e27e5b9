"""The one refusal of this package: bytes or parameters that do not make a draw."""


class DrawInvalid(ValueError):
    """Carries one Chinese sentence that a page may show as it is."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
