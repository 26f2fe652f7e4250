"""Tests that start the app and drive a real browser."""
