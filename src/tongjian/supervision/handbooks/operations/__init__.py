"""Every way to change handbooks."""

from tongjian.supervision.handbooks import events
from tongjian.supervision.handbooks.operations.add_line import add_line
from tongjian.supervision.handbooks.operations.begin_edition import begin_edition
from tongjian.supervision.handbooks.operations.confirm_chapters import confirm_chapters
from tongjian.supervision.handbooks.operations.describe_edition import describe_edition
from tongjian.supervision.handbooks.operations.draft_handbook import draft_handbook
from tongjian.supervision.handbooks.operations.drop_edit import drop_edit
from tongjian.supervision.handbooks.operations.edit_line import edit_line
from tongjian.supervision.handbooks.operations.publish_handbook import publish_handbook
from tongjian.supervision.handbooks.operations.regenerate_edition import regenerate_edition
from tongjian.supervision.handbooks.operations.remove_line import remove_line
from tongjian.supervision.handbooks.operations.return_handbook import return_handbook
from tongjian.supervision.handbooks.operations.stop_handbook import stop_handbook
from tongjian.supervision.handbooks.operations.submit_handbook import submit_handbook

__all__ = [
    "add_line",
    "begin_edition",
    "confirm_chapters",
    "describe_edition",
    "draft_handbook",
    "drop_edit",
    "edit_line",
    "events",
    "publish_handbook",
    "regenerate_edition",
    "remove_line",
    "return_handbook",
    "stop_handbook",
    "submit_handbook",
]
