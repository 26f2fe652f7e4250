"""Figures as documents: draft reports in Word, HTML and Markdown."""
