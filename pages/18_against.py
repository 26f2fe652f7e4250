from dashboard.web.pages.against_page import against_page

against_page()
