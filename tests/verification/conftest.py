"""What several verifications share."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest


@pytest.fixture
def observed_order() -> Callable[[Sequence[float]], float]:
    """Return the order of accuracy seen in errors of ever halved cells or steps: the slope of their logarithms."""

    def order(errors: Sequence[float]) -> float:
        return float(-np.polyfit(np.arange(len(errors)), np.log2(errors), 1)[0])

    return order
