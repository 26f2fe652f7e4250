from dashboard.page import topic_page

topic_page(
    "use_case_details", lead=("case_time_to_deploy", "case_stage_difficulty", "case_challenges")
)
