from dashboard.web.pages.compare_me_page import compare_me_page

compare_me_page()
