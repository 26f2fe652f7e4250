from dashboard.page import topic_page

topic_page("goals_challenges", lead=("goals_three_months", "obstacles", "maturity_class"))
