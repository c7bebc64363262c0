"""A case: who is looking, the person, and what they would like to change.

The phototype (how skin burns and tans) and the ITA (a colour) are asked one by one; neither is made from the other.
A clinician may state a wound and its limits, by the names and in the forms of a goal file (`photomend.study.goal`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import WithJsonSchema, model_validator

from photomend.description import BadInput, Description, checked, quantity
from photomend.skin.anatomy import Site
from photomend.treatment import read_file

Concern = Literal[
    "fine-lines", "photoageing", "acne-scars", "surgical-scars", "brown-spots", "blotchiness", "laxity", "melasma"
]
Condition = Literal[
    "hsv-history", "active-infection", "isotretinoin", "keloid", "pregnancy", "recent-tan", "photosensitiser",
    "vitiligo", "psoriasis", "lichen-planus", "melasma", "suspicious-lesion", "actinic-keratosis", "tattoo",
    "gold-therapy", "immunosuppressed", "anticoagulant",
]  # fmt: skip
Phototype = Literal["I", "II", "III", "IV", "V", "VI"]
Wanted = Literal[
    "necrosis_depth_um", "necrosis_width_um", "collagen_depth_um", "collagen_width_um", "removed_depth_um", "coverage",
    "epidermal_coverage", "epidermal_sparing", "bulk_temperature_rise_K", "bulk_peak_temperature_C",
]  # fmt: skip
Limited = Literal[Wanted, "pigment_risk", "total_radiant_exposure_J_per_cm2"]

TargetForm = Annotated[
    Any,
    WithJsonSchema(
        {
            "description": "a value, its tolerance then 5 % of it, or { value, tolerance }; shares are of 1",
            "anyOf": [
                {"type": "number"},
                {
                    "type": "object",
                    "properties": {"value": {"type": "number"}, "tolerance": {"type": "number", "exclusiveMinimum": 0}},
                    "required": ["value"],
                    "additionalProperties": False,
                },
            ],
        }
    ),
]
LimitForm = Annotated[
    Any,
    WithJsonSchema(
        {
            "description": "at most, of epidermal_sparing at least; { low, high } for both ends; pigment_risk: a band",
            "anyOf": [
                {"type": "number"},
                {
                    "type": "object",
                    "properties": {"low": {"type": "number"}, "high": {"type": "number"}},
                    "minProperties": 1,
                    "additionalProperties": False,
                },
                {"enum": ["low", "moderate"]},
            ],
        }
    ),
]
CONCERNS: tuple[Concern, ...] = get_args(Concern)
CONDITIONS: tuple[Condition, ...] = get_args(Condition)
PHOTOTYPES: tuple[Phototype, ...] = get_args(Phototype)

FAMILIES: dict[str, str] = {
    "fractional-1410": "fractional, 1410 nm",
    "fractional-1440": "fractional, 1440 nm",
    "fractional-1540": "fractional, 1540 nm",
    "fractional-1550": "fractional, 1550 nm",
    "fractional-1927": "fractional, 1927 nm",
    "picosecond-755": "picosecond lens array, 755 nm",
    "full-field": "non-ablative, full field",
    "ablative-fractional": "ablative, fractional",
    "ablative-full-field": "ablative, full field",
}
"""The kinds of treatment that evidence, rules and options speak of, with their words."""

_FRACTIONAL_NM = (1410, 1440, 1540, 1550, 1927)


class Audience(Description):
    """Who is looking: settings are shown to a clinician only."""

    role: Literal["person", "clinician"] = "person"


class Person(Description):
    """Who would be treated."""

    age_years: float = quantity("year", "age", ge=0, le=110)
    phototype: Phototype
    ita_deg: float | None = quantity("deg", "individual typology angle, if measured", ge=-90, le=90, default=None)
    conditions: tuple[Condition, ...] = ()


class Goal(Description):
    """What is to change, and where."""

    concern: Concern
    site: Site = "cheek"


class Cost(Description):
    """What a session costs where the person lives; replaces the published figure."""

    per_session: float = quantity("currency", "price of one session", ge=0, le=1e7)
    currency: str = "USD"


class Case(Description):
    """A case file: audience, person, goal, the price of a session if it is known, and a wound that a clinician states.

    `wound` and `limits` have the names and forms of a goal file's targets and limits; the planner reads their values.
    """

    audience: Audience = Audience()
    person: Person
    goal: Goal
    cost: Cost | None = None
    wound: dict[Wanted, TargetForm] | None = None
    limits: dict[Limited, LimitForm] | None = None

    @model_validator(mode="after")
    def _stated_by_a_clinician(self) -> Case:
        if self.wound is None and self.limits is not None:
            raise BadInput("limits are given, and no wound that they hold for; add [wound], or leave [limits] out")
        if self.wound is not None and self.audience.role != "clinician":
            raise BadInput(
                f'wound is stated for audience.role = "{self.audience.role}", who is shown no settings; '
                "leave [wound] and [limits] out, which are for the case of a clinician"
            )
        if self.wound == {}:
            raise BadInput(f"wound is empty; name at least one of {', '.join(get_args(Wanted))}")
        return self


def read_case(path: Path) -> Case:
    """Return the case of a file; raise `BadInput` for the first fault, in one sentence."""
    return case_of(read_file(path))


def case_of(contents: dict[str, Any]) -> Case:
    """Return the case of a case file's contents.

    Example
    -------
    >>> case = case_of({"person": {"age_years": 45, "phototype": "III"}, "goal": {"concern": "acne-scars"}})
    >>> case.audience.role, case.goal.site
    ('person', 'cheek')
    """
    return checked(Case, contents)


def family_of(mechanism: str, full_field: bool, wavelength_nm: float) -> str:
    """Return the family of treatment of a laser, a key of `FAMILIES`; other wavelengths go to the nearest.

    Example
    -------
    >>> family_of("coagulation", False, 1565.0), family_of("ablation", True, 2940.0)
    ('fractional-1550', 'ablative-full-field')
    """
    if mechanism == "ablation":
        return "ablative-full-field" if full_field else "ablative-fractional"
    if mechanism == "breakdown":
        return "picosecond-755"
    if full_field:
        return "full-field"
    return f"fractional-{min(_FRACTIONAL_NM, key=lambda known: abs(known - wavelength_nm))}"
