from dashboard.page import topic_page

topic_page("use_cases", lead=("overview_serving", "not_production_reasons", "use_case_count"))
