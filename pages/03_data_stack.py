from dashboard.page import topic_page

topic_page(
    "data_stack", lead=("data_sources_used", "data_source_difficulty", "data_sources_wanted")
)
