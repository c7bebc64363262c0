"""Injury: from temperatures to damage integrals and zones."""

from photomend.injury.arrhenius import rate
from photomend.injury.injury import Injury, injure
from photomend.injury.zone import Zone

__all__ = ["Injury", "Zone", "injure", "rate"]
