"""Stories: one view of the survey, and what a page shows of several questions at once.

The package may know figures and everything below them. It never knows a web page or a file.
"""
