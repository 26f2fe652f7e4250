from dashboard.web.pages.tool_page import tool_page

tool_page()
