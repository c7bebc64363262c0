"""Skin: anatomy, optics and thermal properties."""

from photomend.skin.anatomy import Layer, Skin
from photomend.skin.layers import Tissue, effective_depth, lay_out

__all__ = ["Layer", "Skin", "Tissue", "effective_depth", "lay_out"]
