"""Unpack the web fonts into the TrueType files that posters are set in.

The font packages cut each family into one small WOFF2 file per script. A poster needs whole
families: Arabic whose full stop came from another file would be set as several pieces, in the
wrong order. So the parts of a family are joined, one file per family and weight.

Run as `python frontend/poster_fonts.py` after `npm ci`. Safe to run again: files that are newer
than their sources are left alone.
"""

import logging
import shutil
import sys
from io import BytesIO
from pathlib import Path

from fontTools.merge import Merger
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ROOT / "node_modules" / "@fontsource"
TARGET = ROOT / "feedback_service" / "static" / "vendor" / "poster-fonts"

# Family: the npm package and its parts to join. A further script is one more entry here.
FAMILIES: dict[str, tuple[str, tuple[str, ...]]] = {
    "noto-sans": ("noto-sans", ("latin", "latin-ext", "vietnamese", "greek", "cyrillic")),
    "noto-sans-arabic": ("noto-sans-arabic", ("arabic", "latin")),
    "noto-sans-devanagari": ("noto-sans", ("devanagari", "latin")),
    "noto-sans-gurmukhi": ("noto-sans-gurmukhi", ("gurmukhi", "latin")),
}
WEIGHTS = (400, 700)


def parts(family: str, weight: int) -> list[Path]:
    """The WOFF2 files that make up `family` at `weight` (400 regular, 700 bold)."""
    package, subsets = FAMILIES[family]
    folder = PACKAGES / package / "files"
    return [folder / f"{package}-{subset}-{weight}-normal.woff2" for subset in subsets]


def unpacked(source: Path) -> BytesIO:
    """One WOFF2 file as an uncompressed TrueType font."""
    font = TTFont(source)
    font.flavor = None
    plain = BytesIO()
    font.save(plain)
    plain.seek(0)
    return plain


def is_current(target: Path, sources: list[Path]) -> bool:
    """True when `target` is newer than every source and than this script."""
    if not target.exists():
        return False
    made = target.stat().st_mtime
    return all(source.stat().st_mtime <= made for source in (*sources, Path(__file__)))


def join(sources: list[Path], target: Path) -> None:
    """Write one font made of `sources`; the file appears whole or not at all."""
    font = Merger().merge([unpacked(source) for source in sources])
    half_written = target.with_suffix(".part")
    font.save(half_written)
    half_written.replace(target)


def main() -> int:
    """Build every family and weight. Returns the exit status: 2 when the packages are absent."""
    sources = {(family, weight): parts(family, weight) for family in FAMILIES for weight in WEIGHTS}
    absent = [path for paths in sources.values() for path in paths if not path.exists()]
    if absent:
        missing = absent[0].relative_to(ROOT)
        print(f'frontend/poster_fonts.py: run "npm ci" first; {missing} is missing', file=sys.stderr)
        return 2
    # Joining reports every font program that it leaves out; hinting is of no use on paper.
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    TARGET.mkdir(parents=True, exist_ok=True)
    for (family, weight), paths in sources.items():
        target = TARGET / f"{family}-{weight}.ttf"
        if not is_current(target, paths):
            join(paths, target)
            print(f"{target.name} {target.stat().st_size} bytes")
    for package in {package for package, _ in FAMILIES.values()}:
        shutil.copyfile(PACKAGES / package / "LICENSE", TARGET / f"LICENSE-{package}.txt")
    return 0


if __name__ == "__main__":
    sys.exit(main())
