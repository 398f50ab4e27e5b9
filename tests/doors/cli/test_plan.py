"""`tongjian plan`."""

from datetime import date

import pytest
from django.utils import timezone

from tests.foundation.org.factories import PostFactory
from tests.supervision.planning.factories import make_city
from tests.supervision.plans.factories import content_of, published_for, sharing_a_point
from tongjian.foundation.exchange.models import Batch
from tongjian.foundation.org.choices import Role
from tongjian.supervision.plans.models import Consolidation

pytestmark = pytest.mark.engine("sqlite")
HEAD = "任务或领域,抽查事项,抽查对象,抽查比例及频次,起止时间,发起部门,配合部门,层级或模式"
FILE = f"""{HEAD}
旅行社抽查,食品经营检查,旅行社,3%;2次/年,3月—12月,市市场监管局,(消防)救援局、市邮政局,现场检查
肥料抽查,,肥料经营者,抽查比例不低于20%;抽查1,3—6,市农业农村局,,
图书抽查,,书店,,2023-06~2023-12,,,非现场检查
"""


def test_a_file_becomes_a_draft_and_what_is_not_understood_goes_back_row_by_row(tongjian, reference, tmp_path):
    make_city(entities=2)
    file = tmp_path / "plan.csv"
    file.write_text(FILE)
    asked = ("plan", "import", str(file), "--agency", "140100-SCJG", "--year", "2026", "--json")
    code, said, _ = tongjian(*asked)
    assert (code, said["plan"], said["rows"], said["lines"], said["understood"]) == (
        0, "140100-SCJG-2026-JH01", 3, 1, 1,
    )  # fmt: skip
    assert [(one["row"], one["column"]) for one in said["returned"]] == [
        (3, "抽查比例及频次"), (4, "抽查比例及频次"), (4, "起止时间"),
    ]  # fmt: skip
    assert said["returned"][0]["sentence"] == "“抽查1”：只有数、没有单位，请写明是几次/年、几户还是百分之几。"
    batch = Batch.objects.get(pk=said["batch"])
    with batch.raw.open() as kept:
        assert (batch.state, kept.read().decode(), batch.agency.code) == ("applied", FILE, "140100-SCJG")
    assert tongjian(*asked)[1]["lines"] == 0
    code, said, _ = tongjian("plan", "list", "--year", "2026", "--json")
    (line,) = said["plans"][0]["lines"]
    assert (code, line["amount"], line["frequency"], line["window_until"]) == (0, "3%", "每年2次", "2027-01-01")
    assert (line["population"], line["wanted"]) == (2, 2)
    file.write_text("a,b\n1,2\n")
    assert tongjian(*asked)[0] == 1


def test_consolidation_is_computed_and_only_opened_when_asked(tongjian, reference):
    city = make_city(entities=4)
    PostFactory(role=Role.COORDINATOR, agency=city.bureau)
    sharing_a_point(city.market_item, city.fire_item)
    year = timezone.localdate().year
    window = {"window_from": date(year, 1, 1), "window_until": date(year + 1, 1, 1), "amount": "全覆盖"}
    for agency, item in ((city.market, city.market_item), (city.fire, city.fire_item)):
        published_for(city, agency, content_of(item, **window), year=year)
    code, said, _ = tongjian("plan", "consolidate", "--region", "140100", "--json")
    assert (code, said["plans"], said["lines"]) == (0, 2, 2)
    assert said["overlapping"] == [{"agencies": ["140100-SCJG", "140100-XF"], "entities": 4}]
    (one,) = said["proposals"]
    assert (one["kind"], one["entities"], one["saved"], len(one["lines"])) == ("merge", 4, 4, 2)
    assert one["why"][0]["kind"] == "same_objects" and one["why"][-1]["kind"] == "joins"
    assert not Consolidation.objects.exists()
    code, said, _ = tongjian("plan", "consolidate", "--region", "140100", "--open", "--json")
    assert (code, said["consolidation"]) == (0, f"CH-140100-{year}-01")
    assert tongjian("plan", "consolidate", "--region", "140100", "--open", "--json")[0] == 1
