"""Raw exports of survey tools, brought into a data folder by what the codebook says.

The package may know the codebook and the schema of the responses. It never guesses in silence, and
never decides what may be published. Nothing is imported here, so that what only knows a part of it,
such as the app, does not wait for the readers of spreadsheets and SPSS files.
"""
