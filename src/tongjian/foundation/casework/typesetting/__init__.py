"""Facts into an official document (PDF/A): the layout of GB/T 9704 here, the words in templates of the procedures.

Facts travel as JSON and are only ever shown, never read as typst: nothing that people write can become markup.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib import resources
from typing import Any

import segno
import typst

from tongjian.foundation.kernel.errors import RuleViolated

PARTS = ("agency", "title", "number", "date", "mark", "qr", "verify")
"""What the layout shows of every document: issuing agency, title, number, date in words, a mark across the page (empty
or 样稿), the QR code as SVG and the sentence beside it."""
_CHINESE = ("CJK SC", "FangSong", "Source Han", "SimSun", "WenQuanYi", "Songti", "STFangsong")


def typeset(template: str, facts: Mapping[str, Any], *, at: datetime) -> bytes:
    """The PDF of a template (typst source that ends in what `official` shows) and its facts; the same every time.

    `facts` hold PARTS and whatever the template asks for. Raises RuleViolated when the host has no Chinese font, and
    for a fact the template needs and does not find.
    """
    if not chinese_fonts():
        raise RuleViolated(
            "no_chinese_font", "主机上没有中文字体，不能生成文书。请运维员安装思源字体（fonts-noto-cjk）。"
        )
    source = f"{_layout()}\n{template}".encode()
    inputs = {"data": json.dumps(dict.fromkeys(PARTS, "") | dict(facts), ensure_ascii=False, sort_keys=True)}
    try:
        answer = typst.compile(source, sys_inputs=inputs, pdf_standards="a-2u", timestamp=int(at.timestamp()))
    except typst.TypstError as error:
        raise RuleViolated("document_incomplete", f"文书内容不全，不能生成：{error.message}") from error
    assert isinstance(answer, bytes)
    return answer


def qr_svg(address: str) -> str:
    return str(segno.make(address, error="m").svg_inline(border=0))


@cache
def chinese_fonts() -> list[str]:
    """Families on this host that can set Chinese."""
    return [name for name in typst.Fonts().families() if any(known in name for known in _CHINESE)]


@cache
def _layout() -> str:
    return resources.files(__name__).joinpath("templates", "official.typ").read_text("utf-8")
