"""What a component is given: JSON as bytes, which Streamlit passes on as they are.

To look at data of other kinds it loads pandas, serialises them twice and guesses at what they are.
"""

import json

# For the component's JavaScript, which finds bytes under `data`.
UNPACK = "const unpack = (bytes) => JSON.parse(new TextDecoder().decode(bytes));\n"


def packed(data: object) -> bytes:
    """Data for a component whose JavaScript calls `unpack`."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
