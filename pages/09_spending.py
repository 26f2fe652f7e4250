from dashboard.stories import by_group, over_the_years
from dashboard.web.pages.topic_page import topic_page

SMALL = ("Up to 150 people", 1, 151)
MIDDLE = ("151–1,000 people", 151, 1001)
SIZES = (SMALL, MIDDLE, ("Over 1,000 people", 1001, float("inf")))
SIZE, HOW_MUCH = "company_size", "How much"

topic_page(
    "spending",
    lead=("spending_change", "spending_shares", "annual_spending"),
    stories=(
        by_group("annual_spending", SIZE, "Spending a year, by company size", spans=SIZES),
        by_group("tool_spending", SIZE, "Spending on tools, by company size", HOW_MUCH, SIZES),
        over_the_years("annual_spending", "Spending a year, over the years", HOW_MUCH),
        over_the_years("spending_change", "Expected change, over the years", "Change"),
    ),
)
