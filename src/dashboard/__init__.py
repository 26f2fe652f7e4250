"""Results of a community survey: codebook, responses, estimates, figures, pages."""

import os

# What Arrow reads is soon in a table of DuckDB's; its own allocator would keep the memory. It asks
# once, when it is first imported.
os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
