"""Records: cases and jobs in a database, SQLite in the user's data directory unless an address says otherwise."""

from photomend.records.cases import CaseEntry, SavedCase
from photomend.records.faults import Conflict, Missing
from photomend.records.jobs import JobEntry, SavedJob
from photomend.records.store import Store, open_store

__all__ = ["CaseEntry", "Conflict", "JobEntry", "Missing", "SavedCase", "SavedJob", "Store", "open_store"]
