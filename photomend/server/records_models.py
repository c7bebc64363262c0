"""What is sent to and answered by the routes of cases and jobs, beside the records themselves."""

from __future__ import annotations

from typing import Any, Final

from pydantic import Field

from photomend.description import Description
from photomend.records.cases import CaseEntry
from photomend.records.contents import MOST_IN_NAME, MOST_IN_NOTE, Kind
from photomend.records.exchange import CaseFile
from photomend.records.jobs import JobEntry, JobKind

TREATMENT: Final = {"handpiece": {"device": "fraxel-restore"}, "settings": {"pulse_energy_mJ": 20}}
PERSON: Final = {"person": {"age_years": 45, "phototype": "III"}, "goal": {"concern": "acne-scars"}}
NEW_CASE: Final = {"name": "cheek, first look", "kind": "treatment", "contents": TREATMENT, "note": ""}
CASE_CHANGE: Final = {"revision": 1, "name": "cheek, second look"}
CASE_FILE: Final = {"photomend_cases": 1, "cases": [NEW_CASE]}
NEW_JOB: Final = {"kind": "plan", "request": PERSON}


class NewCase(Description):
    """A case to be saved for the first time."""

    name: str = Field(description=f"name, at most {MOST_IN_NAME} characters")
    kind: Kind = Field(description="what the contents are: a treatment file, or a person with a goal")
    contents: dict[str, Any] = Field(description="headings of a treatment file (TreatmentFile), or a case (Case)")
    note: str = Field(default="", description=f"what the user writes about it, at most {MOST_IN_NOTE} characters")


class CaseChange(Description):
    """A case to be saved anew; what is left out stays as it is."""

    revision: int = Field(description="the revision that the change starts from; refused where that is not the newest")
    name: str | None = Field(default=None, description="another name")
    note: str | None = Field(default=None, description="another note")
    contents: dict[str, Any] | None = Field(default=None, description="other contents, of the kind that the case has")


class TakenIn(Description):
    """The cases of a file, as they were saved."""

    cases: tuple[CaseEntry, ...] = Field(description="in the order of the file; an id that was taken is another now")


class NewJob(Description):
    """A job to be computed."""

    kind: JobKind = Field(description="what is computed: a treatment, a plan of a case, or treatments side by side")
    request: dict[str, Any] = Field(
        description="simulate: a treatment file (TreatmentFile); plan: a case (Case); compare: "
        '{"treatments": {name: treatment file}}, two to six'
    )


class JobList(Description):
    """All jobs that are kept, the newest first."""

    jobs: tuple[JobEntry, ...] = Field(description="those that wait, run, or have ended")


BODIES: Final = (NewCase, CaseChange, CaseFile, NewJob)
"""Bodies that routes take as plain values; their schemas belong in the document of the interface."""
