from dashboard.web.pages.report_page import report_page

report_page()
