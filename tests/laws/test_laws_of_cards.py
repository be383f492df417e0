"""The laws that ``kling_cost.testing`` gives to everybody hold for the cards that ship."""

from __future__ import annotations

import pytest

from kling_cost.datafiles import pricing_dir
from kling_cost.testing import CardLaw, laws_of


@pytest.mark.thorough
@pytest.mark.parametrize("law", laws_of(pricing_dir()), ids=str)
def test_every_law_holds_for_the_shipped_cards(law: CardLaw) -> None:
    law()
