"""Figures that tell a story from several results at once, built on the same marks as all others."""
