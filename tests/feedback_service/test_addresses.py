"""Addresses that lead nowhere."""

import pytest
from flask import Flask

from tests.support.story import Story


@pytest.mark.parametrize("address", ["/staff/items/%00", "/follow/%00", "/entries/1%00", "/%00"])
def test_a_nul_is_a_page_that_does_not_exist_on_every_database(each_app: Flask, address: str) -> None:
    Story(each_app)
    assert each_app.test_client().get(address).status_code == 404
