"""One printed unit → its canonical symbol, multiplier and dimension. To add a unit: one word in `_UNITS`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from kpi_extract.errors import UnreadableValueError
from kpi_extract.values.patterns import lazy_pattern
from kpi_extract.values.text import LONGEST_REMEMBERED, match_key

# dimension → units; synonyms of one canonical symbol are joined by "=", the canonical one first. Seen in the survey
# (vocabulary (c)) or listed in the state's own rules for machine-readable tables.
_UNITS = {
    "count": "人=名 人泊 人日 人回 人月 件 社 団体 組織 回 世帯 戸 棟 台 箇所=か所=カ所=ヶ所=ヵ所=ケ所=ヵ所=個所 校 園 店 店舗 品 品目 商品 "
    "冊 部 枚 本 組 隻 頭 羽 匹 個 基 経営体 法人 番組 プロジェクト 事業者 事業所 事業 自治会 地域 地区 区画 企業 企業数 "
    "指標 施設 市町村 市町 町村 自治体 大学 学校 クラス 講座 種類 種 作品 物件 床 室 席 便 両 艘 着 株 票 句 話 曲 話題 "
    "サークル グループ チーム クラブ コース イベント メニュー アカウント フォロワー PV ビュー 延べ人 延人 人/日 組合 集落 路線 "
    "拠点 口 筆 通 項目 ヶ国 カ国 か国 点数 アクセス ダウンロード 滞在 泊 議会 案件 者 教室 公演 試合 品種 食 人前 区間 橋 言語 往復 箱 袋 束 区域 団地 公園 河川 セッション 回線 検体 TEU "
    "校区 小学校区 部会 部門 部署 個体 口座 分野 人工",
    "money": "円=¥",
    "ratio": "%=パーセント=％ ‰=パーミル 倍 割",
    "ratio_difference": "ポイント=pt=%ポイント=パーセントポイント",
    "rank": "位",
    "score": "点",
    "area": "ha=ヘクタール ㎡=m2=平米=平方メートル ㎢=km2=平方キロメートル a=アール 坪",
    "length": "m=メートル km=キロメートル cm mm",
    "mass": "t=トン kg=キログラム g=グラム mg t-CO2=tCO2=トン-CO2 kg-CO2 g-CO2",
    "volume": "L=リットル=ℓ=l kL=kl=キロリットル mL=ml ㎥=m3=立方メートル=立米",
    "energy": "kWh=kwh=KWh=KWH MWh GWh TWh MJ GJ TJ",
    "power": "kW MW W",
    "duration": "日 日間 時間=h 分 秒 年 年間 か月=ヶ月=カ月=ヵ月=箇月 か年=ヶ年=カ年=ヵ年 月 歳=才 週",
    "temperature": "℃",
    "concentration": "ppm ppb mg/L=mg/l",
    "level": "dB",
    "speed": "km/h m/s Mbps Gbps",
}
_SCALES = {
    "千": 10**3,
    "百万": 10**6,
    "千万": 10**7,
    "万": 10**4,
    "十万": 10**5,
    "億": 10**8,
    "十億": 10**9,
    "兆": 10**12,
}
_SCALES_LONGEST_FIRST = sorted(_SCALES.items(), key=lambda scale: -len(scale[0]))
_SCALED_DIMENSIONS = frozenset(("money", "count", "mass", "energy", "power", "volume", "area"))
_FIRST_OF_SCALES = frozenset(scale[0] for scale in _SCALES)
_SEPARATOR = lazy_pattern("[・、,]")
_PAIRS = dict(zip("([【〔〈《", ")]】〕〉》", strict=True))
_DASH = lazy_pattern("[‐‑–—−]")
_BELOW_LINE = frozenset(
    "人 世帯 戸 年 月 日 回 件 ha km2 ㎢ 校 社 店 泊 時間 千人 万人 10万人 台 園 箇所 世帯数 年度 人口 10a".split()
)


@dataclass(frozen=True, slots=True)
class PrintedUnit:
    """A unit as read. `dimension` is None for one that is not known."""

    raw: str
    symbol: str
    multiplier: int = 1
    per: tuple[str, ...] = ()
    dimension: str | None = None
    parts: tuple[str, ...] = ()
    """The parts of a compound that names several measures: 回・人."""


@lru_cache(maxsize=1)
def _table() -> dict[str, tuple[str, str]]:
    """Printed form (as match_key leaves it) → (canonical symbol, dimension)."""
    table: dict[str, tuple[str, str]] = {}
    for dimension, words in _UNITS.items():
        for group in words.split():
            names = group.split("=")
            for name in names:
                table.setdefault(match_key(name), (names[0], dimension))
    return table


def parse_unit(text: str) -> PrintedUnit:
    """Read a unit such as 千円, 件/年, 社・団体 or ％.

    An unknown unit keeps its printed form as symbol and has no dimension.

    Raises:
        UnreadableValueError: nothing is printed.

    >>> parse_unit("千円/人")
    PrintedUnit(raw='千円/人', symbol='円/人', multiplier=1000, per=('人',), dimension='money', parts=())
    """
    raw = text.strip()
    unit = _remembered_unit(raw) if len(raw) <= LONGEST_REMEMBERED else _printed_unit(raw)
    if unit is None:
        raise UnreadableValueError(text, "no unit is printed")
    return unit


def _printed_unit(raw: str) -> PrintedUnit | None:
    key = _bare(raw)
    return (_known(raw, key) or PrintedUnit(raw, key)) if key else None


_remembered_unit = lru_cache(maxsize=1024)(_printed_unit)


def _bare(text: str) -> str:
    """Without the brackets around all of it and the word 単位: (単位:千円) is 千円, 人(延べ) keeps its bracket."""
    key = _DASH.sub("-", match_key(text).replace("⁄", "/"))
    for _ in range(2):
        while len(key) > 1 and _PAIRS.get(key[0]) == key[-1]:
            key = key[1:-1]
        key = key.removeprefix("単位").lstrip(":") if key.startswith(("単位:", "単位(", "単位[")) else key
    return key if key.strip("()[]【】〔〕〈〉《》") else ""


@lru_cache(maxsize=2048)
def is_known_unit(text: str) -> bool:
    """Whether a text is a unit this program knows, whole.

    >>> is_known_unit("千円/人"), is_known_unit("よくわからない")
    (True, False)
    """
    key = _bare(text)
    return bool(key) and _known(text, key) is not None


def _known(raw: str, key: str) -> PrintedUnit | None:
    simple = _simple(key)
    if simple is not None:
        symbol, multiplier, dimension = simple
        return PrintedUnit(raw, symbol, multiplier, (), dimension)
    return _quotient(raw, key) or _compound(raw, _SEPARATOR.split(key)) or _compound(raw, _lines(raw))


def _lines(raw: str) -> list[str]:
    """箇所⏎回: a break that does not stand inside a known unit separates like ・."""
    lines = raw.splitlines()
    return [key for line in lines if (key := _bare(line))] if len(lines) > 1 else []


def _simple(key: str) -> tuple[str, int, str] | None:
    found = _table().get(key)
    if found is not None:
        return found[0], 1, found[1]
    if key[:1] not in _FIRST_OF_SCALES:
        return None
    for scale, multiplier in _SCALES_LONGEST_FIRST:
        rest = _table().get(key[len(scale) :]) if key.startswith(scale) else None
        if rest is not None and rest[1] in _SCALED_DIMENSIONS:
            return rest[0], multiplier, rest[1]
    return None


def _quotient(raw: str, key: str) -> PrintedUnit | None:
    """円/人, 件/年, g/人・日: what is below the line is repeated in `per`."""
    above, slash, below = key.partition("/")
    top = _simple(above)
    if not slash or top is None:
        return None
    per = [_below_line(piece) for piece in below.split("・")]
    known = tuple(piece for piece in per if piece is not None)
    if len(known) != len(per):
        return None
    # 箇所/回 names two measures in some forms; as one unit it is a quotient, and that is how it is printed.
    return PrintedUnit(raw, f"{top[0]}/{'・'.join(known)}", top[1], known, top[2])


def _below_line(key: str) -> str | None:
    canonical = _simple(key)
    if canonical is not None and canonical[1] == 1:
        return canonical[0]
    return key if canonical is not None or key in _BELOW_LINE else None


def _compound(raw: str, pieces: list[str]) -> PrintedUnit | None:
    """回・人, 社・団体: kept whole; whether it names one number or several the values decide."""
    if len(pieces) < 2:
        return None
    known: list[tuple[str, int, str]] = []
    for piece in pieces:
        unit = _simple(piece)
        if unit is None or unit[1] != 1:
            return None
        known.append(unit)
    dimensions = {unit[2] for unit in known}
    symbols = tuple(unit[0] for unit in known)
    return PrintedUnit(raw, "・".join(symbols), 1, (), dimensions.pop() if len(dimensions) == 1 else None, symbols)
