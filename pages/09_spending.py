from dashboard.page import topic_page
from dashboard.stories import by_group, over_the_years

SIZE = "company_size"

topic_page(
    "spending",
    lead=("spending_change", "spending_shares", "annual_spending"),
    stories=(
        by_group("annual_spending", SIZE, "Spending a year, by company size"),
        by_group("tool_spending", SIZE, "Spending on tools, by company size", "How much"),
        over_the_years("annual_spending", "Spending a year, over the years", "How much"),
        over_the_years("spending_change", "Expected change, over the years", "Change"),
    ),
)
