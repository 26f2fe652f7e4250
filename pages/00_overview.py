from dashboard.overview import overview_page

overview_page()
