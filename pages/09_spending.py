from dashboard.web.app import topic

topic("spending")
