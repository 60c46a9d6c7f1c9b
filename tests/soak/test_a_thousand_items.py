"""Twenty moderators in parallel decide a thousand items: each exactly once, every conflict with the loser's words."""

from functools import partial
from pathlib import Path

import pytest

from tests.support import crowd

pytestmark = [pytest.mark.soak, pytest.mark.timeout(3600)]
MODERATORS, ITEMS, GROUP = 20, 1000, 4


def test_in_one_process_on_sqlite(sqlite_template: Path, tmp_path: Path) -> None:
    print("\nSQLite:", crowd.act(partial(crowd.sqlite_alone, sqlite_template, tmp_path), MODERATORS, ITEMS, GROUP))


@pytest.mark.postgresql
@pytest.mark.redis
def test_in_two_processes_on_postgresql_and_redis(tmp_path: Path) -> None:
    print("\nPostgreSQL and Redis:", crowd.act(partial(crowd.outgrown, tmp_path), MODERATORS, ITEMS, GROUP))
