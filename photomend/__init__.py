"""photomend: from a named skin laser and its dial to the light, the heat and the microscopic wound.

>>> import photomend as pm
>>> treatment = pm.Treatment(handpiece={"device": "fraxel-restore"}, settings={"pulse_energy_mJ": 20.0})
>>> treatment.exposure.density_per_pass_per_cm2
125.0
"""

from photomend.backend import package_version
from photomend.comparison import compare
from photomend.description import BadInput
from photomend.device import Handpiece, Settings, Surface, cards, resolve
from photomend.result import Simulation, load
from photomend.sensitivity import Sensitivity, sensitivity
from photomend.simulate import simulate
from photomend.skin import Layer, Skin
from photomend.spectrum import Spectrum, reflectance_spectrum
from photomend.treatment import Numerics, Physics, Request, Treatment, read_file, read_request
from photomend.volume import VolumeModel, VolumeRun, simulate_volume
from photomend.volume_files import read_volume

__version__ = package_version()

__all__ = [
    "BadInput",
    "Handpiece",
    "Layer",
    "Numerics",
    "Physics",
    "Request",
    "Sensitivity",
    "Settings",
    "Simulation",
    "Skin",
    "Spectrum",
    "Surface",
    "Treatment",
    "VolumeModel",
    "VolumeRun",
    "cards",
    "compare",
    "load",
    "read_file",
    "read_request",
    "read_volume",
    "reflectance_spectrum",
    "resolve",
    "sensitivity",
    "simulate",
    "simulate_volume",
]
