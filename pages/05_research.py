from dashboard.web.app import topic

topic("research")
