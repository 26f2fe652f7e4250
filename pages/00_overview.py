from dashboard.web.pages.overview_page import overview_page

overview_page()
