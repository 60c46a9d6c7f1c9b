"""Several moderators at once: every item decided exactly once, and nobody's words lost.

The full size, twenty moderators and a thousand items, is in `tests/soak/test_a_thousand_items.py`.
"""

from functools import partial
from pathlib import Path

import pytest

from tests.support import crowd

MODERATORS, ITEMS, GROUP = 8, 40, 4


def test_eight_moderators_decide_forty_items_in_one_process(sqlite_template: Path, tmp_path: Path) -> None:
    print("\nSQLite:", crowd.act(partial(crowd.sqlite_alone, sqlite_template, tmp_path), MODERATORS, ITEMS, GROUP))


@pytest.mark.postgresql
@pytest.mark.redis
def test_eight_moderators_decide_forty_items_in_two_processes(tmp_path: Path) -> None:
    print("\nPostgreSQL and Redis:", crowd.act(partial(crowd.outgrown, tmp_path), MODERATORS, ITEMS, GROUP))
