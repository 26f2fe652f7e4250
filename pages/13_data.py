from dashboard.data_page import data_page

data_page()
