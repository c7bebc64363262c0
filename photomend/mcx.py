"""Volumes in the JSON files of MCX [Fang2009], read and written: the one text format of volumes here.

Coefficients are in 1/mm; `Dim`, `Pos` and radii count voxels of `LengthUnit` mm. `VolumeFile` is named from the JSON's
folder: raw numbers with x running fastest, or an .npy array. `Param1` of a Gaussian begins with its 1/e^2 radius, of a
disk with its edge. A fourth number in `Dir` is the distance from the source to a focus.

Label 0 is what lies outside. Whole rows of it at the top and at the bottom are left out, and the first other row is the
surface, z = 0; below it label 0 is refused, for light would have to leave and come back through walls that are
staircases - unless the file gives it properties: then it is tissue like any other.

MCX's block stands alone: `Domain.Sides` and `Domain.Below`, which are ours, say "continued" where tissue goes on. What
changes the light and is not supported is refused by name; what does not is told in the remarks.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import BeforeValidator, Field

from photomend.description import BadInput, Description, checked, quantity
from photomend.result import replacing
from photomend.volume import VolumeMedium, VolumeModel, VolumeNumerics, VolumeRequest

PROFILES = {"pencil": "pencil", "gaussian": "gaussian", "disk": "top-hat"}
FORMATS = {"byte": "u1", "short": "<u2", "integer": "<u4"}
OUTSIDE = "outside"
SIDES, TOP, BOTTOM = (0, 1, 3, 4), 2, 5  # places of the faces in BCFlag: -x -y -z +x +y +z
WITHOUT_EFFECT = (  # how MCX runs and what it writes: none of it changes the light
    "DoAutoThread", "DoSaveVolume", "DoNormalize", "DoPartialPath", "DoSaveRef", "DoSaveExit", "DoSaveSeed", "DoDCS",
    "DebugFlag", "SaveDataMask", "OutputFormat", "OutputType",
)  # fmt: skip


def _whole(value: Any) -> Any:
    """Return 1e8 as the whole number it is."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _rows(media: Any) -> Any:
    """Return media given as rows of four numbers as tables."""
    if not isinstance(media, list):
        return media
    keys = ("mua", "mus", "g", "n")
    return [dict(zip(keys, one, strict=True)) if isinstance(one, list) and len(one) == 4 else one for one in media]


Whole = Annotated[int, BeforeValidator(_whole)]
Three = Annotated[tuple[float, ...], Field(min_length=3, max_length=3)]
ThreeOrFour = Annotated[tuple[float, ...], Field(min_length=3, max_length=4)]


class McxMedium(Description):
    """One of the media; `name` is ours, and so is an `n` left out: the index of the row it lies in."""

    mu_a: float = quantity("1/mm", "absorption coefficient", ge=0, le=1e6, alias="mua")
    mu_s: float = quantity("1/mm", "scattering coefficient", ge=0, le=1e6, alias="mus")
    g: float = quantity("1", "anisotropy", ge=-1, le=1)
    n: float | None = quantity("1", "refractive index", ge=1, le=5, default=None)
    name: str | None = None


class McxDomain(Description):
    """The block: its file, its size in voxels, its media."""

    VolumeFile: str
    Dim: Annotated[tuple[Whole, ...], Field(min_length=3, max_length=3)]
    Media: Annotated[tuple[McxMedium, ...], BeforeValidator(_rows), Field(min_length=2)]
    LengthUnit: float = quantity("mm", "edge of a voxel", gt=0, le=1000, default=1.0)
    OriginType: Literal[0, 1, False, True] = 0
    MediaFormat: Literal["byte", "short", "integer"] = "byte"
    Step: Three = (1.0, 1.0, 1.0)
    CacheBoxP0: Any = None
    CacheBoxP1: Any = None
    Sides: Literal["continued", "open"] = "open"
    Below: Literal["continued", "open"] | float = "open"


class McxSession(Description):
    """How many photons from which seed; boundaries; and how MCX runs, which has no effect here."""

    Photons: Whole = 1_000_000
    RNGSeed: Whole = 1
    ID: str = ""
    BCFlag: str = ""
    DoMismatch: bool | int = True
    DoSpecular: bool | int = True
    DoAutoThread: Any = None
    DoSaveVolume: Any = None
    DoNormalize: Any = None
    DoPartialPath: Any = None
    DoSaveRef: Any = None
    DoSaveExit: Any = None
    DoSaveSeed: Any = None
    DoDCS: Any = None
    DebugFlag: Any = None
    SaveDataMask: Any = None
    OutputFormat: Any = None
    OutputType: Any = None


class McxSource(Description):
    """The beam: where it starts, where it points, how wide it is."""

    Type: str = "pencil"
    Pos: Three
    Dir: ThreeOrFour = (0.0, 0.0, 1.0)
    Param1: tuple[float, ...] = ()
    Param2: tuple[float, ...] = ()
    SrcNum: Whole = 1


class McxOptode(Description):
    """The source; detectors have no effect."""

    Source: McxSource
    Detector: Any = None


class McxFile(Description):
    """A whole file."""

    Domain: McxDomain
    Optode: McxOptode
    Session: McxSession = McxSession()
    Forward: dict[str, Any] | None = None
    Shapes: Any = None
    Help: Any = None


def read_mcx(path: Path) -> VolumeRequest:
    """Return what an MCX file asks for; raise `BadInput` for the first fault or thing that is not supported."""
    try:
        contents = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as fault:
        reason = fault.strerror if isinstance(fault, OSError) and fault.strerror else "it is not text"
        raise BadInput(f"MODEL = {path} cannot be read: {reason}; name a readable file") from None
    except ValueError as fault:
        raise BadInput(f"MODEL = {path} is not JSON: {fault}; mend that line") from None
    file = checked(McxFile, contents)
    refuse_unsupported(file)
    labels, raised = trimmed(read_labels(path.parent, file.Domain), file.Domain.Media[0])
    domain, outside = file.Domain, file.Domain.Media[0]
    voxel = tuple(domain.LengthUnit * step for step in domain.Step)
    contents = {
        "labels": labels,
        "voxel_mm": voxel,
        "media": [_medium(label, one) for label, one in enumerate(domain.Media)],
        "beam": beam_of(file.Optode.Source, domain, surface=raised * voxel[2]),
        "index_above": outside.n if outside.n is not None else 1.0,
        "index_below": _below(domain),
        "sides": domain.Sides,
        "corner_mm": (0.0, 0.0),
    }
    seed = file.Session.RNGSeed if file.Session.RNGSeed >= 0 else VolumeNumerics().seed
    numerics = checked(VolumeNumerics, {"photons": file.Session.Photons, "seed": seed}, "Session")
    model = checked(VolumeModel, contents)
    return VolumeRequest(model=model, numerics=numerics, remarks=tuple(_remarks(file, model, raised)))


def _medium(label: int, given: McxMedium) -> VolumeMedium:
    name = given.name or (OUTSIDE if label == 0 else f"label {label}")
    return VolumeMedium(
        name=name,
        absorption_per_mm=given.mu_a,
        scattering_per_mm=given.mu_s,
        anisotropy=given.g,
        refractive_index=given.n,
    )


def _below(domain: McxDomain) -> float | None:
    """Return the index below the block, None where tissue goes on."""
    if domain.Below == "continued":
        return None
    return (domain.Media[0].n or 1.0) if domain.Below == "open" else float(domain.Below)


def refuse_unsupported(file: McxFile) -> None:
    """Raise `BadInput` for what would change the light and is not modelled."""
    domain, session, source = file.Domain, file.Session, file.Optode.Source
    if file.Shapes:
        raise BadInput("Shapes is not supported; write the shapes into the VolumeFile")
    if source.Type not in PROFILES:
        raise BadInput(f"Optode.Source.Type = {source.Type} is not supported; choose one of {', '.join(PROFILES)}")
    if source.SrcNum != 1:
        raise BadInput(f"Optode.Source.SrcNum = {source.SrcNum} is not supported; give one source per file")
    ignored = [*source.Param1[1:], *source.Param2] if source.Type != "pencil" else []
    if any(ignored):
        raise BadInput(
            "Optode.Source.Param1 and Param2 hold more than a radius, which is not supported; set the rest to 0"
        )
    _refuse_boundaries(session.BCFlag)
    indices = {medium.n for medium in domain.Media if medium.n is not None}
    if not session.DoMismatch and len(indices) > 1:
        raise BadInput("Session.DoMismatch = false is not supported where indices differ; give all media one n")


def _refuse_boundaries(flags: str) -> None:
    """Raise `BadInput` for faces of the block that are not those of a block standing alone."""
    faces = flags[:6].ljust(6, "_").lower()
    kinds = {"_": "by default", "r": "reflecting by Fresnel", "a": "absorbing", "m": "a mirror", "c": "cyclic"}
    for place, face in enumerate(faces):
        if face in "_r" or (face == "a" and place in SIDES):
            continue
        raise BadInput(
            f"Session.BCFlag = {flags}: a face that is {kinds.get(face, face)} is not supported there; "
            "use _ or r, or a at the four sides"
        )


def read_labels(folder: Path, domain: McxDomain) -> np.ndarray:
    """Return the labels (x, y, z) of a file's block as uint8 or uint16."""
    path, shape = folder / domain.VolumeFile, domain.Dim
    if path.suffix.lower() in (".json", ".jnii", ".bnii", ".nii", ".gz", ".mc2", ".tx3"):
        raise BadInput(f"Domain.VolumeFile = {domain.VolumeFile} is not supported; give raw numbers or an .npy array")
    try:
        if path.suffix.lower() == ".npy":
            labels = np.load(path, allow_pickle=False)
        else:
            labels = np.fromfile(path, dtype=FORMATS[domain.MediaFormat])
            labels = labels.reshape(shape, order="F") if labels.size == np.prod(shape) else labels
    except (OSError, ValueError) as fault:
        reason = fault.strerror if isinstance(fault, OSError) and fault.strerror else "it is not an array of labels"
        raise BadInput(f"Domain.VolumeFile = {path} cannot be read: {reason}; name a readable file") from None
    if labels.shape != shape:
        raise BadInput(
            f"Domain.VolumeFile = {domain.VolumeFile} holds {labels.size} labels of shape {labels.shape}, not "
            f"{shape}; check Domain.Dim and Domain.MediaFormat"
        )
    if labels.dtype.kind not in "ui" or labels.min() < 0:
        raise BadInput(f"Domain.VolumeFile = {domain.VolumeFile} holds {labels.dtype}; give whole numbers from 0 on")
    highest = int(labels.max())
    if highest >= len(domain.Media):
        raise BadInput(
            f"Domain.VolumeFile = {domain.VolumeFile} holds label {highest}, and Domain.Media ends at "
            f"{len(domain.Media) - 1}; add its medium or mend the labels"
        )
    return labels.astype(np.uint8 if highest < 256 else np.uint16)


def trimmed(labels: np.ndarray, outside: McxMedium) -> tuple[np.ndarray, int]:
    """Return labels without the rows of label 0 above and below, and how many there were above.

    Raises `BadInput` for label 0 in what is left, unless it absorbs or scatters.
    """
    if outside.mu_a + outside.mu_s > 0.0:
        return labels, 0
    filled = np.flatnonzero(labels.any(axis=(0, 1)))
    if filled.size == 0:
        raise BadInput("Domain.VolumeFile holds label 0 alone, which is outside; give tissue labels above 0")
    kept = labels[:, :, filled[0] : filled[-1] + 1]
    empty = np.argwhere(kept == 0)
    if empty.size:
        x, y, z = (int(place) for place in empty[0] + np.array([0, 0, filled[0]]))
        raise BadInput(
            f"Domain.VolumeFile holds label 0 (outside) at voxel {x}, {y}, {z}, below the surface, which must be flat; "
            "give it a label of its own, or give Domain.Media[0] an absorption"
        )
    return kept, int(filled[0])


def beam_of(source: McxSource, domain: McxDomain, surface: float) -> dict[str, Any]:
    """Return the beam of a source, from where its axis meets the surface; `surface` is its z in the file, mm."""
    shift = 0.0 if domain.OriginType else 1.0
    x, y, z = (domain.LengthUnit * (place - shift) for place in source.Pos)
    along = np.array(source.Dir[:3])
    length = float(np.linalg.norm(along))
    if not (length > 0.0 and along[2] > 0.0):
        raise BadInput(f"Optode.Source.Dir = {source.Dir} does not point to greater z; turn the volume and the source")
    along /= length
    if z > surface + 1e-9 * domain.LengthUnit:
        raise BadInput(
            f"Optode.Source.Pos = {source.Pos} lies below the surface, and light starts above it; move the source up"
        )
    way = (surface - z) / float(along[2])
    focus = source.Dir[3] * domain.LengthUnit - way if len(source.Dir) > 3 and source.Dir[3] != 0.0 else None
    if focus is not None and not 0.0 < focus < np.inf:
        raise BadInput(
            f"Optode.Source.Dir = {source.Dir} has a focus that does not lie beyond the surface, which is not "
            "supported; lengthen it, or give 0 for collimated light"
        )
    profile = PROFILES[source.Type]
    narrowed = 1.0 if focus is None else focus / (focus + way)
    radius = 0.0 if profile == "pencil" else domain.LengthUnit * (source.Param1[0] if source.Param1 else 0.0) * narrowed
    place = {"x_mm": x + way * float(along[0]), "y_mm": y + way * float(along[1])}
    direction = tuple(float(part) for part in along)
    return {"profile": profile, "radius_mm": radius, **place, "direction": direction, "focus_mm": focus}


def _remarks(file: McxFile, model: VolumeModel, raised: int) -> list[str]:
    """Return what was left out of a file or is read otherwise than MCX would."""
    session, found = file.Session, []
    if raised:
        found.append(f"{raised} rows of label 0 lie above the surface and are left out; z = 0 is the surface")
    if (model.labels == 0).any():
        found.append("label 0 has properties and is taken for tissue, where MCX would let light go")
    if file.Forward:
        found.append(f"Forward ({', '.join(file.Forward)}) is left out: light is steady, however late it comes")
    if file.Optode.Detector:
        found.append("Optode.Detector is left out: light is kept by voxel")
    if session.RNGSeed < 0:
        found.append(f"Session.RNGSeed = {session.RNGSeed} asks for a seed by chance; {VolumeNumerics().seed} is taken")
    if not session.DoSpecular:
        found.append("Session.DoSpecular = false is left out: the surface reflects by Fresnel's equations")
    unused = [name for name in WITHOUT_EFFECT if getattr(session, name) is not None]
    unused += [name for name in ("CacheBoxP0", "CacheBoxP1") if getattr(file.Domain, name) is not None]
    if unused:
        found.append(f"{', '.join(unused)} say how MCX runs and what it writes, and have no effect")
    indices = {medium.n for medium in file.Domain.Media if medium.n is not None}
    if model.sides == "open" and len(indices) > 1 and "a" not in session.BCFlag.lower():
        found.append(
            "light that comes to a side of the block is gone, where MCX would reflect a part of it; "
            'Domain.Sides = "continued" lets tissue go on'
        )
    return found


def write_mcx(request: VolumeRequest, path: str | Path) -> None:
    """Write a request as an MCX file, and its labels beside it with the ending .bin; each whole or not at all.

    A model of more than MCX knows (tissue that goes on, media that take the index around them) says so in keys that MCX
    passes over. Where label 0 is tissue all labels rise by one, for MCX's label 0 is outside.
    """
    target, model = Path(path), request.model
    shift = 0 if _is_outside(model) else 1
    labels = model.labels.astype(np.uint16) + shift
    kind = "byte" if int(labels.max()) < 256 else "short"
    volume = target.with_suffix(".bin")
    document = json.dumps(_document(request, volume.name, kind, shift), indent=1, allow_nan=False) + "\n"
    with replacing(target) as beside, replacing(volume) as labels_beside:
        labels.astype(FORMATS[kind]).ravel(order="F").tofile(labels_beside)
        beside.write_text(document, encoding="utf-8")


def _is_outside(model: VolumeModel) -> bool:
    """Return whether label 0 is empty, unused, and of the index above: MCX's outside."""
    first = model.media[0]
    empty = first.absorption_per_mm == first.scattering_per_mm == 0.0
    return empty and first.refractive_index == model.index_above and not (model.labels == 0).any()


def _document(request: VolumeRequest, volume_file: str, media_format: str, shift: int) -> dict[str, Any]:
    model, numerics = request.model, request.numerics
    unit, corner = model.voxel_mm[0], [float(model.volume.edges(axis)[0]) for axis in (0, 1)]
    outside = {"mua": 0.0, "mus": 0.0, "g": 1.0, "n": model.index_above, "name": _free_name(model)}
    media = [outside] * shift + [
        {
            "mua": one.absorption_per_mm,
            "mus": one.scattering_per_mm,
            "g": one.anisotropy,
            **({} if one.refractive_index is None else {"n": one.refractive_index}),
            "name": one.name,
        }
        for one in model.media
    ]
    beam = model.beam
    names = {ours: theirs for theirs, ours in PROFILES.items()}
    source = {
        "Type": names[beam.profile],
        "Pos": [(beam.x_mm - corner[0]) / unit, (beam.y_mm - corner[1]) / unit, 0.0],
        "Dir": [*beam.direction, *([] if beam.focus_mm is None else [beam.focus_mm / unit])],
        "Param1": [beam.radius_mm / unit, 0.0, 0.0, 0.0],
        "Param2": [0.0, 0.0, 0.0, 0.0],
    }
    domain = {
        "VolumeFile": volume_file,
        "Dim": list(model.labels.shape),
        "OriginType": 1,
        "LengthUnit": unit,
        "Step": [size / unit for size in model.voxel_mm],
        "MediaFormat": media_format,
        "Media": media,
        "Sides": model.sides,
        "Below": "continued" if model.index_below is None else model.index_below,
    }
    session = {"Photons": numerics.photons, "RNGSeed": numerics.seed}
    return {"Session": session, "Domain": domain, "Optode": {"Source": source}}


def _free_name(model: VolumeModel) -> str:
    """Return a name for the outside that no medium has."""
    names, name = {medium.name for medium in model.media}, OUTSIDE
    while name in names:
        name += "'"
    return name
