"""Runs and settings that several tests share; coarse, so that they are quick."""

import signal

import hypothesis
import pytest

import photomend as pm

# The same examples every time, and none refused for being slow: no result depends on chance or on the clock.
hypothesis.settings.register_profile("steady", derandomize=True, deadline=None, database=None, max_examples=60)
hypothesis.settings.load_profile("steady")

# What a shell starts in the background ignores interrupts, and so would every program that a test interrupts.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def run() -> pm.Simulation:
    """Return one treatment simulated with all its intervals: Fraxel re:store, 20 mJ, cheek."""
    treatment = pm.Treatment(handpiece={"device": "fraxel-restore"}, settings={"pulse_energy_mJ": 20.0})
    return pm.simulate(treatment, numerics=pm.Numerics(photons=12_800, cell_um=10.0))


@pytest.fixture(scope="session")
def quick() -> pm.Numerics:
    """Return numerics for a run of some hundredths of a second, without intervals."""
    return pm.Numerics(photons=6_400, cell_um=10.0, intervals=False)
