from dashboard.web.pages.method_page import method_page

method_page()
