from dashboard.web.pages.figure_page import figure_page

figure_page()
