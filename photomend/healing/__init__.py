"""Healing: what becomes of the wounds of one session, by day."""

from photomend.healing.heal import Healing, heal, healed
from photomend.healing.notes import closing_reason
from photomend.healing.pigment import pigment_course
from photomend.healing.wound import Wound, wound_of

__all__ = ["Healing", "Wound", "closing_reason", "heal", "healed", "pigment_course", "wound_of"]
