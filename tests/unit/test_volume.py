"""Volumes at the boundary: files in and out, what is refused, the command line."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pint
import pytest
import xarray

import photomend as pm
from photomend import cli
from photomend.catalog import literature
from photomend.light.shapes import put_cylinder
from photomend.light.voxels import Medium, Volume
from photomend.mcx import write_mcx
from photomend.volume import VolumeBeam, VolumeNumerics, VolumeRequest, VolumeRun, model_of

DERMIS = Medium("dermis", 0.7, 13.0, 0.9, 1.4)
HAIR = Medium("hair", 20.0, 5.0, 0.8)


@pytest.fixture(scope="module")
def model() -> pm.VolumeModel:
    """Return dermis with a tilted hair under a tilted, converging beam."""
    block = Volume(np.zeros((12, 10, 8), np.uint8), (0.05, 0.04, 0.05), (DERMIS,))
    hairy = put_cylinder(block, HAIR, (0.1, 0.0, -0.1), (-0.1, 0.0, 0.5), 0.06)
    beam = VolumeBeam(profile="gaussian", radius_mm=0.1, x_mm=0.02, direction=(0.3, 0.0, 1.0), focus_mm=0.7)
    return model_of(hairy, beam)


@pytest.fixture(scope="module")
def run(model: pm.VolumeModel) -> VolumeRun:
    return pm.simulate_volume(model, VolumeNumerics(photons=3_200, seed=5, backend="cpu"))


# MCX's files


def mcx(**changes: dict[str, Any]) -> dict[str, Any]:
    """Return a small file: 4 x 3 x 5 voxels of 0.1 mm, the upper two rows outside, a Gaussian beam above them."""
    file = {
        "Session": {"ID": "test", "Photons": 1e5, "RNGSeed": 29012392},
        "Domain": {
            "VolumeFile": "block.bin",
            "Dim": [4, 3, 5],
            "LengthUnit": 0.1,
            "OriginType": 1,
            "Media": [
                {"mua": 0.0, "mus": 0.0, "g": 1.0, "n": 1.0},
                {"mua": 0.5, "mus": 10.0, "g": 0.9, "n": 1.37},
                {"mua": 5.0, "mus": 30.0, "g": 0.95, "n": 1.37},
            ],
        },
        "Optode": {
            "Source": {"Type": "gaussian", "Pos": [2.0, 1.5, 0.0], "Dir": [0.0, 0.0, 1.0], "Param1": [1.5, 0, 0, 0]}
        },
    }
    for part, values in changes.items():
        place = file
        *parents, last = part.split("__")
        for parent in parents:
            place = place.setdefault(parent, {})
        place[last] = {**place.get(last, {}), **values} if isinstance(values, dict) else values
    return file


def labels() -> np.ndarray:
    """Return labels that are all of them told apart by their places."""
    block = np.ones((4, 3, 5), np.uint8)
    block[:, :, :2] = 0
    block[1, 2, 3] = block[3, 0, 4] = 2
    return block


@pytest.fixture
def put_file(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes a file with its labels into an empty folder."""

    def put(contents: dict[str, Any] | None = None, block: np.ndarray | None = None) -> Path:
        (block if block is not None else labels()).ravel(order="F").tofile(tmp_path / "block.bin")
        path = tmp_path / "model.json"
        path.write_text(json.dumps(contents or mcx()))
        return path

    return put


def test_an_mcx_file_is_read(put_file):
    request = pm.read_volume(put_file())
    model = request.model
    assert np.array_equal(model.labels, labels()[:, :, 2:])
    assert model.voxel_mm == pytest.approx((0.1, 0.1, 0.1))
    assert (model.index_above, model.index_below, model.sides) == (1.0, 1.0, "open")
    assert [medium.name for medium in model.media] == ["outside", "label 1", "label 2"]
    assert model.media[2].absorption_per_mm == 5.0
    assert model.media[2].scattering_per_mm == 30.0
    beam = model.beam
    assert (beam.profile, beam.direction, beam.focus_mm) == ("gaussian", (0.0, 0.0, 1.0), None)
    assert (beam.radius_mm, beam.x_mm, beam.y_mm) == pytest.approx((0.15, 0.2, 0.15))
    assert model.volume.edges(0)[0] == 0.0
    assert (request.numerics.photons, request.numerics.seed) == (100_000, 29012392)
    assert "2 rows of label 0" in request.remarks[0]
    light = pm.simulate_volume(model, VolumeNumerics(photons=640)).summary.light
    total = sum(share.value for name, share in light.items() if name != "gained")
    assert total - light["gained"].value == pytest.approx(1.0)


def test_labels_come_as_raw_numbers_or_as_an_array(put_file, tmp_path):
    expected = pm.read_volume(put_file()).model
    for kind, media_format in (("<u2", "short"), ("<u4", "integer")):
        path = put_file(mcx(Domain={"MediaFormat": media_format}), labels().astype(kind))
        assert pm.read_volume(path).model == expected
    np.save(tmp_path / "block.npy", labels().astype(np.uint16))
    assert pm.read_volume(put_file(mcx(Domain={"VolumeFile": "block.npy"}))).model == expected


def test_media_may_be_rows_of_numbers(put_file):
    expected = pm.read_volume(put_file()).model
    rows = [[0, 0, 1, 1.0], [0.5, 10.0, 0.9, 1.37], [5.0, 30.0, 0.95, 1.37]]
    assert pm.read_volume(put_file(mcx(Domain={"Media": rows}))).model == expected


def test_where_the_origin_lies(put_file):
    """With OriginType 0 the first voxel begins at 1, 1, 1."""
    one = pm.read_volume(put_file()).model.beam
    moved = mcx(Domain={"OriginType": 0}, Optode__Source={"Pos": [3.0, 2.5, 1.0]})
    assert pm.read_volume(put_file(moved)).model.beam == one
    del moved["Domain"]["OriginType"]
    assert pm.read_volume(put_file(moved)).model.beam == one


def test_a_tilted_source_meets_the_surface_further_on(put_file):
    beam = pm.read_volume(put_file(mcx(Optode__Source={"Pos": [1.0, 1.5, -1.0], "Dir": [0.6, 0.0, 0.8]}))).model.beam
    assert beam.x_mm == pytest.approx(0.1 * (1.0 + 3.0 * 0.6 / 0.8))
    assert beam.direction == pytest.approx((0.6, 0.0, 0.8))


def test_a_focused_source_has_narrowed_at_the_surface(put_file):
    beam = pm.read_volume(put_file(mcx(Optode__Source={"Dir": [0.0, 0.0, 1.0, 10.0]}))).model.beam
    assert beam.focus_mm == pytest.approx(0.8)
    assert beam.radius_mm == pytest.approx(0.15 * 0.8)


@pytest.mark.parametrize(("kind", "profile"), [("pencil", "pencil"), ("disk", "top-hat")])
def test_other_sources(put_file, kind, profile):
    beam = pm.read_volume(put_file(mcx(Optode__Source={"Type": kind}))).model.beam
    assert (beam.profile, beam.radius_mm > 0.0) == (profile, kind == "disk")


def test_what_has_no_effect_is_told(put_file):
    file = mcx(
        Session={"DoAutoThread": True, "OutputType": "x", "RNGSeed": -1, "DoSpecular": False},
        Forward={"T0": 0.0, "T1": 5e-9, "Dt": 5e-9},
        Optode__Detector=[{"Pos": [1, 1, 0], "R": 1}],
    )
    told = " / ".join(pm.read_volume(put_file(file)).remarks)
    for word in ("Forward", "Detector", "DoAutoThread", "OutputType", "RNGSeed = -1", "DoSpecular", "Sides"):
        assert word in told, word


def test_tissue_that_goes_on_is_said_in_the_file(put_file):
    model = pm.read_volume(put_file(mcx(Domain={"Sides": "continued", "Below": "continued"}))).model
    assert (model.sides, model.index_below) == ("continued", None)
    assert pm.read_volume(put_file(mcx(Domain={"Below": 1.5}))).model.index_below == 1.5


def test_label_0_with_properties_is_tissue(put_file):
    file = mcx()
    file["Domain"]["Media"][0] = {"mua": 0.01, "mus": 0.0, "g": 1.0, "n": 1.37}
    request = pm.read_volume(put_file(file))
    assert request.model.labels.shape == (4, 3, 5)
    assert any("label 0 has properties" in remark for remark in request.remarks)


def media(**second: float) -> list[dict[str, float]]:
    return [mcx()["Domain"]["Media"][0], {**mcx()["Domain"]["Media"][1], **second}]


REDUCED = {"mua": 1, "mus": 1, "g": 0, "musp": 1}
HOLLOW = labels()
HOLLOW[2, 1, 3] = 0
BAD_FILES: dict[str, tuple[dict[str, Any], str]] = {
    "unknown heading": ({"Shape": {}}, "Shape = .* did you mean Shapes"),
    "shapes": ({"Shapes": [{"Sphere": {"O": [1, 1, 1]}}]}, "Shapes is not supported; write"),
    "unknown optics": ({"Domain": {"Media": [*media(), REDUCED]}}, "musp = 1 .* mean mus"),
    "unknown key": ({"Domain": {"Dims": [1, 2, 3]}}, "Domain.Dims = .* did you mean Dim"),
    "source": ({"Optode__Source": {"Type": "isotropic"}}, "Type = isotropic is not supported; choose one of pencil"),
    "two sources": ({"Optode__Source": {"SrcNum": 2}}, "SrcNum = 2 is not supported; give one"),
    "wavelength": ({"Optode__Source": {"Param1": [1.0, 0.5, 0, 0]}}, "Param1 and Param2 hold more .*; set"),
    "no radius": ({"Optode__Source": {"Param1": []}}, "radius_mm = 0 does not suit a gaussian beam; give"),
    "diverging": ({"Optode__Source": {"Dir": [0, 0, 1, -5.0]}}, "focus that does not lie beyond .*; lengthen"),
    "upward": ({"Optode__Source": {"Dir": [0, 0, -1]}}, "does not point to greater z; turn the volume"),
    "glancing": ({"Optode__Source": {"Dir": [1, 0, 0.01]}}, "does not come down on the surface; give a direction"),
    "inside": ({"Optode__Source": {"Pos": [2, 1, 3]}}, "lies below the surface, .*; move the source up"),
    "cyclic": ({"Session": {"BCFlag": "cc_cc_"}}, "BCFlag = cc_cc_: a face that is cyclic .*; use _ or r"),
    "mirror": ({"Session": {"BCFlag": "_____m"}}, "a face that is a mirror"),
    "absorbing top": ({"Session": {"BCFlag": "aaaaaa"}}, "a face that is absorbing is not supported there"),
    "no mismatch": ({"Session": {"DoMismatch": False}}, "DoMismatch = false is not supported .*; give all media one n"),
    "no photons": ({"Session": {"Photons": 10}}, "photons = 10 is below the limit 640; give 640"),
    "half a photon": ({"Session": {"Photons": 1000.5}}, "Session.Photons = 1000.5 is not a whole number"),
    "size": ({"Domain": {"Dim": [4, 3, 6]}}, r"holds 60 labels of shape \(60,\), not \(4, 3, 6\); check"),
    "few media": ({"Domain": {"Media": media()}}, "holds label 2, and Domain.Media ends at 1; add"),
    "negative": ({"Domain": {"Media": media(mua=-1.0)}}, "Domain.Media.1.mua = -1 is below the limit 0"),
    "no scattering": ({"Domain": {"Media": [{"mua": 1.0, "g": 0.9}] * 2}}, "Domain.Media.0.mus .* lacks this key; add"),
    "step": ({"Domain": {"Step": [1.0, 0.0, 1.0]}}, "size that is not above 0; give"),
    "missing labels": ({"Domain": {"VolumeFile": "none.bin"}}, "none.bin cannot be read: No such file"),
    "shapes file": ({"Domain": {"VolumeFile": "cubic60.json"}}, "cubic60.json is not supported; give raw numbers"),
    "length": ({"Domain": {"LengthUnit": 0.0}}, "Domain.LengthUnit = 0 must be above 0"),
}  # fmt: skip


@pytest.mark.parametrize(("changes", "words"), BAD_FILES.values(), ids=BAD_FILES)
def test_bad_files_are_refused(put_file, changes, words):
    with pytest.raises(pm.BadInput, match=words):
        pm.read_volume(put_file(mcx(**changes)))


def test_a_hole_below_the_surface_is_refused(put_file):
    with pytest.raises(pm.BadInput, match=r"label 0 \(outside\) at voxel 2, 1, 3, below .*; give it a label"):
        pm.read_volume(put_file(block=HOLLOW))
    with pytest.raises(pm.BadInput, match="holds label 0 alone"):
        pm.read_volume(put_file(block=np.zeros((4, 3, 5), np.uint8)))


def test_files_that_cannot_be_read_are_refused(tmp_path):
    (tmp_path / "broken.json").write_text("{")
    (tmp_path / "binary.json").write_bytes(bytes(range(128, 256)))
    (tmp_path / "plain.nc").write_text("not NetCDF")
    for name, words in (
        ("broken.json", "is not JSON: .*; mend"),
        ("binary.json", "cannot be read: it is not text; name"),
        ("missing.json", "cannot be read: No such file"),
        ("plain.nc", "cannot be read: it is not NetCDF; name"),
        ("missing.nc", "cannot be read"),
        ("model.toml", "neither a .json nor a .nc file; name"),
    ):
        with pytest.raises(pm.BadInput, match=words):
            pm.read_volume(tmp_path / name)


# Round trips


def test_a_model_survives_mcx_json(model, tmp_path):
    request = VolumeRequest(model=model, numerics=VolumeNumerics(photons=5_000, seed=9))
    write_mcx(request, tmp_path / "model.json")
    assert {path.name for path in tmp_path.iterdir()} == {"model.json", "model.bin"}
    again = pm.read_volume(tmp_path / "model.json")
    assert again.numerics == request.numerics
    assert np.array_equal(again.model.labels, model.labels + 1)
    assert again.model.media[1:] == model.media
    assert again.model.voxel_mm == pytest.approx(model.voxel_mm)
    assert (again.model.sides, again.model.index_below) == (model.sides, model.index_below)
    corner = model.volume.edges(0)[0]
    assert again.model.beam.x_mm == pytest.approx(model.beam.x_mm - corner)
    assert again.model.beam.radius_mm == pytest.approx(model.beam.radius_mm)
    assert again.model.beam.focus_mm == pytest.approx(model.beam.focus_mm)
    write_mcx(again, tmp_path / "again.json")
    third = pm.read_volume(tmp_path / "again.json").model
    assert np.array_equal(third.labels, again.model.labels)
    assert third.media == again.model.media
    with pytest.raises(pm.BadInput, match="cannot be written"):
        write_mcx(again, tmp_path / "missing" / "model.json")


def test_the_model_of_a_saved_run_is_read_back_and_gives_the_same_run(run, tmp_path):
    run.save(tmp_path / "run.nc")
    request = pm.read_volume(tmp_path / "run.nc")
    assert request.numerics == VolumeNumerics(photons=3_200, seed=5)
    assert request.model.beam == run.model.beam
    assert request.model.media == run.model.media
    assert request.model.voxel_mm == run.model.voxel_mm
    again = pm.simulate_volume(request.model, request.numerics.with_(backend="cpu"))
    assert np.array_equal(again.light.fluence_rate, run.light.fluence_rate)
    assert again.summary.light == run.summary.light


def test_a_run_is_saved_with_its_dimensions_units_and_shares(run, tmp_path):
    run.save(tmp_path / "run.nc")
    units: Any = pint.UnitRegistry()
    dimension = {"fluence_rate": "1/[length]**2", "absorbed_energy_density": "1/[length]**3", "labels": "[]"}
    with xarray.open_dataset(tmp_path / "run.nc", engine="h5netcdf") as found:
        for name, expected in dimension.items():
            assert found[name].dims == ("x", "y", "z")
            assert units.Unit(found[name].attrs["units"]).dimensionality == units.get_dimensionality(expected)
        assert {found[axis].attrs["units"] for axis in "xyz"} == {"mm"}
        assert found["x"].values == pytest.approx(-found["x"].values[::-1])
        assert found["z"].values[0] == pytest.approx(0.025)
        assert np.array_equal(found["labels"].values, run.model.labels)
        mu_a = found["absorption_coefficient"].values[found["labels"].values.astype(int)]
        assert found["absorbed_energy_density"].values == pytest.approx(mu_a * found["fluence_rate"].values, rel=1e-6)
        taken = found["absorbed_fraction"].sel(label=found["medium"] == "hair").item()
        assert taken == pytest.approx(run.summary.absorbed_by_medium["hair"].value)
        parts = ("specular", "reflected", "transmitted", "sides", "absorbed", "beyond")
        total = sum(found.attrs[f"fraction_{name}"] for name in parts) - found.attrs["fraction_gained"]
        assert total == pytest.approx(1.0, abs=1e-9)
        assert (found.attrs["seed"], found.attrs["photons"]) == (5, 3_200)
        assert set(found.attrs["sources"].split()) <= set(literature())
        assert found.attrs["version"] == run.summary.version
    assert set(run.references()) == set(run.summary.sources)


@pytest.mark.parametrize("earlier", [None, b"an earlier run"])
def test_a_save_that_fails_leaves_everything_as_it_was(run, tmp_path, monkeypatch, earlier):
    def fail_half_way(dataset: xarray.Dataset, path: Path, **_: Any) -> None:
        Path(path).write_bytes(b"half a file")
        raise OSError(28, "No space left on device")

    target = tmp_path / "run.nc"
    if earlier:
        target.write_bytes(earlier)
    monkeypatch.setattr(xarray.Dataset, "to_netcdf", fail_half_way)
    with pytest.raises(OSError, match="No space left"):
        run.save(target)
    assert [path.read_bytes() for path in tmp_path.iterdir()] == ([earlier] if earlier else [])


def plain_netcdf() -> xarray.Dataset:
    """Return what somebody else might write: labels and what they mean, nothing else."""
    by_label = {
        "absorption_coefficient": ("label", [0.5, 5.0]),
        "scattering_coefficient": ("label", [10.0, 30.0]),
        "anisotropy": ("label", [0.9, 0.95]),
        "refractive_index": ("label", [1.4, np.nan]),
    }
    block = np.zeros((5, 4, 3), np.int32)
    block[2, 2, 1] = 1
    counts = dict(zip("zyx", block.shape, strict=True))
    places = {name: (name, 0.1 * (np.arange(count) + 0.5), {"units": "mm"}) for name, count in counts.items()}
    return xarray.Dataset({"labels": (("z", "y", "x"), block), **by_label}, places)


def test_a_plain_netcdf_file_is_read(tmp_path):
    plain_netcdf().to_netcdf(tmp_path / "plain.nc", engine="h5netcdf")
    model = pm.read_volume(tmp_path / "plain.nc").model
    assert model.labels.shape == (3, 4, 5)
    assert model.labels[1, 2, 2] == 1
    assert (model.sides, model.index_below, model.beam.profile) == ("continued", None, "pencil")
    assert model.media[1].refractive_index is None
    assert model.volume.edges(0)[0] == pytest.approx(0.0)


UNEVEN = ("z", [0.05, 0.15, 0.25, 0.4, 0.5], {"units": "mm"})
BAD_NETCDF = {
    "no labels": (lambda data: data.drop_vars("labels"), "labels is missing; add"),
    "no property": (lambda data: data.drop_vars("anisotropy"), "anisotropy is missing; add a value"),
    "no place": (lambda data: data.drop_vars("y"), "y is missing; add the middles"),
    "no unit": (lambda data: data.assign_coords(x=data.x.values), "x.units = None is not mm; give"),
    "uneven": (lambda data: data.assign_coords(z=UNEVEN), "z does not rise"),
    "raised": (lambda data: data.assign_coords(z=("z", data.z.values - 0.1, {"units": "mm"})), "z = -0.1 mm is where"),
    "one voxel": (lambda data: data.isel(x=[0]), "x has 1 places"),
    "fractions": (lambda data: data.assign(labels=data.labels + 0.5), "labels = float64 are not whole numbers"),
    "bad beam": (lambda data: data.assign_attrs(beam_width=1.0), "beam.width = 1 is not a known key"),
    "bad sides": (lambda data: data.assign_attrs(sides="closed"), 'sides = "closed" is not a known choice'),
}  # fmt: skip


@pytest.mark.parametrize(("change", "words"), BAD_NETCDF.values(), ids=BAD_NETCDF)
def test_bad_netcdf_is_refused(tmp_path, change, words):
    change(plain_netcdf()).to_netcdf(tmp_path / "bad.nc", engine="h5netcdf")
    with pytest.raises(pm.BadInput, match=words):
        pm.read_volume(tmp_path / "bad.nc")


# Descriptions


def test_a_model_is_frozen_and_equal_to_its_like(model):
    assert model == pm.VolumeModel(**model.stated())
    assert hash(model) == hash(pm.VolumeModel(**model.stated()))
    assert model != model.with_(index_above=1.33)
    assert model != model.with_(labels=np.zeros_like(model.labels))
    with pytest.raises(ValueError, match="read-only"):
        model.labels[0, 0, 0] = 1
    mine = np.zeros((2, 2, 2), np.uint8)
    kept = model_of(Volume(mine, (0.1, 0.1, 0.1), (DERMIS,)))
    mine[0, 0, 0] = 7
    assert kept.labels.max() == 0


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"labels": "block"}, "are not voxels; give a uint8 or uint16 array"),
        ({"labels": np.full((2, 2, 2), 9, np.uint8)}, "labels = 9 has no medium, for there are 2; add it"),
        ({"voxel_mm": (0.1, -0.1, 0.1)}, "voxel_mm = .* not above 0; give"),
        ({"beam": {"profile": "pencil", "radius_mm": 1.0}}, "radius_mm = 1 does not suit a pencil beam; give 0"),
        ({"beam": {"direction": (0.0, 0.0, -1.0)}}, "does not come down on the surface"),
        ({"index_above": 0.5}, "index_above = 0.5 is below the limit 1"),
        ({"sides": "shut"}, 'sides = "shut" is not a known choice'),
    ],
)
def test_bad_models_are_refused(model, changes, words):
    with pytest.raises(pm.BadInput, match=words):
        model.with_(**changes)


def test_two_media_of_one_name_are_refused(model):
    with pytest.raises(pm.BadInput, match=r"media.name = dermis is given twice; give"):
        model.with_(media=(model.media[0], model.media[0]))


def test_a_film_on_the_skin_has_no_description():
    with pytest.raises(pm.BadInput, match=r"volume.top = -0.1 mm is not the surface; begin"):
        model_of(Volume(np.zeros((2, 2, 2), np.uint8), (0.1, 0.1, 0.1), (DERMIS,), top=-0.1))


def test_what_is_uncertain_is_said(model):
    warnings = pm.simulate_volume(model, VolumeNumerics(photons=640)).summary.warnings
    assert any("trace more photons" in words for words in warnings)
    small = pm.simulate_volume(model.with_(labels=model.labels[:3, :3], beam=VolumeBeam()), VolumeNumerics(photons=640))
    assert any("ends outside the block" in words for words in small.summary.warnings)


# The command line


@pytest.fixture
def shell(capsys, tmp_path, monkeypatch):
    """Return a function that runs ``photomend volume`` in an empty folder: status, stdout, stderr."""
    monkeypatch.chdir(tmp_path)

    def command(*arguments: str) -> tuple[int, str, str]:
        status = 0
        try:
            cli.main(["volume", *arguments])
        except SystemExit as left:
            status = int(left.code or 0)
        return status, *capsys.readouterr()

    return command


def test_the_command_prints_saves_and_draws(shell, put_file, tmp_path):
    put_file()
    given = ("model.json", "--photons", "3200", "--seed", "4", "--json", "--out", "run.nc", "--figure", "run.png")
    status, out, err = shell(*given)
    assert (status, err) == (0, "")
    summary = json.loads(out)
    assert (summary["photons"], summary["seed"], summary["shape"]) == (3200, 4, [4, 3, 3])
    assert {path.name for path in tmp_path.iterdir()} == {"model.json", "block.bin", "run.nc", "run.png"}
    assert (tmp_path / "run.png").read_bytes().startswith(b"\x89PNG")
    status, again, _ = shell("run.nc", "--json")
    assert status == 0
    assert json.loads(again)["light"] == summary["light"]


def test_the_command_prints_a_table(shell, put_file):
    put_file()
    status, out, err = shell("model.json", "--photons", "640")
    assert (status, err) == (0, "")
    for word in ("specular", "by label 2", "rows of label 0 lie above"):
        assert word in " ".join(out.split())


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("missing.json",), "MODEL = missing.json cannot be read"),
        (("model.json", "--photons", "1"), "photons = 1 is below the limit 640"),
        (("model.json", "--seed", "-1"), "seed = -1 is below"),
        (("model.json", "--out", "missing/run.nc"), "output = missing/run.nc cannot be written"),
        (("model.json", "--figure", "run.gif"), "--figure = run.gif is not a picture file"),
        ((), "Missing argument"),
    ],
)
def test_the_command_refuses_in_one_line_and_leaves_nothing(shell, put_file, tmp_path, arguments, words):
    put_file()
    before = sorted(tmp_path.iterdir())
    status, out, err = shell(*arguments)
    assert (status, out) == (2, "")
    (line,) = err.splitlines()
    assert line.startswith("photomend: ")
    assert words in line
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize("beam", [{}, {"direction": (0.0, -0.5, 1.0)}, {"x_mm": 9.0, "direction": (0.0, 1.0, 1.0)}])
def test_figures_of_all_beams(model, beam):
    run = pm.simulate_volume(model.with_(beam=beam), VolumeNumerics(photons=640))
    section = run.plot().axes[0]
    assert section.get_ylabel() == "depth (mm)"
    assert section.get_ylim()[0] == pytest.approx(0.4)
