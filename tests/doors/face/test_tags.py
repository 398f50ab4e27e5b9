from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from django.template import engines
from django.test import RequestFactory

from tongjian.doors.face.parts import ClockFace, Progress
from tongjian.foundation.kernel.verdict import ALLOW, deny, refuse


def draw(source, **context):
    return engines["django"].from_string("{% load face %}" + source).render(context, RequestFactory().get("/x/"))


def test_an_icon_comes_from_the_sprite_and_is_silent_beside_its_word():
    assert 'aria-hidden="true"' in draw('{% icon "home" %}')
    assert 'vendor/icons.svg#home"' in draw('{% icon "home" %}')
    assert 'aria-label="首页"' in draw('{% icon "home" "首页" %}')


def test_a_state_has_a_tone_and_a_door_may_have_its_own():
    assert draw('{% badge "已公示" state|tone %}', state="published").count("tone-good") == 1
    assert draw("{{ state|tone:mine }}", state="published", mine={"published": "late"}) == "late"
    assert draw("{{ state|tone }}", state="never heard of") == "neutral"


@pytest.mark.parametrize(
    ("face", "words", "tone"),
    [
        (ClockFace(remaining=3), "剩 3 个工作日", "neutral"),
        (ClockFace(remaining=3, share_left=0.3), "剩 3 个工作日", "soon"),
        (ClockFace(remaining=0), "今天到期", "soon"),
        (ClockFace(remaining=0, unit="小时"), "不足 1 小时", "soon"),
        (ClockFace(remaining=-2, unit="天"), "已超期 2 天", "late"),
        (ClockFace(remaining=9, is_provisional=True), "剩 9 个工作日（暂定）", "neutral"),
        (ClockFace(remaining=9, is_suspended=True), "已中止计时", "off"),
        (None, "未设定", "draft"),
    ],
)
def test_a_clock_speaks_in_words(face, words, tone):
    html = draw("{% clock face %}", face=face)

    assert words in html
    assert f"tone-{tone}" in html


def test_a_denied_act_stays_visible_and_says_why_and_by_which_clause():
    html = draw(
        '{% verdict_button verdict "结案" url="/close/" %}', verdict=refuse("V05", "证件到期。", "《某法》第四十二条")
    )

    assert 'aria-disabled="true"' in html
    assert "证件到期。" in html
    assert "《某法》第四十二条" in html
    assert "<form" not in html


def test_an_allowed_act_is_a_form_that_can_ask_first():
    html = draw('{% verdict_button verdict "结案" url="/close/" confirm="不能撤回。" %}', verdict=ALLOW)

    assert '<form class="act" method="post" action="/close/">' in html
    assert "csrfmiddlewaretoken" in html
    assert "<dialog" in html
    assert "不能撤回。" in html


def test_reasons_are_escaped():
    assert "<b>" not in draw('{% verdict_button verdict "结案" url="/" %}', verdict=deny("<b>"))


def test_a_slot_draws_nothing_around_nothing():
    assert draw('{% wrap "card" title="空" %}  {% endwrap %}') == ""
    assert "有" in draw('{% wrap "card" title="卡" %}有{% endwrap %}')


def test_progress_asks_again_only_while_it_runs():
    assert "hx-get" in draw("{% progress job %}", job=Progress("导入", 1, 4, url="/job/"))
    assert "hx-get" not in draw("{% progress job %}", job=Progress("导入", 4, 4, url="/job/", is_done=True))
    assert "hx-get" not in draw("{% progress job %}", job=Progress("导入", 1, 4, url="/job/", failure="断了"))
    assert Progress("导入", 4, 4).percent == 99


def test_an_alert_has_a_word_besides_its_colour():
    assert "橙色预警" in draw('{% alert_badge "orange" %}')


def test_the_pager_keeps_the_rest_of_the_address():
    page = SimpleNamespace(next_cursor="n", previous_cursor="", total=None)
    html = engines["django"].from_string("{% load face %}{% pager page %}")

    assert "?text=%E7%94%B2&amp;cursor=n" in html.render(
        {"page": page}, RequestFactory().get("/x/", {"text": "甲", "cursor": "o"})
    )


def test_a_checklist_line_works_without_scripts():
    html = BeautifulSoup(draw('{% answer_control name="a1" legend="是否畅通" value="excused" %}'), "html.parser")

    assert [radio["value"] for radio in html.select("input[type=radio]")] == ["pass", "fail", "unchecked", "excused"]
    assert [radio["value"] for radio in html.select("input[checked]")] == ["excused"]
