from dashboard.method import method_page

method_page()
