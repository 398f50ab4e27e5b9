"""Which files may be brought in by page, and which context's operations do it. A context adds its line here."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from tongjian.foundation.exchange.choices import Dataset
from tongjian.foundation.exchange.models import Batch
from tongjian.foundation.exchange.policies import can_import
from tongjian.foundation.exchange.tasks import apply_import, stage_import
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound
from tongjian.supervision.catalog import columns as catalog_columns
from tongjian.supervision.catalog import operations as catalog
from tongjian.supervision.plans import operations as plans
from tongjian.supervision.plans.columns import PLAN_LABELS, check_plan_mapping, propose_plan_columns
from tongjian.supervision.registry.columns import (
    GRADE_LABELS,
    LABELS,
    check_grade_mapping,
    check_mapping,
    propose,
    propose_grade_columns,
)
from tongjian.supervision.registry.operations import start_staging, start_staging_grades, undo_grades, undo_import


@dataclass(frozen=True, slots=True)
class DatasetDoor:
    """`labels`: field → Chinese name, in the order shown. `start_staging` checks the columns, a job the rows."""

    dataset: Dataset
    labels: Mapping[str, str]
    rule: str
    list_url: str
    propose: Callable[[Sequence[str]], dict[str, str]]
    check_columns: Callable[[Mapping[str, str], Sequence[str]], dict[str, str]]
    start_staging: Callable[..., Batch]
    undo: Callable[..., Batch]
    list_label: str = "查看名录"
    preview_url: str = ""
    """Page that shows what the batch would change, before anybody accepts it."""
    preview_rule: str = "入库以前，请先看这个文件会新增、改动什么，清单里有而文件没有的是哪些。"
    preview_label: str = "看差异"

    def check(self, actor: Actor, batch_id: UUID, mapping: Mapping[str, str]) -> None:
        """The worker checks the rows under these columns in the name of this person."""
        self.start_staging(actor=actor, batch_id=batch_id, mapping=mapping)
        stage_import.enqueue(str(batch_id), str(actor.user_id), str(actor.post_id))

    def start(self, actor: Actor, batch_id: UUID) -> None:
        """The worker applies the batch in the name of this person."""
        apply_import.enqueue(str(batch_id), str(actor.user_id), str(actor.post_id))


DATASETS: Mapping[str, DatasetDoor] = {
    Dataset.ENTITIES: DatasetDoor(
        dataset=Dataset.ENTITIES,
        labels=LABELS,
        rule="必须有“名称”，以及统一社会信用代码、15 位注册号、其他编号中的至少一列。",
        list_url="registry:list",
        propose=propose,
        check_columns=check_mapping,
        start_staging=start_staging,
        undo=undo_import,
    ),
    Dataset.ITEMS: DatasetDoor(
        dataset=Dataset.ITEMS,
        labels=catalog_columns.ITEM_LABELS,
        rule="必须有“部门”和“抽查事项名称”。导入的都是草稿，由另一人审核后发布。",
        list_url="catalog:list",
        propose=catalog_columns.propose_item_columns,
        check_columns=catalog_columns.check_item_mapping,
        start_staging=catalog.start_staging_items,
        undo=catalog.undo_import,
        preview_url="catalog:import-preview",
    ),
    Dataset.CHECKLISTS: DatasetDoor(
        dataset=Dataset.CHECKLISTS,
        labels=catalog_columns.CHECKLIST_LABELS,
        rule="必须有“表号”“表名”“序号”“检查内容”。已用于送审或发布的事项的检查表不能改动。",
        list_url="catalog:checklists",
        propose=catalog_columns.propose_checklist_columns,
        check_columns=catalog_columns.check_checklist_mapping,
        start_staging=catalog.start_staging_checklists,
        undo=catalog.undo_import,
    ),
    Dataset.OFFICERS: DatasetDoor(
        dataset=Dataset.OFFICERS,
        labels=catalog_columns.OFFICER_LABELS,
        rule="必须有“姓名”“执法证号”和“有效期至”；本机关以外的人员还要有“机关”或“机关代码”。留空的格子保持原样；事项资格填“全部取消”才会取消。",
        list_url="org:officers",
        propose=catalog_columns.propose_officer_columns,
        check_columns=catalog_columns.check_officer_mapping,
        start_staging=catalog.start_staging_officers,
        undo=catalog.undo_officers,
        preview_url="org:officers-preview",
    ),
    Dataset.GRADES: DatasetDoor(
        dataset=Dataset.GRADES,
        labels=GRADE_LABELS,
        rule="必须有“统一社会信用代码”和“等级”。没有“等级类别”的，按企业信用风险等级（A 至 D）；"
        "没有起算日期的，从入库当天起算。等级只供内部监管使用，不公开。",
        list_url="registry:list",
        propose=propose_grade_columns,
        check_columns=check_grade_mapping,
        start_staging=start_staging_grades,
        undo=undo_grades,
    ),
    Dataset.PLANS: DatasetDoor(
        dataset=Dataset.PLANS,
        labels=PLAN_LABELS,
        rule="必须有“任务或领域”和“抽查比例及频次”。导入本部门编制中的计划；计划里已有的项目不重复导入。",
        list_url="plans:list",
        propose=propose_plan_columns,
        check_columns=check_plan_mapping,
        start_staging=plans.start_staging_lines,
        undo=plans.undo_lines,
        list_label="查看年度计划",
        preview_url="plans:import-preview",
        preview_rule="入库以前，请先看哪些行看懂了、看作什么，哪些退回。",
        preview_label="看内容",
    ),
}


def door_of(dataset: str) -> DatasetDoor:
    if dataset not in DATASETS:
        raise NotFound("dataset_not_found", "没有这类数据的导入页面。")
    return DATASETS[dataset]


def open_doors(actor: Actor) -> list[DatasetDoor]:
    """What this person may bring in."""
    return [door for dataset, door in DATASETS.items() if can_import(actor, dataset)]
