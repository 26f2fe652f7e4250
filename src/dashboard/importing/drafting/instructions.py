"""The part of a wording that says how to answer, apart from what is asked."""

import re

from dashboard.importing.labels import normalised

INSTRUCTION_ONLY = "Only the instruction on how to answer changed."
# "(Select all that apply)", "- choose one", "required" and their like, in the words of forms.
_HOW = (
    r"(please )?((select|choose|check|tick|pick|mark)( [^()\[\]?]*)?|all that apply|"
    r"(one|single|multiple) (answer|choice|select|selection|response)s?( only| possible| allowed)?|"
    r"multiple answers are (possible|allowed)|required|mandatory|optional)|"
    r"(bitte )?((wählen|kreuzen) sie[^()\[\]?]*|(alles?|alle) (zutreffende[ns]?|was zutrifft)"
    r"[^()\[\]?]*|(nur )?eine (antwort|auswahl)[^()\[\]?]*|auswählen|"
    r"pflicht(frage|feld)|freiwillig|"
    r"mehrfach(nennung(en)?|auswahl|antwort(en)?)( sind| ist)?( möglich)?|"
    r"mehrere antworten( sind)? möglich)|"
    r"(veuillez )?((cochez|cocher|sélectionnez|choisissez)[^()\[\]?]*|"
    r"(plusieurs|une seule) réponses?[^()\[\]?]*|choix (multiples?|unique)|obligatoire|facultatif)|"
    r"(seleccion[ae]|elija|elige|mar(que|ca)|selecion[ae]|escolha|assinale)[^()\[\]?]*|"
    r"(respuesta|resposta|selección|seleção) (múltiple|múltipla|única)|"
    r"obligatori[oa]|obrigatóri[oa]|opcional|"
    r"(selezion[ai]|scegli|kies|selecteer)[^()\[\]?]*|risposta (multipla|singola)|"
    r"meerdere antwoorden( mogelijk)?|verplicht"
)
_ASIDE = re.compile(
    rf"[(\[]\s*({_HOW})\s*[.:!*]*\s*[)\]]|(?<=[?.!:])\s*[-–—]?\s*({_HOW})\s*[.:!*]*$"
)
_NUMBERED = re.compile(
    r"\d|\b(two|three|four|five|up to|at most|no more|zwei|drei|vier|fünf|bis zu|maximal|höchstens|"
    r"deux|trois|quatre|cinq|jusqu|au plus|dos|tres|cuatro|cinco|hasta|máximo|dois|duas|três|até|"
    r"due|tre|fino|twee|drie|top|most|least|best|main)\b"
)
_ONE = re.compile(
    r"\b(one|single|only|eine|nur|une|seule?|unique|una?|única|uma|um|singola|één|een)\b"
)


def instruction_of(wording: str) -> tuple[str, tuple[str, ...]]:
    """A wording without what it says on how to answer, as it is compared, and what that is."""
    text = normalised(wording)
    found = tuple(match[0].strip(" ()[].:!*-–—") for match in _ASIDE.finditer(text))
    return " ".join(_ASIDE.sub(" ", text).split()).rstrip(" ?:.!*"), found


def same_but_instruction(one: str, other: str) -> bool:
    """Whether two wordings differ in nothing but how they say to answer, and mean the same by it.

    How many to choose is part of a question: "up to three" and "all that apply" are not the same,
    nor are "one" and "all".
    """
    (a, how_a), (b, how_b) = instruction_of(one), instruction_of(other)
    if a != b or not a or normalised(one) == normalised(other):
        return False
    if how_a == how_b:
        return True
    if any(map(_NUMBERED.search, (*how_a, *how_b))):
        return False
    ones = [any(map(_ONE.search, how)) for how in (how_a, how_b) if how]
    return len(set(ones)) < 2
