from dashboard.report_page import report_page

report_page()
