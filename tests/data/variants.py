"""The invented input files of this folder in the other dresses in which departments send them.

Every function takes the UTF-8, comma-separated file and returns the bytes of the same rows in another form.
`entities_expected.csv` says for each data row of `entities.csv` (counted from 1) what an importer must do with it:
`accept`, `warn` (accepted with a warning), `reject`, or `either` where the house decides.
"""

import csv
import io
import zipfile
from pathlib import Path

import xlsxwriter

HERE = Path(__file__).parent
ENTITIES = HERE / "entities.csv"
ENTITIES_EXPECTED = HERE / "entities_expected.csv"
CHECK_ITEM_LIST = HERE / "check_item_list.csv"
CHECKLISTS = HERE / "checklists.csv"


def rows_of(path: Path) -> list[list[str]]:
    """All rows, the header first."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def with_byte_order_mark(path: Path) -> bytes:
    return path.read_text(encoding="utf-8").encode("utf-8-sig")


def in_gb18030(path: Path) -> bytes:
    return path.read_text(encoding="utf-8").encode("gb18030")


def in_broken_gb18030(path: Path) -> bytes:
    """GB18030 in which the file was cut in the middle of a character and goes on with a byte that starts none."""
    content = in_gb18030(path)
    middle = content.index("山西".encode("gb18030"), len(content) // 2) + 1
    return content[:middle] + b"\xff" + content[middle:]


def separated_by(path: Path, delimiter: str) -> bytes:
    """The rows with another separator (`;` or a tab) and the line ends of Windows."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(rows_of(path))
    return text.getvalue().encode("utf-8")


def with_headers(path: Path, headers: dict[str, str]) -> bytes:
    """The rows under other names for some columns, `{name in the file: other name}`."""
    header, *rows = rows_of(path)
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([[headers.get(name, name) for name in header], *rows])
    return text.getvalue().encode("utf-8")


def headers_only(path: Path) -> bytes:
    return path.read_text(encoding="utf-8").splitlines(keepends=True)[0].encode("utf-8")


def as_workbook(path: Path) -> bytes:
    """An XLSX file with one sheet, every cell a text."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False}) as workbook:
        sheet = workbook.add_worksheet("名录")
        for row, values in enumerate(rows_of(path)):
            for column, value in enumerate(values):
                sheet.write_string(row, column, value)
    return content.getvalue()


def zip_bomb(unpacked_bytes: int) -> bytes:
    """A file that calls itself a workbook and unpacks to that many zero bytes."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for start in range(0, unpacked_bytes, 1 << 20):
                sheet.write(bytes(min(1 << 20, unpacked_bytes - start)))
    return content.getvalue()
