from dashboard.stories import columns, ranked
from dashboard.web.pages.topic_page import topic_page

STAGES = (("case_stage_time", "Took months"), ("case_stage_difficulty", "Hard"))
REPLACED = ("case_stage_time", "case_stage_difficulty")
TITLE = "The stages of a use case: time and difficulty"

topic_page(
    "use_case_details",
    lead=("case_time_to_deploy", "case_metrics"),
    stories=(
        columns("stages", TITLE, *STAGES, what="Stage", keep_order=True, replaces=REPLACED),
        ranked("case_challenges", "Challenges by severity"),
    ),
)
