from dashboard.stories import personas
from dashboard.web.pages.topic_page import topic_page

WORK = ("responsibilities", "past_titles", "communities", "experiment_places", "data_sources_used")
TOOLS = ("used_tracking", "used_orchestration", "used_serving", "used_notebooks", "used_cloud")
METHODS = ("validation_methods", "vetting_methods", "spike_tools", "goals_three_months")
DEVOPS = ("attitude_just_devops", "attitude_extends_devops", "attitude_same_process")
ML = ("attitude_differs", "attitude_ml_overused", "attitude_foundation_models")

topic_page(
    "personas",
    lead=("persona",),
    stories=(personas("persona", "company_size", (*WORK, *TOOLS, *METHODS), (*DEVOPS, *ML)),),
)
