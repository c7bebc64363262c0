"""What an option's published settings do towards a wound that a clinician states: no benefit, and no directive."""

from __future__ import annotations

from typing import Literal

from photomend.description import Description
from photomend.result import Quantity


class StatedChoice(Description):
    """Settings inside an option's published ranges, with what the model says of them; shares are of 1.

    `settings` hold every dial of the option. `miss` is the largest distance from a target, in its tolerances: 1 or less
    is reached. Low and high, of it and of the figures, go over the ranges of the uncertain inputs that matter.
    """

    settings: dict[str, Quantity]
    figures: dict[str, Quantity]
    miss: Quantity
    limits_kept: bool
    limits_kept_in_worst_case: bool
    warnings: tuple[str, ...]


class StatedWound(Description):
    """How near an option comes to the stated wound; `robust` is None where the nearest has the best worst case, too.

    `targets` are what was stated, tolerances as low and high; `limits` those stated, and the highest radiant exposure
    of all passes together that was published. `held_by` says what keeps the nearest from coming nearer.
    """

    kind: Literal["model"] = "model"
    reached: bool
    statement: str
    worst_case: str
    held_by: tuple[str, ...]
    targets: dict[str, Quantity]
    limits: dict[str, dict[str, Quantity]]
    nearest: StatedChoice
    robust: StatedChoice | None
    evaluations: int
    note: str
    sources: tuple[str, ...]
