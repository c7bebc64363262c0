"""What living skin reflects: the model as it stands, and fitted where water rules, against 100 people.

Reflectance of inner forearms from 1300 to 1850 nm fixes two numbers: how strongly dermis scatters, and what absorbs in
it beside water (bands of lipid about 1730 nm, which the model lacks, are left out). What the fitted skin reflects from
1000 to 1300 nm, and how widely people differ there, is then prediction.
"""

import numpy as np
from scipy.interpolate import RegularGridInterpolator
from scipy.optimize import least_squares

import photomend as pm
from photomend.catalog import columns, look_up
from photomend.light import media_of
from photomend.skin import lay_out
from photomend.spectrum import diffuse_reflectance

FOREARM = pm.Skin(site="forearm", phototype="II")
FACTORS, BASELINES = np.geomspace(0.65, 1.6, 8), np.array([0.0, 0.1, 0.2, 0.3])  # of the scattering; 1/cm

rows = columns("reflectance_invivo")
chosen = (rows["wavelength_nm"] >= 1000.0) & (rows["wavelength_nm"] <= 1850.0)
rows = {name: column[chosen] for name, column in rows.items()}
nm, spread = rows["wavelength_nm"], rows["standard_deviation"]
fitted = (nm >= 1300.0) & ((nm < 1690.0) | (nm > 1780.0))
near_infrared = nm < 1160.0  # free of lipid, whose bands about 1210 nm the model lacks too

known_baseline = look_up("tissue", "optics", "baseline_absorption").value
known_scattering = look_up("tissue", "optics", "dermal_reduced_scattering").value
at_rest = [media_of(lay_out(FOREARM, float(one)), 1.0) for one in nm]
everyone = [
    media._replace(mu_s=factor * media.mu_s, mu_a=media.mu_a + 0.1 * (baseline - known_baseline))
    for factor in FACTORS
    for baseline in BASELINES
    for media in at_rest
]
diffuse, _ = diffuse_reflectance(everyone, photons=12_800, seed=1)
surface = ((1.0 - at_rest[0].n[0]) / (1.0 + at_rest[0].n[0])) ** 2
reflectance = RegularGridInterpolator(
    (np.log(FACTORS), BASELINES), surface + diffuse.reshape(FACTORS.size, BASELINES.size, nm.size), method="cubic"
)


def fit(measured: np.ndarray) -> np.ndarray:
    """Return ln of the factor on scattering, and the absorption beside water (1/cm), that explain `measured` best."""
    found = least_squares(
        lambda p: ((reflectance(p)[0] - measured) / spread)[fitted],
        (0.0, 0.1),
        bounds=((np.log(FACTORS[0]), BASELINES[0]), (np.log(FACTORS[-1]), BASELINES[-1])),
        diff_step=1e-2,
    )
    return found.x


people = {name: fit(rows[name]) for name in ("mean", "percentile_5", "percentile_95")}
scattering = {name: known_scattering * float(np.exp(p[0])) for name, p in people.items()}
beside_water = {name: float(p[1]) for name, p in people.items()}
predicted = {name: reflectance(p)[0] for name, p in people.items()}
shipped = reflectance((0.0, known_baseline))

print("  nm   measured (5-95 %)      shipped   fitted   of the 5th and 95th")
for k in range(0, nm.size, 2):
    print(
        f"{nm[k]:5.0f}   {rows['mean'][k]:.3f} ({rows['percentile_5'][k]:.3f}-{rows['percentile_95'][k]:.3f})"
        f"   {shipped[k]:9.3f}   {predicted['mean'][k]:6.3f}"
        f"   {predicted['percentile_5'][k]:.3f}-{predicted['percentile_95'][k]:.3f}"
        + ("" if fitted[k] else "   prediction" if nm[k] < 1300.0 else "   lipid, not fitted")
    )
for name in people:
    print(f"{name:14s} scattering at 1550 nm {scattering[name]:5.1f} 1/cm, beside water {beside_water[name]:.2f} 1/cm")

shipped_ratio = shipped / rows["mean"]
ratio = {name: predicted[name] / rows[name] for name in people}
print(
    f"shipped over measured, 1300-1850 nm: {shipped_ratio[fitted].mean():.2f} (fitted anew:"
    f" {ratio['mean'][fitted].mean():.2f}); predicted, 1000-1150 nm: {shipped_ratio[near_infrared].mean():.2f}"
)
