from dashboard.stories import distribution, steps
from dashboard.web.pages.topic_page import topic_page

topic_page(
    "spikes",
    lead=("spike_frequency", "spike_timebox", "spike_outcomes"),
    stories=(
        steps("spike_steps", "What belongs to a spike, step by step"),
        distribution("spike_timebox", "How long a spike gets"),
    ),
)
