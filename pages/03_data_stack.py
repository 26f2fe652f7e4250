from dashboard.stories import against, columns, tools
from dashboard.web.pages.topic_page import topic_page

OFTEN = ("data_source_frequency", "Weekly or more")
HARD = ("data_source_difficulty", "Hard to use")
SOURCES = (("data_sources_used", "Use it"), OFTEN, HARD, ("data_sources_wanted", "Want it, cannot"))
USED = ("storage", "processing", "streaming", "integration")
JUDGED = (("data_tool_satisfaction", "Satisfied"), ("data_tool_frequency", "Weekly or more"))
INFRASTRUCTURE = [f"used_data_{part}" for part in USED]
REPLACED = [code for code, _ in SOURCES]

topic_page(
    "data_stack",
    lead=("data_sources_used", "data_sources_wanted", "data_source_barriers"),
    stories=(
        columns("sources", "Data sources: use, effort, wishes", *SOURCES, replaces=REPLACED),
        against("often_hard", "Often used, and hard to use?", OFTEN, HARD, what="Source"),
        tools("infrastructure", "Infrastructure", INFRASTRUCTURE, JUDGED, section="Infrastructure"),
    ),
)
