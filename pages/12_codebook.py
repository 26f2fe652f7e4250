from dashboard.codebook_page import codebook_page

codebook_page()
