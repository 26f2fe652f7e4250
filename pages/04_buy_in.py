from dashboard.stories import ranked, steps
from dashboard.web.pages.topic_page import topic_page

topic_page(
    "buy_in",
    lead=("proposal_origin", "approvals"),
    stories=(
        steps("proposal_steps", "From idea to project, step by step"),
        ranked("buy_in_difficulties", "What makes buy-in hard"),
    ),
)
