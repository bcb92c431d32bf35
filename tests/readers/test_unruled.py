"""Tables by alignment: hand-made runs in, cells out. Positions are in points on an A4 page."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi_extract.readers.pdf.by_alignment.half_ruled import divided, is_chart
from kpi_extract.readers.pdf.by_alignment.unruled import TextTable, find_text_tables
from kpi_extract.readers.pdf.marks import Rule, Run
from kpi_extract.readers.pdf.ruled.grid import find_grids

SIZE = 10.0


def advance(char: str, size: float = SIZE) -> float:
    return size if char >= "\u2e80" else 0.5 * size if char != " " else 0.25 * size


def width_of(text: str, size: float = SIZE) -> float:
    return sum(advance(char, size) for char in text)


def run(text: str, x: float, y: float, size: float = SIZE) -> Run:
    starts, at = [], x
    for char in text:
        starts.append(at)
        at += advance(char, size)
    return Run(text, starts[0], at, y, size, "right", starts)


def right(text: str, x1: float, y: float) -> Run:
    return run(text, x1 - width_of(text), y)


def centred(text: str, x: float, y: float) -> Run:
    return run(text, x - width_of(text) / 2, y)


def words(text: str, x: float, y: float) -> list[Run]:
    """Each word a run of its own, as some engines give it."""
    runs = []
    for word in text.split(" "):
        runs.append(run(word, x, y))
        x = runs[-1].end + 0.25 * SIZE
    return runs


def line(y: float, x0: float = 50, x1: float = 450) -> Rule:
    return Rule(x0, y, x1, y + 0.5)


def text_of(runs: Sequence[Run]) -> str:
    return "".join(run.text for run in runs)


def grid_of(table: TextTable) -> list[list[str]]:
    """Texts by row; a covered position repeats nothing but shows "^" (above) or "<" (left)."""
    rows = [["?"] * (len(table.column_edges) - 1) for _ in range(len(table.row_edges) - 1)]
    for cell in table.cells:
        for row in range(cell.row, cell.row_end):
            for column in range(cell.column, cell.column_end):
                assert rows[row][column] == "?", "covered twice"
                mark = "^" if row > cell.row else "<"
                rows[row][column] = text_of(cell.runs) if (row, column) == (cell.row, cell.column) else mark
    assert not any("?" in row for row in rows), "a hole"
    assert list(table.row_edges) == sorted(set(table.row_edges))
    assert list(table.column_edges) == sorted(set(table.column_edges))
    return rows


def only(runs: Sequence[Run], rules: Sequence[Rule] = ()) -> list[list[str]]:
    (table,) = find_text_tables(runs, rules, [])
    return grid_of(table)


# --- tables -----------------------------------------------------------------------------------------------------------

KPI = [
    ["指標名", "単位", "基準値", "令和3年度", "令和4年度"],
    ["新規就農者数", "人", "12", "15", "18"],
    ["観光入込客数", "千人", "1,234", "987", "1,100"],
    ["転入超過数", "人", "-120", "-98", "-"],
    ["製造品出荷額等", "億円", "302", "", "311"],
]
LEFTS = [50, 180]
RIGHTS = [280, 360, 440]


def kpi_table(y: float = 100, step: float = 18, x: float = 0) -> list[Run]:
    runs = []
    for number, texts in enumerate(KPI):
        for column, text in enumerate(texts):
            if text and column < 2:
                runs.append(run(text, x + LEFTS[column], y + number * step))
            elif text:
                runs.append(right(text, x + RIGHTS[column - 2], y + number * step))
    return runs


def test_a_japanese_table_without_rules() -> None:
    assert only(kpi_table()) == KPI


def test_the_order_of_runs_does_not_matter() -> None:
    assert only(kpi_table()[::-1]) == KPI


def test_a_caption_above_and_a_note_below_stay_outside() -> None:
    caption = run("表1　重要業績評価指標（ＫＰＩ）の実績", 50, 82)
    note = run("※実績値は各年度末時点の数値であり、単位未満を四捨五入しているため合計が一致しない場合がある。", 50, 190)
    assert only([caption, *kpi_table(), note]) == KPI


BOOK = [
    ["Country", "2005", "2006", "Change"],
    ["Austria", "86.2", "13.8", "-"],
    ["Czech Republic", "98.6", "1.4", "0.3"],
    ["United Kingdom", "24.0", "21.4", "54.6"],
    ["Total", "65.1", "7.9", "27.0"],
]
BOOK_RULES = [line(88, 50, 400), line(104, 50, 400), line(174, 50, 400)]


def booktabs() -> list[Run]:
    runs: list[Run] = []
    for number, texts in enumerate(BOOK):
        y = 100 + 16 * number
        runs += words(texts[0], 50, y)
        runs += [right(text, 200 + 90 * column, y) for column, text in enumerate(texts[1:])]
    return runs


def test_rules_above_below_and_under_the_heading() -> None:
    assert only(booktabs(), BOOK_RULES) == [[text.replace(" ", "") for text in row] for row in BOOK]


def test_two_columns_between_rules() -> None:
    runs = [
        *words("Indicator", 50, 100),
        run("Weight", 300, 100),
        *words("Further studies", 50, 116),
        run("15", 310, 116),
        *words("Employment rate", 50, 132),
        run("40", 310, 132),
    ]
    rules = [line(88, 50, 400), line(104, 50, 400), line(138, 50, 400)]
    assert only(runs, rules) == [["Indicator", "Weight"], ["Furtherstudies", "15"], ["Employmentrate", "40"]]


def test_a_wrapped_cell_is_one_row() -> None:
    runs = [
        run("指標", 50, 100),
        run("目標値", 250, 100),
        run("実績値", 330, 100),
        run("移住相談窓口を通じた", 50, 130),
        run("120", 250, 130),
        run("98", 330, 130),
        run("移住者数", 50, 142),
        run("空き家バンク登録件数", 50, 172),
        run("45", 250, 172),
        run("51", 330, 172),
        run("出生数", 50, 202),
        run("300", 250, 202),
        run("287", 330, 202),
    ]
    assert only(runs) == [
        ["指標", "目標値", "実績値"],
        ["移住相談窓口を通じた移住者数", "120", "98"],
        ["空き家バンク登録件数", "45", "51"],
        ["出生数", "300", "287"],
    ]


def test_level_rules_between_rows_keep_wrapped_text_together() -> None:
    runs: list[Run] = []
    rules = [line(88)]
    y = 100.0
    expected = []
    for number in range(4):
        runs += [
            run("地域おこし協力隊の隊員として", 50, y),
            run("着任した者の数", 50, y + 13),
            run("人", 230, y),
            right(str(10 + number), 400, y),
        ]
        y += 30
        rules.append(line(y - 11))
        expected.append(["地域おこし協力隊の隊員として着任した者の数", "人", str(10 + number)])
    assert only(runs, rules) == expected


def test_a_heading_over_several_columns_spans_them() -> None:
    xs = [200, 270, 340, 410]
    runs = [centred("令和3年度", 235, 100), centred("令和4年度", 375, 100)]
    runs += [centred(text, x, 116) for text, x in zip(["目標", "実績", "目標", "実績"], xs, strict=True)]
    for number in range(4):
        y = 132 + 16 * number
        runs.append(run("就業者数", 50, y))
        runs += [centred(str(100 + number), x, y) for x in xs]
    rows = only(runs)
    assert rows[:2] == [["", "令和3年度", "<", "令和4年度", "<"], ["", "目標", "実績", "目標", "実績"]]
    assert rows[2] == ["就業者数", "100", "100", "100", "100"]


def test_partial_rules_under_a_heading_say_how_far_it_goes() -> None:
    xs = [200, 270, 340, 410]
    runs = [run("Men", 185, 100), run("Women", 325, 100)]
    runs += [right(text, x + 12, 118) for text, x in zip(["2005", "2006", "2005", "2006"], xs, strict=True)]
    for number in range(4):
        y = 138 + 16 * number
        runs.append(run("Sample", 50, y))
        runs += [right(f"{number}.5", x + 12, y) for x in xs]
    rules = [line(88, 50, 422), line(104, 180, 282), line(104, 320, 422), line(124, 50, 422), line(196, 50, 422)]
    rows = only(runs, rules)
    assert rows[0] == ["", "Men", "<", "Women", "<"]
    assert rows[1] == ["", "2005", "2006", "2005", "2006"]
    assert len(rows) == 6


def moved(run: Run, scale: float, by: float) -> Run:
    starts = [start * scale + by for start in run.starts or ()]
    return run._replace(start=run.start * scale + by, end=run.end * scale + by, starts=starts)


def test_two_tables_side_by_side_between_running_text() -> None:
    left = kpi_table()
    narrow = [moved(r, 0.5, 0)._replace(size=5) for r in left]
    shifted = [moved(r, 1, 260) for r in narrow]
    rules = [Rule(25, 88, 220, 88.5), Rule(25, 176, 220, 176.5), Rule(285, 88, 480, 88.5), Rule(285, 176, 480, 176.5)]
    tables = find_text_tables([*narrow, *shifted], rules, [])
    assert [grid_of(table) for table in tables] == [KPI, KPI]


def test_dots_that_lead_to_several_columns_are_no_contents_list() -> None:
    runs = [run("State", 50, 100), right("2005", 290, 100), right("2006", 360, 100)]
    for number, name in enumerate(["Alabama", "Alaska", "Arizona", "Arkansas"]):
        y = 116 + 14 * number
        runs += [run(name + "." * (36 - len(name)), 50, y), right(f"{number}.5", 290, y), right("1,234", 360, y)]
    rows = only(runs)
    assert rows[0] == ["State", "2005", "2006"]
    assert [row[1:] for row in rows[1:]] == [[f"{number}.5", "1,234"] for number in range(4)]
    assert [row[0].rstrip(".") for row in rows[1:]] == ["Alabama", "Alaska", "Arizona", "Arkansas"]


def test_a_currency_sign_far_from_its_number_is_no_column() -> None:
    runs = [run("Item", 50, 100), right("2005", 290, 100), right("2006", 360, 100)]
    for number, name in enumerate(["Roads", "Schools", "Health", "Total"]):
        y = 116 + 14 * number
        runs += [run(name, 50, y), right("12,345", 290, y), right("678", 360, y)]
        if number in (0, 3):
            runs += [run("$", 235, y), run("$", 310, y)]
    assert only(runs)[1] == ["Roads", "$12,345", "$678"]
    assert only(runs)[2] == ["Schools", "12,345", "678"]


# --- no tables --------------------------------------------------------------------------------------------------------

SENTENCE = "本市では人口減少を克服し将来にわたって活力ある地域社会を維持するため総合戦略を策定し施策を推進してきた。"
ENGLISH = "The purpose of this report is to show how the indicators of the strategy have developed in the last years"


def paragraph(x: float, y: float, characters: int, lines: int) -> list[Run]:
    text = SENTENCE * lines
    return [run(text[characters * n : characters * (n + 1)], x, y + 16 * n) for n in range(lines)]


def justified(x: float, y: float, width: float, lines: int) -> list[Run]:
    """Latin text spread to both margins, each word a run."""
    runs, left = [], ENGLISH.split() * lines
    for number in range(lines):
        taken: list[str] = []
        while left and width_of(" ".join([*taken, left[0]])) <= width:
            taken.append(left.pop(0))
        gap = (width - sum(map(width_of, taken))) / (len(taken) - 1)
        at = x
        for word in taken:
            runs.append(run(word, at, y + 13 * number))
            at = runs[-1].end + gap
    return runs


CONTENTS = [
    run(f"第{number}章　計画の概要について" + "…" * 15 + str(10 * number), 50, 80 + 18 * number)
    for number in range(1, 12)
]
DOTTED = [
    part
    for number in range(1, 12)
    for part in (
        run("Chapter of text " + "." * 60, 50, 80 + 18 * number),
        right(str(10 * number), 480, 80 + 18 * number),
    )
]
BULLETS = [
    part
    for number in range(8)
    for part in (run("・", 50, 80 + 16 * number), run("子育て支援の充実を図る", 72, 80 + 16 * number))
]
FORM = [
    part
    for number, (label, value) in enumerate(
        [("事業名", "移住促進事業"), ("担当課", "企画課"), ("実施期間", "令和3年度から"), ("交付金", "推進交付金")]
    )
    for part in (run(label, 50, 80 + 18 * number), run(value, 150, 80 + 18 * number))
]
AXIS = [right(str(50 * number), 80, 300 - 20 * number) for number in range(9)] + [
    run(f"{2005 + number}", 100 + 40 * number, 315) for number in range(8)
]


@pytest.mark.parametrize(
    "runs",
    [
        pytest.param(paragraph(50, 100, 40, 10), id="prose"),
        pytest.param(paragraph(50, 100, 21, 20) + paragraph(300, 100, 21, 20), id="prose in two columns"),
        pytest.param(justified(50, 100, 450, 20), id="justified Latin prose"),
        pytest.param(justified(50, 100, 220, 20) + justified(290, 100, 220, 20), id="justified in two columns"),
        pytest.param(CONTENTS, id="contents"),
        pytest.param(DOTTED, id="contents with dots"),
        pytest.param(BULLETS, id="bullets"),
        pytest.param(FORM, id="a form"),
        pytest.param(AXIS, id="labels of axes"),
        pytest.param([run("令和4年度　実績報告書", 50, 30), right("1", 500, 800)], id="head and foot"),
        pytest.param(kpi_table()[:5], id="one line"),
        pytest.param([], id="nothing"),
    ],
)
def test_what_is_no_table(runs: list[Run]) -> None:
    assert find_text_tables(runs, [], []) == []


def test_rules_at_the_head_and_foot_of_a_page_of_prose_make_no_table() -> None:
    runs = [*paragraph(50, 100, 40, 30), run("第2章", 50, 40), right("総合戦略", 450, 40), right("12", 450, 800)]
    assert find_text_tables(runs, [line(50), line(785)], []) == []


# --- half-ruled grids -------------------------------------------------------------------------------------------------


def in_cells(runs: Sequence[Run], rules: Sequence[Rule]) -> tuple[TextTable | None, bool]:
    (grid,) = find_grids(rules)
    texts: dict[int, list[Run]] = {}
    for item in runs:
        texts.setdefault(grid.locate(*item.centre(0)), []).append(item)
    assert -1 not in texts
    return divided(grid, texts), is_chart(grid, texts)


def test_rows_without_upright_rules_are_cut_like_their_headings() -> None:
    rules = [line(86 + 18 * n, 40, 450) for n in range(6)]
    rules += [Rule(x, 86, x, 104) for x in (170, 240, 310, 380)] + [Rule(x, 86, x, 176) for x in (40, 450)]
    table, _ = in_cells(kpi_table(), rules)
    assert table is not None
    assert grid_of(table) == KPI


def test_a_frame_with_upright_rules_only_has_a_row_for_each_line() -> None:
    rules = [line(86, 40, 450), line(104, 40, 450), line(180, 40, 450)]
    rules += [Rule(x, 86, x, 180) for x in (40, 170, 220, 290, 370, 450)]
    table, _ = in_cells(kpi_table(), rules)
    assert table is not None
    assert grid_of(table) == KPI


def test_a_fully_ruled_table_with_wrapped_text_is_left_alone() -> None:
    rules = [line(86 + 40 * n, 40, 450) for n in range(4)] + [Rule(x, 86, x, 206) for x in (40, 200, 300, 450)]
    runs = []
    for n in range(3):
        y = 100 + 40 * n
        runs += [
            run("相談窓口を通じた移住", 50, y),
            run("者の数（累計）", 50, y + 12),
            run("人", 210, y),
            run("25", 310, y),
            run("80.0%", 310, y + 12),
        ]
    assert in_cells(runs, rules) == (None, False)


def test_the_grid_of_a_chart_is_chart() -> None:
    rules = [line(100 + 20 * n, 50, 350) for n in range(8)] + [Rule(x, 100, x, 240) for x in (50, 200, 350)]
    assert in_cells([run("実績", 210, 115), run("目標", 210, 135)], rules)[1]
    assert not in_cells(
        [run("指標", 55, 115), run("実績", 210, 115), *(run("人口", 55, 115 + 20 * n) for n in range(1, 7))], rules
    )[1]


# --- any table --------------------------------------------------------------------------------------------------------

LABELS = st.text("人口市町村観光客数事業費", min_size=2, max_size=6)
NUMBERS = st.integers(0, 99_999).map(str) | st.just("-")


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[list[str]], list[Run]]:
    rows, columns = draw(st.integers(3, 8)), draw(st.integers(3, 6))
    kinds = [draw(st.booleans()) for _ in range(columns)]
    texts = [[draw(LABELS if row == 0 or column == 0 else NUMBERS) for column in range(columns)] for row in range(rows)]
    for row in texts[2:]:
        blank = draw(st.integers(0, columns * 2))
        if 0 < blank < columns - 1:
            row[blank] = ""
    step = draw(st.floats(15, 25))
    runs: list[Run] = []
    x = 40.0
    for column in range(columns):
        width = max(width_of(row[column]) for row in texts)
        for number, row in enumerate(texts):
            if row[column] and kinds[column]:
                runs.append(right(row[column], x + width, 100 + step * number))
            elif row[column]:
                runs.append(run(row[column], x, 100 + step * number))
        x += width + draw(st.floats(1.2, 4)) * SIZE
    return texts, draw(st.permutations(runs))


@settings(max_examples=150, deadline=None)
@given(tables())
def test_any_table_of_texts_on_a_grid_is_found_again(case: tuple[list[list[str]], list[Run]]) -> None:
    texts, runs = case
    assert only(runs) == texts


TEXTS = st.sampled_from(
    ["人口", "1,234", "-", "the rate of change", "・", "観光　客", "....", "$", "12%", "a  b", SENTENCE]
)
PLACES = st.tuples(
    TEXTS,
    st.floats(0, 560) | st.integers(1, 5).map(lambda column: 90.0 * column),
    st.floats(0, 800) | st.integers(1, 8).map(lambda line: 90 + 13.0 * line),
    st.sampled_from([8.0, 10.0, 10.0, 12.0, 30.0]),
)
RULES = st.builds(
    lambda x, y, width, height, kind: Rule(x, y, x + width, y + height, kind),
    st.floats(0, 500),
    st.floats(0, 800) | st.sampled_from([90.0, 105.0, 130.0]),
    st.floats(0, 500) | st.just(400.0),
    st.just(0.5) | st.floats(0, 300),
    st.sampled_from(["line", "box", "fill"]),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(PLACES, max_size=60), st.lists(RULES, max_size=12))
def test_whatever_stands_where_every_word_is_in_one_cell_and_every_position_covered_once(
    places: list[tuple[str, float, float, float]], rules: list[Rule]
) -> None:
    runs = [run(text, x, y, size) for text, x, y, size in places]
    tables = find_text_tables(runs, rules, [])
    words = [(word.text, word.start, word.across) for table in tables for cell in table.cells for word in cell.runs]
    for table in tables:
        grid_of(table)
        x0, top, x1, bottom = table.box
        assert x0 <= x1
        assert top <= bottom
    assert len(words) <= sum(len(item.text.replace("...", " . ").split()) for item in runs)
