from dashboard.page import topic_page

topic_page("spikes")
