from __future__ import annotations

from uuid import uuid4

import pytest

from goodstanding.incentives.selectors.earnings import incentive_name, location_name
from tests.builders import NOON

pytestmark = pytest.mark.django_db


def test_names_fall_back_to_what_is_known() -> None:
    nowhere = uuid4()

    assert location_name(None, at=NOON) == ""
    assert location_name(nowhere, at=NOON) == str(nowhere)
    assert incentive_name("co-op") == "co-op"
