from dashboard.stories import over_the_years, tools
from dashboard.web.pages.topic_page import topic_page

PREPARE = ("used_data_labelling", "used_data_versioning", "used_feature_stores")
DEVELOP = ("used_notebooks", "used_modelling", "used_scaling")
SHIP = ("used_ml_platforms", "used_serving", "used_monitoring", "used_ci_cd")
RUN = ("used_cloud", "used_containers")
LANGUAGE = ("used_model_apis", "used_llm_frameworks", "used_vector_search")
USED = ("used_tracking", "used_orchestration", *PREPARE, *DEVELOP, *SHIP, *RUN, *LANGUAGE)
SATISFIED = ("tool_satisfaction", "Satisfied")
JUDGED = (SATISFIED, ("tool_recommend", "Would recommend"))
PATH = "Paved path and automation"
EFFORT = (("tool_setup_effort", "Much work to set up"), ("tool_upkeep_effort", "Much upkeep"))

topic_page(
    "tools",
    lead=("used_tracking", "mlops_level", "platform_maturity"),
    stories=(
        tools("tools", "Tools", USED, (*JUDGED, *EFFORT), satisfied=SATISFIED[0]),
        over_the_years("platform_maturity", "The paved path, over the years", PATH),
    ),
)
