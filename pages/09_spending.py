from dashboard.page import topic_page

topic_page("spending", lead=("annual_spending", "spending_shares", "spending_change"))
