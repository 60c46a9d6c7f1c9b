"""`python -m benchmarks [--rounds 3] [--viewers 1000] [--items 1000000] [--only SECTION]`: measures, prints a report.

Ends with status 1 when a text or a frame was lost, or the safety screening, the suggestions of what identifies or the
search for the same story miss too much, or a page of the desk takes more than twice the processor time with all its
feedback; never because of a time by the clock.
"""

import argparse
import resource
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import audit, desk, fanout, identifying, intake, safety, same
from benchmarks.machine import machine, versions

SPARE_FILES = 200


def main() -> int:
    """Run what the command line asks for; returns the exit status."""
    chosen = _arguments()
    _allow_open_files(chosen.viewers + SPARE_FILES)
    sections, losses = [], []
    with tempfile.TemporaryDirectory(prefix="benchmarks-") as folder:
        if chosen.only in (None, "intake"):
            section, lost = intake.measure(chosen.rounds, Path(folder))
            sections.append(section)
            losses += lost
        if chosen.only in (None, "fanout"):
            section, lost = fanout.measure(chosen.rounds, chosen.viewers, Path(folder))
            sections.append(section)
            losses += lost
        if chosen.only in (None, "safety"):
            section, missed = safety.measure()
            sections.append(section)
            losses += missed
        if chosen.only in (None, "identifying"):
            section, missed = identifying.measure(shows_misses=chosen.misses)
            sections.append(section)
            losses += missed
        if chosen.only in (None, "same"):
            section, missed = same.measure()
            sections.append(section)
            losses += missed
        if chosen.only in (None, "desk"):
            section, slow = desk.measure(chosen.rounds, Path(folder), (desk.SMALL, chosen.items))
            sections.append(section)
            losses += slow
        if chosen.only in (None, "audit"):
            section, broken = audit.measure(Path(folder))
            sections.append(section)
            losses += broken
    print(f"Side-by-side measurements, {datetime.now(UTC):%Y-%m-%d %H:%M} UTC")
    print(f"Machine   {machine()}")
    print(f"Versions  {versions()}")
    print(f"Rounds    {chosen.rounds}, the two sides in turn; each figure: median (lowest to highest)")
    for section in sections:
        print(f"\n{section}")
    print("\n" + ("\n".join(["LOST", *losses]) if losses else "Nothing was lost."))
    return 1 if losses else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure side by side.")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--viewers", type=int, default=1000)
    parser.add_argument("--only", choices=("intake", "fanout", "safety", "identifying", "same", "audit", "desk"))
    parser.add_argument("--items", type=int, default=desk.LARGE, help="how much feedback the larger desk has")
    parser.add_argument("--misses", action="store_true", help="name each detail that was missed or wrongly suggested")
    chosen = parser.parse_args()
    if chosen.rounds < 1 or chosen.viewers <= fanout.FIRST_VIEWERS:
        parser.error(f"at least 1 round and {fanout.FIRST_VIEWERS + 1} viewers")
    if chosen.items <= desk.SMALL:
        parser.error(f"more than {desk.SMALL} items")
    return chosen


def _allow_open_files(wanted: int) -> None:
    """Raise the limit for this process and its children; exits with a sentence where that is not allowed."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft >= wanted or soft == resource.RLIM_INFINITY:
        return
    if hard != resource.RLIM_INFINITY and hard < wanted:
        sys.exit(f"{wanted} open files are needed and {hard} allowed: use fewer --viewers or raise `ulimit -n`")
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


if __name__ == "__main__":
    sys.exit(main())
