from dashboard.web.app import topic

topic("use_case_details")
