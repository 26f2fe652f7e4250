from dashboard.figure_page import figure_page

figure_page()
