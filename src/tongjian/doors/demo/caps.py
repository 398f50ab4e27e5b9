"""How often at most, as departments of the demo publish it. The numbers are invented."""

from tongjian.doors.demo import people
from tongjian.supervision.catalog.operations import CapContent, publish_cap, set_cap

CITED = "国办发〔2024〕54号；演示用数值"
CAPS = (
    ("140000-SCJG", CapContent(times=2, citation=CITED, note="一般企业")),
    ("140000-SCJG", CapContent(times=1, years=2, grade="A", citation=CITED, note="信用风险低的减少检查")),
    ("140000-SCJG", CapContent(times=4, grade="D", citation=CITED, note="信用风险高的可以增加检查")),
    ("140100-YJ", CapContent(times=2, industry="F5265", citation=CITED, note="加油站")),
)


def publish_caps() -> None:
    """Set by the handler of each department, published by its head."""
    for agency, content in CAPS:
        cap = set_cap(actor=people.of(agency, "handler"), content=content)
        publish_cap(actor=people.of(agency, "head"), cap_id=cap.pk)
