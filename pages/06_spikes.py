from dashboard.page import topic_page

topic_page("spikes", lead=("spike_steps", "spike_timebox", "spike_outcomes"))
