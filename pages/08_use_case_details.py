from dashboard.page import topic_page

topic_page("use_case_details")
