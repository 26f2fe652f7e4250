from dashboard.web.pages.data_page import data_page

data_page()
