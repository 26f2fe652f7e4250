from dashboard.web.pages.explore_page import explore_page

explore_page()
