"""Faces in photographs: landmarks, regions and the colour of the skin, on this machine alone."""

from photomend.faces.atlas import REGIONS
from photomend.faces.face import Face, face_in, find_face
from photomend.faces.mapping import allowed, weights
from photomend.faces.photo import linear, read_photo
from photomend.faces.skin import skin_weight

__all__ = ["REGIONS", "Face", "allowed", "face_in", "find_face", "linear", "read_photo", "skin_weight", "weights"]
