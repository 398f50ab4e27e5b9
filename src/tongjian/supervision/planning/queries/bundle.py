"""bundle.zip of a drawn draw: exactly the files of tongjian-draw/1."""

import sysconfig
from pathlib import Path

from django.conf import settings

from tongjian.foundation.kernel.errors import NotFound, RuleViolated
from tongjian.pure.sampling import AUDIT_NAMES, audit_zip
from tongjian.pure.sampling.bundle import NAMES, zip_bytes
from tongjian.supervision.planning.choices import DrawState
from tongjian.supervision.planning.models import Draw
from tongjian.supervision.planning.queries.files import read_file

VERIFIER = "verify_draw.py"
_RULE = "联合抽取规范 tongjian-draw/1"


def bundle(draw: Draw) -> bytes:
    """The same bytes every time. Raises RuleViolated before the draw, and when a stored file was changed."""
    if draw.state not in (DrawState.DRAWN, DrawState.PUBLISHED):
        raise RuleViolated("not_drawn", "还没有抽取，没有可导出的文件包。", _RULE)
    return zip_bytes({name: bundle_file(draw, name) for name in NAMES})


def bundle_file(draw: Draw, name: str) -> bytes:
    """One file of the bundle. Raises NotFound for any other name."""
    if name not in NAMES:
        raise NotFound("file_not_found", f"文件包里没有 {name}。")
    return verifier_bytes() if name == VERIFIER else read_file(draw, name)


def audit_bundle(draw: Draw) -> bytes:
    """What an auditor needs beside the bundle to recompute who was sent. Raises RuleViolated where nothing was frozen
    for it: before the draw, and in draws older than the rule."""
    if draw.state not in (DrawState.DRAWN, DrawState.PUBLISHED) or not draw.matching_sha256:
        raise RuleViolated("not_drawn", "还没有抽取，或者冻结时没有记录派定规则，没有人员复核文件。", _RULE)
    return audit_zip({name: read_file(draw, name) for name in AUDIT_NAMES})


def verifier_bytes() -> bytes:
    """The one verifier: at the root of a working copy, or where an installation shares its data files."""
    places = (settings.ROOT.parents[1], Path(sysconfig.get_path("data")) / "share" / "tongjian")
    for place in places:
        if (place / VERIFIER).is_file():
            return (place / VERIFIER).read_bytes()
    raise NotFound("verifier_missing", "安装不完整：缺少 verify_draw.py。")
