"""The text of a statute is read into articles, paragraphs and items; what is doubtful is said."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongjian.pure.statutes import chinese, split_article, split_statute

pytestmark = pytest.mark.engine("sqlite")

STATUTE = """\ufeff示例条例
（2026年1月1日公布）
目　　录
　　第一章　总则
　　第二章　职责

第一章　总则
　　第一条　为了示例，制定本条例。
　　第二条　单位应当履行下列职责：
　　（一）建立制度：
　　1.有人负责；
　　（二）定期检查。
　　负责人对本单位的工作负责。
　　第二条规定的职责不得免除。

第二章　职责
　　第二条之一　违反本条例的，责令改正：
　　（一）没有制度的；
　　（二）没有检查的。
　　第三条　本条例自公布之日起施行。
附件：示例表
　　第四条　附件里的话
"""


def test_a_statute_is_read_as_people_read_it():
    articles, doubts = split_statute(STATUTE)
    assert not doubts
    assert [one.path for one in articles] == ["1", "2", "2-1", "3"]
    assert articles[0].text == "为了示例，制定本条例。" and articles[0].parts == ()
    assert [(part.path, part.text) for part in articles[1].parts] == [
        ("2.1", "单位应当履行下列职责：\n（一）建立制度：\n1.有人负责；\n（二）定期检查。"),
        ("2.1.1", "（一）建立制度：\n1.有人负责；"),
        ("2.1.2", "（二）定期检查。"),
        ("2.2", "负责人对本单位的工作负责。"),
        ("2.3", "第二条规定的职责不得免除。"),
    ]
    assert [part.path for part in articles[2].parts] == ["2-1.0.1", "2-1.0.2"]


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("这是一个通知。", 1, "没有读到"),
        ("第二条　话。", 1, "条号不连续"),
        ("第一条　话。\n第三条　话。", 2, "第一条之后是“第三条”"),
        ("第一条　话。\n第一条　话。", 2, "条号不连续"),
        ("第一条　话。\n第二条没有空格的话。", 2, "请在条号后加空格"),
        ("第一条　下列：\n（一）甲；\n（三）乙。", 3, "项号不连续"),
    ],
)
def test_what_is_not_certain_is_said_with_its_line(text, line, said):
    [doubt] = split_statute(text)[1]
    assert doubt.line == line and said in doubt.words


def test_an_article_that_mentions_another_at_the_start_of_a_paragraph_is_no_new_article():
    articles, doubts = split_statute("第一条　话。\n第一条规定的话。")
    assert (len(articles), doubts) == (1, [])
    assert [part.path for part in articles[0].parts] == ["1.1", "1.2"]


WORDS = st.text(alphabet="安全生产检查单位应当，", min_size=1, max_size=12)
PARAGRAPH = st.tuples(WORDS, st.lists(WORDS, max_size=12))
STATUTES = st.lists(st.lists(PARAGRAPH, min_size=1, max_size=4), min_size=1, max_size=12)


@settings(max_examples=60)
@given(STATUTES)
def test_what_was_written_comes_back(statute):
    lines = []
    for number, article in enumerate(statute, 1):
        for place, (lead, items) in enumerate(article):
            lines.append(f"　　第{chinese(number)}条　{lead}" if not place else f"　　{lead}")
            lines += [f"　　（{chinese(at)}）{item}" for at, item in enumerate(items, 1)]
    articles, doubts = split_statute("\r\n".join(lines))
    assert not doubts and [one.path for one in articles] == [str(n) for n in range(1, len(statute) + 1)]
    for read, article in zip(articles, statute, strict=True):
        assert read.parts == split_article(read.path, read.text)
        paragraphs = [part for part in read.parts if part.path.count(".") == 1]
        items = [part.text for part in read.parts if part.path.count(".") == 2]  # noqa: PLR2004
        assert len(paragraphs) == (len(article) if len(article) > 1 else 0)
        assert items == [f"（{chinese(at)}）{item}" for _, all_of in article for at, item in enumerate(all_of, 1)]


@given(st.text(alphabet="第一二条章（）　 \n附件1.话", max_size=60))
def test_no_text_breaks_the_reader(text):
    articles, doubts = split_statute(text)
    assert articles or doubts
