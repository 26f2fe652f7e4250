from dashboard.page import topic_page
from dashboard.stories import ranked, steps

topic_page(
    "buy_in",
    lead=("proposal_origin", "approvals"),
    stories=(
        steps("proposal_steps", "From idea to project, step by step"),
        ranked("buy_in_difficulties", "What makes buy-in hard"),
    ),
)
