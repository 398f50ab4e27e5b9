"""`tongjian rules`: the book as a file."""

import pytest

from tongjian.foundation.rulebook.models import Check, Parameter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


def test_the_book_is_written_and_compared(tongjian, tmp_path):
    file = tmp_path / "规则库.zip"
    ended, said, _ = tongjian("rules", "export", file, "--json")
    assert (ended, said["bytes"]) == (0, file.stat().st_size)

    Parameter.objects.filter(code="visit.notice").update(value="9")
    Check.objects.filter(code="V03").delete()
    ended, said, _ = tongjian("rules", "compare", file, "--json")
    assert (ended, said) == (0, {"added": 1, "changed": 1, "removed": 0, "can_be_proposed": 0})
