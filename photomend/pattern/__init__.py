"""Pattern: where microbeams land and what they cover."""

from photomend.pattern.coverage import Pattern

__all__ = ["Pattern"]
