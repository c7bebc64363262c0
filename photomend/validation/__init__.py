"""Validation: published measurements, and a user's own, against what the model predicts."""
