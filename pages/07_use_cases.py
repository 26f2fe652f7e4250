from dashboard.stories import columns, now_and_later
from dashboard.web.pages.topic_page import topic_page

PARTS = ("serving", "business", "models", "data", "access", "release", "freshness")
PAIRS = [(f"overview_{part}", f"future_{part}") for part in PARTS]
HARD = "What is hardest"
WAYS = (("overview_serving", "Part of use cases"), ("hardest_serving", "Named hardest"))
DATA = (("overview_data", "Part of use cases"), ("hardest_data", "Named hardest"))

topic_page(
    "use_cases",
    lead=("not_production_reasons", "use_case_count", "production_share"),
    stories=(
        now_and_later("now_and_later", "Use cases: choose what to look at", PAIRS),
        columns("ways", "Hardest way of serving", *WAYS, section=HARD, replaces=[WAYS[1][0]]),
        columns("kinds", "Hardest type of data", *DATA, section=HARD, replaces=[DATA[1][0]]),
    ),
)
