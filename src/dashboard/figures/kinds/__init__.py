"""Kinds of figures: each draws one sort of result, such as bars, scales or matrices."""
