"""How long a question takes, from its kind and its length.

Sources of the rates, all for people answering on a screen by themselves:

- Reading: 238 words a minute, the mean of 190 studies of silent reading of English non-fiction
  (Brysbaert 2019, Journal of Memory and Language 109).
- A question as a whole: Pew Research Center budgets 85 stand-alone questions for 15 minutes,
  10.6 seconds each, and less for a row of a battery ("How we keep our online surveys from running
  too long", 2022). TurkPrime measured 10.3 seconds a question on average and 8.3 in long surveys
  ("A simple formula for predicting time to complete a study", 2015).
- Rows of a table with short labels: 10 or more a minute (Amplitude Research, on the length of
  online surveys).

The seconds for deciding below are set so that ordinary questions come out between the 8.3 and
10.6 seconds measured. For percentages, rankings and best-worst tasks no such measurement was
found; theirs are judged from the number of decisions and strokes, and a pilot should replace them.
"""

from dashboard.codebook import Kind, Question, Year

SECONDS_A_WORD = 60 / 238
WELCOME = 20.0

DECIDE = 3.0
TYPE_NUMBER = 5.0
TICK = 1.0
ROW = 3.5
EXTRA_FOR_SEVERAL = 1.0
SHARE = 2.5
MAKE_IT_ADD_UP = 5.0
CHANGE_SHARE = 1.0
RANK = 4.0
BEST_AND_WORST = 7.0


def seconds(question: Question, year: Year, rows: int | None = None, ticks: int = 2) -> float:
    """Seconds one respondent spends on a question as `year` asked it.

    `rows` are the rows shown of a matrix whose rows depend on an earlier answer; `ticks` the
    choices taken in a multiple question. A derived question takes none.
    """
    if question.derived:
        return 0.0
    asking = read(question.wording[year]) + read(question.help)
    choices = [read(choice.wording[year]) for choice in question.offered(year)]
    items = [read(item.wording[year]) for item in question.shown_items(year)]
    match question.kind:
        case Kind.SINGLE | Kind.SCALE:
            # Choices are skimmed until one fits: half of them, on average.
            return asking + sum(choices) / 2 + DECIDE
        case Kind.MULTIPLE:
            return asking + sum(choices) + TICK * ticks + DECIDE / 2
        case Kind.NUMBER:
            return asking + TYPE_NUMBER
        case Kind.MATRIX:
            row = ROW + (EXTRA_FOR_SEVERAL if question.multiple else 0.0)
            if question.items_from:
                # The labels were read a moment ago.
                return asking + sum(choices) + row * (rows or 0) if rows else 0.0
            return asking + sum(choices) + sum(items) + row * len(items)
        case Kind.ALLOCATION if question.paired_with:
            return asking + CHANGE_SHARE * len(items) + DECIDE
        case Kind.ALLOCATION:
            return asking + sum(items) + SHARE * len(items) + MAKE_IT_ADD_UP
        case Kind.RANKING:
            return asking + sum(choices) + RANK * (question.pick or len(choices))
        case Kind.MAXDIFF:
            shown = question.pick or len(choices)
            one_task = shown * sum(choices) / max(len(choices), 1) + BEST_AND_WORST
            return asking + (question.tasks or 1) * one_task


def read(text: str) -> float:
    """Seconds to read a text once."""
    return SECONDS_A_WORD * len(text.split())
