"""What was measured over all published draws, kept so that a page shows it at once."""

from django.db import models

from tongjian.foundation.kernel.models import Identified


class FairnessReport(Identified):
    """公平性测算：over the published draws, those that are practice apart. `figures` holds plain numbers, no names and
    no units: it is public."""

    is_practice = models.BooleanField("演练", default=False)
    draws = models.PositiveIntegerField("抽取次数")
    made_at = models.DateTimeField("测算时间")
    figures = models.JSONField("测算结果", default=dict)

    class Meta:
        verbose_name = "公平性测算"
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return f"{self.draws} 次抽取"
