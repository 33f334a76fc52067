"""What every test may use."""

from __future__ import annotations

from pathlib import Path

import pytest

#: Real input beside the checkout, not part of the project; tests that need it skip where it is absent.
SAMPLES = Path(__file__).resolve().parents[1].parent / "shared" / "samples"


@pytest.fixture
def samples() -> Path:
    if not SAMPLES.is_dir():
        pytest.skip("the samples are not beside the checkout")
    return SAMPLES
