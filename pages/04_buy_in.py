from dashboard.page import topic_page

topic_page("buy_in", lead=("proposal_steps", "buy_in_difficulties", "approvals"))
