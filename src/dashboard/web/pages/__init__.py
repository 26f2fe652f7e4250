"""Pages: one module for each sort of page that the menu or a link can open."""
