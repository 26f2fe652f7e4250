from dashboard.page import topic_page

topic_page("tools", lead=("mlops_level", "used_tracking", "tool_satisfaction"))
