"""The figure of a spectrum: what skin sends back, and how deep diffuse light goes, by wavelength."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullFormatter

from photomend.figure import write
from photomend.skin import effective_depth
from photomend.spectrum import Spectrum

BLUE, ORANGE = "#0072b2", "#d55e00"
VISIBLE_NM = (380.0, 750.0)


def draw(found: Spectrum) -> Figure:
    """Return the figure of a spectrum."""
    figure = Figure(figsize=(9, 6.5), layout="constrained")
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=(1.6, 1.0))
    nm, order = found.wavelength_nm, np.argsort(found.wavelength_nm)
    nm, specular = nm[order], found.specular[order]
    low, high = (bound[order] + specular for bound in (found.low, found.high))
    above.fill_between(nm, 100 * low, 100 * high, color=BLUE, alpha=0.2, lw=0, label="range of the uncertain inputs")
    above.plot(nm, 100 * found.reflectance[order], color=BLUE, label="reflected, all")
    above.plot(nm, 100 * specular, color=ORANGE, ls="--", label="of it at the surface")
    above.set(ylabel="reflectance, %", ylim=(0, None))
    above.legend(frameon=False, loc="upper right")
    below.plot(nm, np.array([effective_depth(found.layers[k]) for k in order]), color=BLUE)
    below.set(yscale="log", xlabel="wavelength, nm", ylabel="effective depth, mm", xlim=(nm.min(), nm.max()))
    below.yaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
    below.yaxis.set_major_formatter("{x:g}")
    below.yaxis.set_minor_formatter(NullFormatter())
    for axes in (above, below):
        axes.axvspan(*VISIBLE_NM, color="#f2efe4", zorder=0, lw=0)
        axes.grid(alpha=0.3, lw=0.5)
        axes.spines[["top", "right"]].set_visible(False)
    above.set_title("Light that skin sends back (wide beam at normal incidence; shaded: visible)", fontsize=11)
    return figure


def save(found: Spectrum, path: Path) -> None:
    """Draw a spectrum into a file (.png, .svg or .pdf)."""
    write(draw(found), path)
