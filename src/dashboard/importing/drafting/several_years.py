"""One draft from the drafts of several years."""

from collections.abc import Iterator, Sequence

from dashboard.codebook import Year
from dashboard.importing.drafting.aligning import Match, Wordings, aligned, pair_choices
from dashboard.importing.drafting.naming import ids_of, question_ids
from dashboard.importing.drafting.questions import DraftChoice, DraftQuestion, YearDraft
from dashboard.importing.labels import normalised


def merged(drafts: Sequence[YearDraft]) -> tuple[list[DraftQuestion], list[Match]]:
    """The questions of all years, each once, in the newest order; and what was compared.

    The newest wordings and labels come first. Ids are those of the newest year that asked.
    """
    matches: list[Match] = []
    ordered = sorted(drafts, key=lambda draft: -draft.year)
    if not ordered:
        return [], []
    questions = list(ordered[0].questions)
    wordings = Wordings(question.text for draft in drafts for question in draft.questions)
    for draft in ordered[1:]:
        questions = _joined(questions, draft, matches, wordings)
    _also_offered(questions)
    for question in questions:
        _write_ins(question)
    _unloop(questions)
    return questions, matches


def _joined(
    newer: list[DraftQuestion], draft: YearDraft, matches: list[Match], wordings: Wordings
) -> list[DraftQuestion]:
    """The newer questions with those of an earlier year worked in."""
    into: dict[int, DraftQuestion] = {}
    for one, older, words, share, same in aligned(newer, draft.questions, wordings):
        nearest = min(one.years, key=lambda year: (year < draft.year, abs(year - draft.year)))
        matches.append(
            Match(
                one.id,
                "",
                nearest,
                one.wording[nearest],
                draft.year,
                older.text,
                words,
                same,
                share,
            )
        )
        if same:
            into[id(older)] = one
    order = list(newer)
    names = {older.id: into[id(older)].id for older in draft.questions if id(older) in into}
    taken = [question.id for question in newer]
    for older in draft.questions:
        if id(older) not in into:
            [names[older.id]] = question_ids([older.id], [*taken, *names.values()])
    last: DraftQuestion | None = None
    for older in draft.questions:
        older.route = {y: (names.get(code, code), led) for y, (code, led) in older.route.items()}
        newer_one = into.get(id(older))
        if newer_one is None:
            older.id = names[older.id]
            order.insert(order.index(last) + 1 if last is not None else 0, older)
            last = older
        else:
            _merge(newer_one, older, draft.year, matches)
            last = newer_one
    _translate_routes(order, draft.year)
    return order


def _merge(question: DraftQuestion, older: DraftQuestion, year: Year, matches: list[Match]) -> None:
    """Work the question as an earlier year had it into the newer one."""
    question.wording |= older.wording
    question.places |= older.places
    question.columns |= older.columns
    question.separator |= older.separator
    question.why |= older.why
    question.said |= older.said
    question.write_ins |= older.write_ins
    if {question.kind, older.kind} == {"single", "scale"}:
        question.kind = "single"
    codes: dict[str, str] = {}
    for name in ("choices", "items"):
        known, new = getattr(question, name), getattr(older, name)
        pairs = {}
        for one, before, score, same in pair_choices(known, new):
            if score < 100:
                nearest = min(one.asked, key=lambda y: abs(y - year))
                matches.append(
                    Match(question.id, one.id, nearest, one.label, year, before.label, score, same)
                )
            if same:
                pairs[id(before)] = one
        setattr(question, name, _with_older(known, new, pairs, year, codes))
    for y, (code, led) in older.route.items():
        question.route[y] = (code, led)
    question.renamed[year] = codes


def _with_older(
    known: list[DraftChoice],
    older: Sequence[DraftChoice],
    pairs: dict[int, DraftChoice],
    year: Year,
    codes: dict[str, str],
) -> list[DraftChoice]:
    """The choices with those of an earlier year inserted after the same neighbor."""
    order = list(known)
    last: DraftChoice | None = None
    for choice in older:
        one = pairs.get(id(choice))
        if one is None:
            [code] = ids_of([choice.id], [c.id for c in order])
            codes[choice.id] = code
            choice.id = code
            order.insert(order.index(last) + 1 if last is not None else len(order), choice)
            last = choice
            continue
        codes[choice.id] = one.id
        texts = [*choice.texts.get(year, ())]
        if normalised(choice.label) != normalised(one.label):
            texts.insert(0, choice.label)
        if texts:
            one.texts[year] = tuple(dict.fromkeys(texts))
        one.asked.add(year)
        one.columns |= choice.columns
        one.is_other = one.is_other or choice.is_other
        last = one
    return order


def _translate_routes(order: Sequence[DraftQuestion], year: Year) -> None:
    """Routing of a year in the ids that questions and choices have once they are joined."""
    by_id = {question.id: question for question in order}
    for question in order:
        route = question.route.get(year)
        if route is None:
            continue
        before = by_id.get(route[0])
        if before is None or year not in before.places:
            del question.route[year]
            continue
        codes = before.renamed.get(year, {})
        question.route[year] = (before.id, tuple(codes.get(code, code) for code in route[1]))


def _also_offered(questions: Sequence[DraftQuestion]) -> None:
    """Put choices into the years in which too few people gave them to be seen as choices."""
    for question in questions:
        in_one_column = [year for year in question.years if len(question.places[year]) == 1]
        for choice in question.choices:
            _note_written_in(question, choice, in_one_column)
            keys = {normalised(choice.label), *map(normalised, _texts(choice))}
            for year in in_one_column:
                if any(question.said[year][key] for key in keys):
                    choice.asked.add(year)


def _note_written_in(
    question: DraftQuestion, choice: DraftChoice, in_one_column: Sequence[Year]
) -> None:
    """Note that a choice may be what several respondents wrote in, where some years lack it."""
    lacking = [year for year in in_one_column if year not in choice.asked]
    written = sorted(question.write_ins & choice.asked)
    if lacking and written and not choice.is_other:
        choice.notes.append(
            f"a write-in of {_years(written)}? In {_years(lacking)} few or no respondents gave it, "
            "so the questionnaire may not have offered it"
        )


def _years(years: Sequence[Year]) -> str:
    return " and ".join(map(str, years))


def _texts(choice: DraftChoice) -> Iterator[str]:
    for texts in choice.texts.values():
        yield from texts


def _write_ins(question: DraftQuestion) -> None:
    """Offer the choice that takes write-ins in every year."""
    others = [choice for choice in question.choices if choice.is_other]
    if question.write_ins and len(others) == 1:
        others[0].asked = set(question.years)


def _unloop(questions: Sequence[DraftQuestion]) -> None:
    """Drop routing on a question that comes later in some year or depends on this one."""
    place = {question.id: at for at, question in enumerate(questions)}
    for question in questions:
        question.route = {
            year: route
            for year, route in question.route.items()
            if place.get(route[0], len(place)) < place[question.id]
        }
