from dashboard.page import topic_page

topic_page("research", lead=("knowledge_sources", "validation_methods", "vetting_methods"))
