from dashboard.web.pages.codebook_page import codebook_page

codebook_page()
