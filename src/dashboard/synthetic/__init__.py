"""Synthetic responses made from the codebook: seeded, plausible, with known truths planted.

The package may know the codebook and how responses are written. It is known to the command line
alone, and never to anything that reads a survey.
"""

from dashboard.synthetic.make import SEED, SampleReport, make_sample

__all__ = ["SEED", "SampleReport", "make_sample"]
