"""Putting what would be said today on a draft."""

from collections.abc import Sequence

from django.utils import timezone

from tongjian.foundation.kernel.errors import RuleViolated
from tongjian.supervision.handbooks.models import Edition
from tongjian.supervision.handbooks.operations._content import POLICY, write_lines
from tongjian.supervision.handbooks.queries import LineText, generate


def fill(edition: Edition, industries: Sequence[str]) -> Sequence[LineText]:
    """Generates the lines anew, saves the draft with them and returns them. Raises RuleViolated when nothing is in
    force to generate from."""
    found = generate(edition.handbook, industries)
    if edition.handbook.scenario_id is not None and found.scenario_version is None:
        raise RuleViolated("scenario_not_in_force", "这件事还没有启用，不能由它编制合规手册。", POLICY)
    if not any(line.sources for line in found.lines):
        raise RuleViolated(
            "nothing_to_say", "没有可以生成条目的监管事项：本地方现行、公开的事项中，没有适用的检查要点。", POLICY
        )
    edition.scenario_version = found.scenario_version
    edition.scope = dict(found.scenario_version.scope) if found.scenario_version else {"industries": list(industries)}
    edition.generated_on = timezone.localdate()
    edition.save()
    write_lines(edition, found.lines)
    return found.lines
