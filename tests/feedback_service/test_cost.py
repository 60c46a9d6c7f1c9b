"""What a text will cost, before it is sent."""

import pytest
from flask import Flask

from feedback_service.texts.cost import Estimate, estimate


@pytest.mark.parametrize(
    ("body", "price", "expected"),
    [
        ("Thank you", 4.0, Estimate(1, 4.0, 160)),
        ("a" * 161, 4.0, Estimate(2, 8.0, 160)),
        ("ਧੰਨਵਾਦ", 4.0, Estimate(1, 4.0, 70)),
        ("ਧ" * 135, 3.95, Estimate(3, 11.85, 70)),
        ("Thank you", 0.0, Estimate(1, 0.0, 160)),
    ],
)
def test_a_text_costs_what_its_parts_cost(app: Flask, body: str, price: float, expected: Estimate) -> None:
    app.extensions["settings"].text_price_pence = price
    with app.app_context():
        assert estimate(body) == expected
