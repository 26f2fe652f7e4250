"""Synthetic responses made from the codebook: seeded, plausible, with known truths planted."""

from dashboard.sample.make import SEED, SampleReport, make_sample

__all__ = ["SEED", "SampleReport", "make_sample"]
