from dashboard.stories import by_group, columns, over_the_years
from dashboard.web.pages.topic_page import topic_page

GOALS = (("main_goal", "Main goal"), ("goals_three_months", "A goal at all"))
SKILLS = (("skills_lacking", "Lack it"), ("skills_had", "Have enough"))
WANT = "What we want"
STAGE = "Stage of ML at the organisation"

topic_page(
    "goals_challenges",
    lead=("main_goal", "obstacles"),
    stories=(
        columns("goals", "Goals for three months", *GOALS, replaces=[code for code, _ in GOALS]),
        over_the_years("maturity_class", f"{STAGE}, over the years"),
        by_group("maturity_class", "company_size", f"{STAGE}, by company size", WANT),
        columns("skills", "Skills we lack and have", *SKILLS, section="Skills",
                replaces=[code for code, _ in SKILLS]),
    ),
)  # fmt: skip
