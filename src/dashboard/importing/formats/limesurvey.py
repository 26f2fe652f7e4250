"""LimeSurvey: question codes or texts, the part of a question in brackets."""

import re
from collections.abc import Sequence

from dashboard.codebook import Codebook, Year
from dashboard.importing.formats.row_rules import RowRule
from dashboard.importing.formats.tool_layout import Heads, Layout

# Exports of texts head their first columns in the language of the person who exported them.
_IDS = frozenset(
    {"response id", "antwort id", "antwort-id", "id de la réponse", "id de respuesta",
     "id de la respuesta", "id risposta", "id della risposta", "id da resposta", "id de resposta",
     "antwoord id", "antwoord-id", "reactie id", "id odpowiedzi", "identyfikator odpowiedzi",
     "id ответа", "id odpovědi", "svar-id", "svars-id", "回答id", "答复id", "回應 id"}
)  # fmt: skip
_SUBMITTED = frozenset(
    {"date submitted", "datum abgeschickt", "abgeschickt am", "date de soumission",
     "date d'envoi", "fecha de envío", "fecha enviado", "data di invio", "data invio",
     "data de envio", "data de submissão", "datum ingezonden", "datum verzonden", "inzenddatum",
     "data wysłania", "data przesłania", "дата отправки", "datum odeslání", "inlämningsdatum",
     "dato innsendt", "送信日", "提交日期", "提交時間"}
)  # fmt: skip
_TOKENS = frozenset(
    {"token", "access code", "zugangscode", "zugangsschlüssel", "code d'accès", "código de acceso",
     "codice di accesso", "código de acesso", "toegangscode", "kod dostępu", "код доступа"}
)  # fmt: skip
# Alchemer has both names, too, and the time of beginning between them.
_OTHER_TOOL = "time started"
RULES = (
    RowRule("incomplete", frozenset({"submitdate"}) | _SUBMITTED, empty=True),
    RowRule("submitted twice", _TOKENS, repeated=True),
)
_CODE_AND_TEXT = re.compile(r"^([A-Za-z]\w*(?:\[[^\]]+\])*)\. ?(.+)$", re.DOTALL)
_CODE = re.compile(r"^([A-Za-z]\w*)((?:\[[^\]]+\])+)$")


def _fits(heads: Heads, first: Sequence[str]) -> bool:
    """Whether the first columns are those that every LimeSurvey export begins with."""
    # An export of codes and texts heads a column "id. Response ID".
    start = {text.partition(". ")[0] for text in first[:8]}
    in_texts = bool(start & _IDS) and bool(start & _SUBMITTED) and _OTHER_TOOL not in start
    return {"id", "submitdate"} <= start or in_texts


def _rewrite(heads: Heads, codebook: Codebook, year: Year) -> Heads:
    """Codes as `code [part]`, and the texts where the export has both.

    In arrays of two dimensions a column is a row and a choice, `code [row] [choice]`, in codes also
    `code [row_choice]`.
    """
    codes, texts = [], []
    for header in heads[0]:
        both = _CODE_AND_TEXT.match(header)
        code, text = (both[1], both[2]) if both else (header, header)
        part = _CODE.match(code)
        codes.append(f"{part[1]} {part[2].replace('][', '] [')}" if part else code)
        texts.append(text.replace("][", "] ["))
    return [codes, texts]


LIMESURVEY = Layout(
    format="limesurvey",
    name="LimeSurvey",
    fits=_fits,
    rewrite=_rewrite,
    rules=RULES,
    # It means that a question was not shown.
    missing=frozenset({"N/A"}),
)
