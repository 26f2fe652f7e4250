from dashboard.web.pages.changes_page import changes_page

changes_page()
