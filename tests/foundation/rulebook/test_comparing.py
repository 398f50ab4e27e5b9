"""The book on two days."""

from datetime import date

import pytest

from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.rulebook.models import Check, Parameter
from tongjian.foundation.rulebook.queries import differences

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]
READER = Actor.system("测试", "rulebook.view")
BEFORE, DAY, AFTER = date(2030, 1, 1), date(2030, 6, 1), date(2030, 12, 1)


def copy_of(row, **fields):
    row.pk = None
    for name, value in fields.items():
        setattr(row, name, value)
    row.save(force_insert=True)
    return row


def codes(first=BEFORE, second=AFTER):
    return [(row.row.code, row.before is None, row.after is None) for row in differences(READER, first, second)]


@pytest.fixture
def notice():
    return Parameter.objects.get(code="visit.notice")


def test_nothing_differs_while_nothing_changes():
    assert codes() == []


def test_a_new_value_is_one_difference_with_both_rows(notice):
    Parameter.objects.filter(pk=notice.pk).update(valid_until=DAY)
    copy_of(notice, value="9", valid_from=DAY, valid_until=None)
    [found] = differences(READER, BEFORE, AFTER)
    assert (found.before.value, found.after.value) != ("9", "9")
    assert found.after.value == "9"


def test_what_begins_and_what_ends_is_said(notice):
    Parameter.objects.filter(pk=notice.pk).update(valid_until=DAY)
    copy_of(notice, scope_region="140100", valid_from=DAY, valid_until=None)
    assert codes() == [("visit.notice", False, True), ("visit.notice", True, False)]


def test_the_same_words_in_another_row_are_no_difference():
    check = Check.objects.get(code="V03")
    Check.objects.filter(pk=check.pk).update(valid_until=DAY)
    copy_of(check, valid_from=DAY, valid_until=None)
    assert codes() == []


def test_who_may_not_read_the_rules_sees_no_difference(notice):
    Parameter.objects.filter(pk=notice.pk).update(valid_until=DAY)
    assert differences(Actor.public(), BEFORE, AFTER) == []


def test_six_queries_however_much_changed(notice, django_assert_num_queries):
    Parameter.objects.update(valid_until=DAY)
    with django_assert_num_queries(6):
        differences(READER, BEFORE, AFTER)
