"""Planner: the options of a case, what goes with each kind of treatment, and the printable report."""

from photomend.planner.care import Care, care_for
from photomend.planner.options import KindOfTreatment, Option, Plan
from photomend.planner.planning import Planned, plan

__all__ = ["Care", "KindOfTreatment", "Option", "Plan", "Planned", "care_for", "plan"]
