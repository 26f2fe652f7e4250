from dashboard.web.app import topic

topic("goals_challenges")
