from dashboard.web.pages.topic_page import topic_page

topic_page("research", lead=("validation_methods", "vetting_methods", "knowledge_sources"))
