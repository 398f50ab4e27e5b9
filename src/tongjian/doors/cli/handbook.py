"""`tongjian handbook`: the handbooks in force, and the PDF of one."""

from pathlib import Path
from urllib.parse import urljoin

import click
from django.conf import settings
from django.urls import reverse

from tongjian.doors.cli.answer import answer, json_option
from tongjian.doors.cli.chinese import group
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import NotFound
from tongjian.foundation.org.roles import HOST_CAPABILITIES
from tongjian.supervision.handbooks import queries
from tongjian.supervision.handbooks.models import Edition
from tongjian.supervision.handbooks.papers import handbook_pdf


@group("handbook")
def handbook() -> None:
    """合规手册：列出、生成 PDF。"""


@handbook.command("list")
@click.option("--region", default="", metavar="代码", help="只看这个地方及其以下，例：140100。")
@json_option
def list_command(region: str) -> None:
    """列出合规手册，每本一行：最新的版本。"""
    editions = queries.list_editions(_host(), queries.HandbookFilter(region=region))
    rows = [
        {
            "code": one.handbook.code,
            "title": one.title,
            "version": one.number,
            "state": one.get_state_display(),
            "region": one.handbook.region_id,
            "scenario": one.handbook.scenario.code if one.handbook.scenario else None,
            "industries": list(one.scope.get("industries", ())),
            "valid_from": one.valid_from.isoformat() if one.valid_from else None,
        }
        for one in editions
    ]
    lines = [f"{row['code']}  v{row['version']}  {row['state']}  {row['title']}" for row in rows]
    answer({"handbooks": rows}, "\n".join(lines) or "没有合规手册。")


@handbook.command("build")
@click.argument("code", metavar="编号")
@click.option("--version", "number", type=int, metavar="版本号", help="不写为现行版本，没有现行的为最新版本。")
@click.option(
    "--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="写到哪里，例：handbook.pdf。"
)
@json_option
def build_command(code: str, number: int | None, out: Path) -> None:
    """把一本合规手册生成 PDF。二维码需要设置 TONGJIAN_URL。"""
    edition = _edition(code, number)
    site = settings.SITE_URL
    address = urljoin(f"{site}/", reverse("portal:handbook", args=[code]).lstrip("/")) if site else ""
    content = handbook_pdf(edition, queries.lines_of(Actor.public(), edition), address=address)
    try:
        out.write_bytes(content)
    except OSError as error:
        raise click.FileError(str(out), error.strerror or "写不了") from error
    data = {"code": code, "title": edition.title, "version": edition.number, "out": str(out), "bytes": len(content)}
    hint = "" if address else "没有设置 TONGJIAN_URL，封面没有二维码。"
    answer(data | {"address": address or None}, f"已写入 {out}：{edition.title} 第 {edition.number} 版。{hint}")


def _host() -> Actor:
    return Actor.host(*HOST_CAPABILITIES)


def _edition(code: str, number: int | None) -> Edition:
    found = queries.get_handbook(_host(), code)
    editions = queries.editions_of(_host(), found)
    edition = editions.filter(number=number).first() if number else queries.current_edition(_host(), found)
    edition = edition or (None if number else editions.first())
    if edition is None:
        raise NotFound("handbook_not_found", f"{code} 没有第 {number} 版。")
    return edition
