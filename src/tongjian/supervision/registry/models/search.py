"""The texts entities are found by."""

from django.db import models

from tongjian.supervision.registry.models.entities import Entity


class SearchText(models.Model):
    """检索文本：all an entity is found by, one per entity that is not merged into another."""

    id = models.BigAutoField(primary_key=True)
    entity = models.OneToOneField(Entity, models.CASCADE, related_name="search_text")
    text = models.TextField("文本")

    class Meta:
        verbose_name = "检索文本"

    def __str__(self) -> str:
        return self.text.partition("\n")[0]


class Outdated(models.Model):
    """待更新检索：an entity whose names or numbers changed since its search text was made. Written by triggers of the
    database, so that no way of writing forgets it; read until `refresh_search` has dealt with it."""

    id = models.BigAutoField(primary_key=True)
    entity_id = models.UUIDField("监管对象", db_index=True)

    class Meta:
        verbose_name = "待更新检索"

    def __str__(self) -> str:
        return str(self.entity_id)
