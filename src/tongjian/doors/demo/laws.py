"""A law that is amended, so that owners have something to look at. The wording is invented and says so."""

from datetime import timedelta

from django.utils import timezone

from tongjian.doors.demo import people
from tongjian.foundation.rulebook.operations import Amendment, approve_clause_change, propose_clause_change

CLAUSE = "XFF-2021:16"
WORDS = "（演示用条文，不是法律原文）单位应当落实消防安全责任制，定期检验消防设施，确保完好有效，并公开检验结果。"


def amend_one() -> None:
    """Entered by the city's coordinator, agreed by the head of a department there."""
    change = propose_clause_change(
        actor=people.of("140100-XZSP", "coordinator"),
        code=CLAUSE,
        amendment=Amendment(
            kind="amend",
            text=WORDS,
            document="演示：假设的修改决定",
            valid_from=timezone.localdate() + timedelta(days=30),
            reason="演示立改废释后的动态调整",
        ),
    )
    approve_clause_change(actor=people.of("140100-SCJG", "head"), change_id=change.pk)
