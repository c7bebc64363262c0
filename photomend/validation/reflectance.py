"""Reflectance of living skin over a band of wavelengths, as a row of the validation."""

from __future__ import annotations

import numpy as np

from photomend.catalog import columns
from photomend.spectrum import reflectance_spectrum
from photomend.validation.predict import Prediction
from photomend.validation.rows import Row

PHOTONS = 25_600


def predict_reflectance(row: Row) -> Prediction:
    """Return the mean reflectance over the measured wavelengths of the row's band, with its interval over people.

    The ends of a band move together: scattering, water, blood and melanin are those of one skin.
    """
    nm = wavelengths_of(row)
    (request,) = row.requests()
    found = reflectance_spectrum(request.treatment.skin, nm.tolist(), photons=PHOTONS)
    value = float(found.reflectance.mean())
    low, high = (float((end + found.specular).mean()) for end in (found.low, found.high))
    return Prediction(value, low, high, (value, value), {})


def wavelengths_of(row: Row) -> np.ndarray:
    """Return the measured wavelengths of a row's band, nm."""
    nm = columns("reflectance_invivo")["wavelength_nm"]
    first, last = row.extra["band_nm"].value
    inside = (nm >= first) & (nm <= last)
    if "without_nm" in row.extra:
        begins, ends = row.extra["without_nm"].value
        inside &= (nm < begins) | (nm > ends)
    return nm[inside]
