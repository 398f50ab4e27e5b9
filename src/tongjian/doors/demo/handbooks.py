"""一业一册 of the demo city: one for each of the six matters; the petrol stations' is in its second edition."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tongjian.doors.demo import past, people
from tongjian.supervision.handbooks import operations
from tongjian.supervision.handbooks.models import Edition
from tongjian.supervision.handbooks.queries import lines_of
from tongjian.supervision.scenarios.queries import ScenarioFilter, list_versions

CITY = "140100"
PUBLISHED_ON, AGAIN_ON = date(2026, 3, 20), date(2026, 6, 15)
SAFETY = "《中华人民共和国安全生产法》"
LICENCE = (
    "subject",
    "从事经营活动，应当依法办理市场主体登记，营业执照放在经营场所的醒目位置。",
    "《中华人民共和国市场主体登记管理条例》第三条、第三十六条",
)
TRAINING = ("staff", "从业人员先经安全生产教育和培训，合格后再上岗。", f"{SAFETY}第二十八条")


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """`matter` is how the name of its 一件事 begins; without one the `industries` say whom it concerns."""

    title: str
    lead: str
    matter: str = ""
    industries: Sequence[str] = ()
    added: Sequence[tuple[str, str, str]] = (LICENCE,)


BOOKS = (
    Book(title="加油站合规手册", lead="SW", matter="成品油流通", added=(LICENCE, TRAINING)),
    Book(title="经营性自建房合规手册", lead="ZJ", matter="经营性自建房"),
    Book(title="危险化学品经营合规手册", lead="YJ", matter="危险化学品", added=(LICENCE, TRAINING)),
    Book(
        title="养老机构合规手册", lead="MZ", matter="养老机构",
        added=(
            ("staff", "养老护理员应当经岗前培训，会基本护理和急救。", "《养老机构管理办法》（民政部令第66号）"),
        ),
    ),
    Book(
        title="单用途商业预付卡合规手册", lead="SW", matter="单用途商业预付卡",
        added=(
            LICENCE,
            ("system", "建立业务台账，记录购卡人、金额、余额，保存五年以上。", "《单用途商业预付卡管理办法（试行）》"),
        ),
    ),
    Book(
        title="校外培训机构合规手册", lead="JY", industries=("P8391", "P8393", "P8399"),
        added=(
            ("subject", "举办文化教育类培训机构，应当取得教育行政部门颁发的办学许可证，再办理登记。",
             "《中华人民共和国民办教育促进法》第十二条"),
            ("staff", "从事学科类培训的教师应当具有教师资格，姓名、照片、资格证号在培训场所公示。",
             "《中华人民共和国民办教育促进法》第二十九条"),
        ),
    ),
)  # fmt: skip
LATER = (
    "staff",
    "加油员会用灭火器，会处置加油机跑油、火花等情况；新员工考核合格前不得独立加油。",
    f"{SAFETY}第二十八条",
)


def compile_books() -> None:
    with past.at(PUBLISHED_ON):
        editions = [_publish(_draft(book), book.lead) for book in BOOKS]
    with past.at(AGAIN_ON):
        handler = people.of(f"{CITY}-{BOOKS[0].lead}", "handler")
        second = operations.begin_edition(actor=handler, handbook_id=editions[0].handbook_id)
        operations.add_line(actor=handler, edition_id=second.pk, chapter=LATER[0], text=LATER[1], basis=LATER[2])
        _publish(second, BOOKS[0].lead)


def _draft(book: Book) -> Edition:
    """Generated, every line in the words of `handbooks.csv`, with what people add."""
    handler = people.of(f"{CITY}-{book.lead}", "handler")
    matters = list_versions(handler, ScenarioFilter(text=book.matter)) if book.matter else ()
    edition = operations.draft_handbook(
        actor=handler, title=f"太原市{book.title}", industries=book.industries,
        scenario_code=matters[0].scenario.code if matters else "",
        foreword="供本市经营者对照自查。条目取自公布的监管事项和检查表；检查人员提出手册以外要求的，可以请其说明依据。",
    )  # fmt: skip
    words = {row["检查内容"]: row for row in people.rows("handbooks.csv")}
    for line in lines_of(handler, edition):
        if (row := words.get(line.generated)) and line.line_id:
            operations.edit_line(actor=handler, line_id=line.line_id, chapter=row["章"], text=row["改写为"])
    for chapter, text, basis in book.added:
        operations.add_line(actor=handler, edition_id=edition.pk, chapter=chapter, text=text, basis=basis)
    return edition


def _publish(edition: Edition, lead: str) -> Edition:
    operations.submit_handbook(actor=people.of(f"{CITY}-{lead}", "handler"), edition_id=edition.pk)
    return operations.publish_handbook(actor=people.of(f"{CITY}-{lead}", "head"), edition_id=edition.pk)
