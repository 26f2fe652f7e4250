from dashboard.web.app import topic

topic("buy_in")
