from dashboard.page import topic_page

topic_page("personas", lead=("persona", "responsibilities", "company_size"))
