"""Made-up reports in the style of a municipal KPI report: deterministic, of any number of pages."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from benchmarks.truth import TrueCell, TruePage, TrueTable

HEADER_ROWS = 3
COLUMNS = 10
DENSE_ROWS = 20
WIDTHS_POINTS = (70, 190, 120, 55, 45, 40, 55, 55, 55, 55)
"""Column widths of a dense table; together they fit a lying A4 sheet with margins of 28 points."""
NARROW_WIDTHS_POINTS = (110, 60, 40, 60, 60, 45)
"""Column widths of a small table, two of which stand beside each other on that sheet."""

_HEADER = (
    TrueCell(0, 0, 3, 1, "交付対象 事業の名称"),
    TrueCell(0, 1, 3, 2, "事業の概要"),
    TrueCell(0, 2, 1, 10, "K P I (重要業績評価指標)"),
    TrueCell(1, 2, 3, 3, "指標"),
    TrueCell(1, 3, 2, 6, "指標値"),
    TrueCell(1, 6, 2, 10, "実績値"),
    TrueCell(2, 3, 3, 4, "指標値"),
    TrueCell(2, 4, 3, 5, "単位"),
    TrueCell(2, 5, 3, 6, "年月"),
    TrueCell(2, 6, 3, 7, "R1年度"),
    TrueCell(2, 7, 3, 8, "R2年度"),
    TrueCell(2, 8, 3, 9, "R3年度"),
    TrueCell(2, 9, 3, 10, "R4年度"),
)
_TOWNS = "湖陵市 霧里町 白浜村 鶴居台 浜中区 湿原町 丹頂市 流氷町 毛綾町 夕映市".split()
_LINKS = ("における", "を核とした", "発", "と連携した")
_PROJECTS = (
    "起業相談センター事業 テレワーク推進事業 広域観光推進事業 交流拠点整備事業 自然体験観光推進事業 しごと創出事業 "
    "移住定住促進事業 ICT人材育成事業 子育て支援事業 水産物ブランド化事業 森林資源活用事業 路線バス維持事業"
).split()
_SENTENCES = (
    "専門の相談員を置き、創業から販路の開拓までを一貫して支えた。",
    "地元の金融機関及び商工会議所と共に、商談会を年4回開いた。",
    "首都圏の住民に向けて、湿原の四季を伝える動画(計12本)を配信した。",
    "IoTを使う実証実験を3地区で行い、見守りの手間を減らした。",
    "閉校した校舎を改修し、サテライトオフィスとして貸し出した。",
    "移住を考える世帯に対し、1週間から3か月の試し暮らしの場を設けた。",
    "高校生と漁業者が共同で加工品を考え、道の駅で試験販売した。",
    "外国語の案内板を整え、Wi-Fiの使える区域を広げた。",
    "保育所の空き状況をスマートフォンで確かめられるようにした。",
    "関係する4町村との協議会を設け、周遊のモデルコースを定めた。",
    "バスの運行経路を見直し、予約制の乗合タクシーを走らせた。",
    "冬の閑散期に、流氷と温泉を巡る小旅行を売り出した。",
)
_MEASURES = (
    "新規雇用者数",
    "相談件数",
    "「売上げが伸びた」と答えた事業者の割合",
    "観光入込客数",
    "動画の再生回数",
    "新しく作られた加工品の数",
    "外国人延べ宿泊客数",
    "旅行商品の催行数",
    "施設を続けて使う企業数(社・団体)",
    "移住者数(累計)",
    "施設の利用者数",
    "特産品の売上額",
    "講座を受けた人のうち就職した人の割合",
    "待機児童数",
)
_UNITS = "人 件 社 回 円 円/人 人泊 件/年 社・団体 ％ 千円 箇所".split()
_DATES = ("R5.3", "R6.3", "R7.3")
_PROJECT_ROWS = (2, 3, 4)
_SUMMARY_CHARACTERS_A_ROW = 44
_PROSE_CHARACTERS = 900


def dense_pages(count: int, seed: int) -> list[TruePage]:
    """Pages with one table each: 20 rows × 10 columns, about 1,550 characters a page."""
    random = Random(seed)
    return [TruePage(_title(number), (), (_dense_table(random),)) for number in range(1, count + 1)]


def sparse_pages(count: int, seed: int) -> list[TruePage]:
    """Pages of running text; every tenth (the 10th, 20th …) holds a small table instead of half of it."""
    random = Random(seed)
    return [
        TruePage(
            _title(number),
            _prose(random, _PROSE_CHARACTERS // 2 if number % 10 == 0 else _PROSE_CHARACTERS),
            (_narrow_table(random, 6),) if number % 10 == 0 else (),
        )
        for number in range(1, count + 1)
    ]


def side_by_side_pages(count: int, seed: int) -> list[TruePage]:
    """Pages with two small tables beside each other, of unlike numbers of rows."""
    random = Random(seed)
    return [
        TruePage(_title(number), (), (_narrow_table(random, 9), _narrow_table(random, 7)))
        for number in range(1, count + 1)
    ]


def widths_of(table: TrueTable) -> Sequence[int]:
    """The column widths a table is printed with, in points."""
    return WIDTHS_POINTS if table.columns == COLUMNS else NARROW_WIDTHS_POINTS


def _title(number: int) -> str:
    return f"令和4年度 地方創生関係事業の実績({number})"


def _dense_table(random: Random) -> TrueTable:
    cells = list(_HEADER)
    row = HEADER_ROWS
    for rows in _project_rows(random, DENSE_ROWS - HEADER_ROWS):
        town = random.choice(_TOWNS)
        cells.append(TrueCell(row, 0, row + rows, 1, town + random.choice(_LINKS) + random.choice(_PROJECTS)))
        summary = "".join(_sentences(random, rows * _SUMMARY_CHARACTERS_A_ROW))
        cells.append(TrueCell(row, 1, row + rows, 2, summary))
        for line in range(row, row + rows):
            texts = [town + "の" + random.choice(_MEASURES), _amount(random), random.choice(_UNITS)]
            texts += [random.choice(_DATES), *(_result(random) for _ in range(4))]
            cells += [TrueCell(line, 2 + at, line + 1, 3 + at, text) for at, text in enumerate(texts)]
        row += rows
    return TrueTable(row, COLUMNS, HEADER_ROWS, tuple(sorted(cells)))


def _narrow_table(random: Random, measures: int) -> TrueTable:
    headings = ("指標", "基準値", "単位", "R3年度", "R4年度", "評価")
    cells = [TrueCell(0, at, 1, at + 1, text) for at, text in enumerate(headings)]
    for row in range(1, measures + 1):
        texts = [random.choice(_MEASURES), _amount(random), random.choice(_UNITS)]
        texts += [_result(random), _result(random), random.choice("ABC")]
        cells += [TrueCell(row, at, row + 1, at + 1, text) for at, text in enumerate(texts)]
    return TrueTable(measures + 1, len(headings), 1, tuple(cells))


def _project_rows(random: Random, total: int) -> list[int]:
    """Rows of each project, 2 to 4, together `total`."""
    rows: list[int] = []
    while (left := total - sum(rows)) > 0:
        rows.append(random.choice([size for size in _PROJECT_ROWS if left - size == 0 or left - size >= 2]))
    return rows


def _sentences(random: Random, characters: int) -> list[str]:
    """Sentences that together stay within so many characters, at least one."""
    chosen = [random.choice(_SENTENCES)]
    while True:
        following = random.choice(_SENTENCES)
        if sum(map(len, chosen)) + len(following) > characters:
            return chosen
        chosen.append(following)


def _prose(random: Random, characters: int) -> tuple[str, ...]:
    paragraphs: list[str] = []
    while sum(map(len, paragraphs)) < characters:
        paragraphs.append(random.choice(_TOWNS) + "では、" + "".join(_sentences(random, 150)))
    return tuple(paragraphs)


def _amount(random: Random) -> str:
    return str(random.randint(1, 99)) if random.random() < 0.4 else f"{random.randint(100, 9_999_999):,}"


def _result(random: Random) -> str:
    kind = random.random()
    if kind < 0.18:
        return "-"
    if kind < 0.25:
        return ""
    return f"{random.random() * 100:.1f}" if kind > 0.9 else _amount(random)
