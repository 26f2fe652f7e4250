from dashboard.web.app import topic

topic("data_stack")
