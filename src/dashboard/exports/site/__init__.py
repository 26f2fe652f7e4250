"""Figures as a site: a folder of static files for any web server."""
