"use strict";
// Shows what was read beside where it stands. All text of the document goes in through textContent: none of it is ever markup.

const DATA = JSON.parse(document.getElementById("data").textContent);
const TEXTS = {
  ja: {
    search: "検索(事業、指標、値)", filter: "表示", role: "種別", language: "English", help: "操作", none: "該当する値はありません。",
    all: "すべて", unsure: "要確認のみ", info: "注記のあるもの", missing: "値のないもの",
    roles: { baseline: "基準値", target: "目標値", actual: "実績値", achievement_rate: "達成率", budget: "予算額", expenditure: "決算額" },
    statuses: { final: "最終", interim: "中間", superseded: "改定前", preliminary: "速報", forecast: "見込", reference: "参考" },
    bases: { annual: "単年度", cumulative: "累計", increment: "増加分" },
    missings: { dash: "横線", blank: "空欄", word: "語句" },
    severities: { error: "エラー", warning: "確認", info: "注記" },
    unsureFirst: "要確認", everything: "すべての値", documentIssues: "文書全体についての注記", without: "値が読み取れなかった事業・指標",
    paper: "紙面", caption: (b) => [b.sheet && `シート ${b.sheet}`, b.number && `表${b.number}`].filter(Boolean).join(" "),
    facts: (n) => `指標 ${n.indicators} 件、値 ${n.values} 件、要確認 ${n.unsure} 件`,
    count: (n, all) => `${n} / ${all} 件`, year: (y) => `${y}年度`, noYear: "年度なし", page: (n) => `${n}ページ`,
    where: (p) => [p.page && `${p.page}ページ`, p.sheet && `シート ${p.sheet}`, p.cell && `セル ${p.cell}`, p.table && `表${p.table}`, p.row && `${p.row}行`, p.column && `${p.column}列`, p.line && `${p.line}行目`].filter(Boolean).join(" "),
    comparators: { at_least: (v) => `${v}以上`, more_than: (v) => `${v}超`, at_most: (v) => `${v}以下`, less_than: (v) => `${v}未満`, about: (v) => `約${v}` },
    keys: [["↑ ↓", "前後の値へ"], ["Enter", "紙面のその場所へ"], ["/", "検索"], ["f", "表示の切り替え"], ["+ −", "紙面の拡大・縮小"], ["Esc", "検索を消す"], ["?", "この説明"]],
    chart: "目標(◇、中間は小)と実績(●、速報・見込・参考は○)の推移",
  },
  en: {
    search: "Search (project, indicator, value)", filter: "Show", role: "Kind", language: "日本語", help: "Keys", none: "Nothing fits.",
    all: "all", unsure: "to check only", info: "with notes", missing: "without a value",
    roles: { baseline: "baseline", target: "target", actual: "actual", achievement_rate: "rate", budget: "budget", expenditure: "expenditure" },
    statuses: { final: "final", interim: "interim", superseded: "superseded", preliminary: "preliminary", forecast: "forecast", reference: "reference" },
    bases: { annual: "annual", cumulative: "cumulative", increment: "increment" },
    missings: { dash: "dash", blank: "blank", word: "word" },
    severities: { error: "error", warning: "check", info: "note" },
    unsureFirst: "To check", everything: "All values", documentIssues: "About the whole document", without: "Projects and indicators without a value",
    paper: "paper", caption: (b) => [b.sheet && `sheet ${b.sheet}`, b.number && `table ${b.number}`].filter(Boolean).join(", "),
    facts: (n) => `${n.indicators} indicators, ${n.values} values, ${n.unsure} to check`,
    count: (n, all) => `${n} of ${all}`, year: (y) => `FY${y}`, noYear: "no year", page: (n) => `page ${n}`,
    where: (p) => [p.page && `page ${p.page}`, p.sheet && `sheet ${p.sheet}`, p.cell && `cell ${p.cell}`, p.table && `table ${p.table}`, p.row && `row ${p.row}`, p.column && `column ${p.column}`, p.line && `line ${p.line}`].filter(Boolean).join(", "),
    comparators: { at_least: (v) => `≥ ${v}`, more_than: (v) => `> ${v}`, at_most: (v) => `≤ ${v}`, less_than: (v) => `< ${v}`, about: (v) => `about ${v}` },
    keys: [["↑ ↓", "previous, next value"], ["Enter", "to its place on the page"], ["/", "search"], ["f", "change what is shown"], ["+ −", "larger, smaller page"], ["Esc", "clear the search"], ["?", "these keys"]],
    chart: "targets (◇, interim small) and actuals (●; ○ preliminary, forecast or for reference) over the years",
  },
};
const LEAST_SCALE = 1.1; // pixels of a point
const RANK = { error: 2, warning: 1, info: 0 };

const state = { language: DATA.language, filter: "all", role: "", search: "", picked: null, key: null, zoom: 1 };
for (const value of DATA.values) Object.assign(value, DATA.owners[value.owner]);
const valueOf = new Map(DATA.values.map((value) => [value.pointer, value]));
const marksOf = new Map(); // pointer → the boxes or cells on the left
const standing = new Map(); // a place of the document as read → the element that shows it
const pointersOf = new Map(); // a box or cell → the values and issues that stand there
const captions = []; // of the tables on the left, which change with the language
let rows = []; // what the list shows, from the top: { key, pointer, element }

const $ = (id) => document.getElementById(id);
const texts = () => TEXTS[state.language];

function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined && text !== null) element.textContent = text;
  return element;
}

function folded(text) {
  return String(text ?? "").normalize("NFKC").toLowerCase().replace(/\s+/g, "");
}

function severityOf(value) {
  return value.issues.reduce((worst, issue) => (RANK[issue.severity] > (RANK[worst] ?? -1) ? issue.severity : worst), "");
}

function isUnsure(value) {
  return (RANK[severityOf(value)] ?? 0) > 0 && !(value.accepted || value.corrected);
}

// --- left: the paper ------------------------------------------------------------------------------------------------

function drawPaper() {
  const paper = $("paper");
  const isPainted = DATA.pages.length > 0;
  for (const page of DATA.pages) paper.append(drawPage(page));
  for (const block of isPainted ? [] : DATA.blocks) paper.append(block.cells ? drawTable(block) : drawText(block));
  if (isPainted) zoom();
  const show = isPainted ? drawBoxes : markStanding;
  for (const value of DATA.values) show(value.pointer, value.place, severityOf(value));
  DATA.issues.forEach((issue, index) => show(`issue/${index}`, issue.place, issue.severity));
}

function drawPage(page) {
  const element = make("div", "page");
  element.id = `page-${page.number}`;
  element.style.aspectRatio = `${page.width} / ${page.height}`;
  element.dataset.width = page.width;
  element.style.containIntrinsicSize = `auto ${Math.round(page.height)}px`;
  if (page.png) {
    const image = make("img");
    image.alt = "";
    image.decoding = "async";
    image.src = `data:image/png;base64,${page.png}`;
    element.append(image);
  }
  element.append(make("span", "number", page.number));
  return element;
}

// As wide as its side of the window, but never so small that nobody can read it.
function zoom() {
  for (const page of document.querySelectorAll(".page")) {
    const least = Number(page.dataset.width) * LEAST_SCALE * state.zoom;
    page.style.width = `max(${least}px, ${100 * Math.min(1, state.zoom)}%)`;
    page.style.maxWidth = `${Math.max(least, Number(page.dataset.width) * 1.6)}px`;
  }
}

function drawBoxes(pointer, place, severity) {
  if (!place) return;
  for (const piece of [place, ...(place.more ?? [])]) {
    const page = DATA.pages.find((one) => one.number === piece.page);
    if (!page || !piece.box) continue;
    const [x0, top, x1, bottom] = piece.box;
    const key = `${piece.page}/${piece.box}`;
    if (standing.has(key)) {
      addMark(pointer, standing.get(key), severity);
      continue;
    }
    const box = make("button", "box");
    box.type = "button";
    box.tabIndex = -1; // the list is the way there without a mouse
    box.style.left = `${(100 * x0) / page.width}%`;
    box.style.top = `${(100 * top) / page.height}%`;
    box.style.width = `${(100 * (x1 - x0)) / page.width}%`;
    box.style.height = `${(100 * (bottom - top)) / page.height}%`;
    box.dataset.pointer = pointer;
    $(`page-${page.number}`).append(box);
    standing.set(key, box);
    addMark(pointer, box, severity);
  }
}

// Several values may stand in one cell: each click goes on to the next of them.
function addMark(pointer, element, severity) {
  const pointers = pointersOf.get(element) ?? [];
  if (!pointers.length) element.addEventListener("click", () => pick(next(pointers), { fromPaper: true }));
  pointersOf.set(element, pointers);
  if (pointers.includes(pointer)) return;
  pointers.push(pointer);
  marksOf.set(pointer, [...(marksOf.get(pointer) ?? []), element]);
  element.classList.add("value");
  if (RANK[severity] > 0) element.classList.add(severity);
}

// From the nearest place to the widest: a cell, the head of a column, a cell of a sheet, a line, a table.
function keysOf(place) {
  const keys = [];
  if (place.table && place.row && place.column) keys.push(`cell ${place.table}/${place.row}/${place.column}`);
  if (place.table && place.column && !place.row) keys.push(`column ${place.table}/${place.column}`);
  if (place.cell) keys.push(`sheet ${place.sheet}!${place.cell}`);
  if (place.line && !place.row) keys.push(`line ${place.line}`);
  if (place.table && !place.row) keys.push(`table ${place.table}`);
  return keys;
}

function markStanding(pointer, place, severity) {
  for (const piece of place ? [place, ...(place.more ?? [])] : []) {
    const key = keysOf(piece).find((one) => standing.has(one));
    if (key) addMark(pointer, standing.get(key), severity);
  }
}

// The first that stands at a place shows it: the top cell is the head of its column.
function stand(element, place, kinds) {
  const named = {
    cell: `${place.table}/${place.row}/${place.column}`, column: `${place.table}/${place.column}`,
    sheet: place.cell && `${place.sheet}!${place.cell}`, line: place.line, table: place.table,
  };
  for (const kind of kinds) {
    if (named[kind] && !standing.has(`${kind} ${named[kind]}`)) standing.set(`${kind} ${named[kind]}`, element);
  }
}

function drawText(block) {
  const element = make("p", block.heading ? "text heading" : "text", block.text);
  stand(element, block.place, ["sheet", "line"]);
  return element;
}

function drawTable(block) {
  const around = make("div", "read");
  const table = make("table");
  const caption = table.createCaption();
  captions.push({ caption, block });
  stand(caption, block.place, ["table", "line"]);
  const lines = [];
  const ends = new Array(block.rows).fill(0); // the column after the last cell of each row
  const covered = new Set(); // row/column that a cell of a row above takes
  for (let row = 0; row < block.rows; row += 1) lines.push(table.insertRow());
  for (const cell of block.cells) {
    const element = make("td", "", cell.text);
    element.rowSpan = cell.rowSpan;
    element.colSpan = cell.columnSpan;
    stand(element, cell.place, ["cell", "column", "sheet", "line"]);
    fillHoles(lines[cell.row], cell, ends, covered);
    lines[cell.row].append(element);
    for (let row = cell.row + 1; row < cell.row + cell.rowSpan; row += 1) {
      for (let column = cell.column; column < cell.column + cell.columnSpan; column += 1) covered.add(`${row}/${column}`);
    }
  }
  around.append(table);
  return around;
}

// A place of the grid that no cell covers would else be taken by the next cell.
function fillHoles(line, cell, ends, covered) {
  for (let column = ends[cell.row]; column < cell.column; column += 1) {
    if (!covered.has(`${cell.row}/${column}`)) line.append(make("td", "hole"));
  }
  ends[cell.row] = cell.column + cell.columnSpan;
}

function drawCaptions() {
  for (const { caption, block } of captions) caption.textContent = texts().caption(block);
  $("paper").setAttribute("aria-label", texts().paper);
}

function next(pointers) {
  const at = pointers.indexOf(state.picked);
  return pointers[(at + 1) % pointers.length];
}

// --- right: the records ---------------------------------------------------------------------------------------------

function shownValue(value) {
  const t = texts();
  if (value.value === undefined || value.value === null) return value.text ?? (value.missing ? t.missings[value.missing] : "");
  const format = (number) => number.toLocaleString("ja-JP", { maximumFractionDigits: 20 });
  let text = value.valueDigits ?? format(value.value);
  if (value.upper !== undefined) text = `${text}〜${value.upperDigits ?? format(value.upper)}`;
  if (value.comparator) text = t.comparators[value.comparator](text);
  return value.unit ? `${text} ${value.unit}` : text;
}

// A forecast is no result, and a sum over years none of a year: what a value is says so.
function roleOf(value) {
  const t = texts();
  return [t.roles[value.role], value.status && t.statuses[value.status], value.basis && t.bases[value.basis], value.part && `(${value.part})`].filter(Boolean).join(" ");
}

function whenOf(value) {
  const t = texts();
  return value.date ?? (value.fiscal_year !== undefined ? t.year(value.fiscal_year) : t.noYear);
}

function fits(value) {
  const severity = severityOf(value);
  if (state.filter === "unsure" && !isUnsure(value)) return false;
  if (state.filter === "info" && !severity) return false;
  if (state.filter === "missing" && !value.missing) return false;
  if (state.role && value.role !== state.role) return false;
  if (!state.search) return true;
  const words = [value.project, value.category, value.indicator, value.raw, value.value, value.fiscal_year];
  return folded(words.join(" ")).includes(folded(state.search));
}

function drawList() {
  const t = texts();
  const list = $("list");
  rows = [];
  const parts = [];
  const fitting = DATA.values.filter(fits);
  const plain = !state.search && !state.role;
  const issues = plain && state.filter !== "missing" ? DATA.issues : [];
  const open = issues.map((issue, index) => [issue, index]).filter(([issue]) => state.filter !== "unsure" || RANK[issue.severity] > 0);
  if (open.length) {
    parts.push(make("h2", "", t.documentIssues), ...open.map(([issue, index]) => drawIssue(issue, index)));
  }
  const unsure = fitting.filter(isUnsure).sort((one, other) => RANK[severityOf(other)] - RANK[severityOf(one)]);
  if (unsure.length && state.filter !== "unsure") {
    parts.push(make("h2", "", `${t.unsureFirst} (${unsure.length})`), ...drawCards(unsure, "unsure/", false));
  }
  if (fitting.length) parts.push(make("h2", "", state.filter === "unsure" ? t.unsureFirst : t.everything), ...drawCards(fitting, "", true));
  if (plain && state.filter !== "unsure" && DATA.without.length) parts.push(...drawWithout());
  if (!parts.length) parts.push(make("p", "empty", t.none));
  list.replaceChildren(...parts);
  $("count").textContent = t.count(fitting.length, DATA.values.length);
  mark();
}

// What has no value must not be missed: nothing of it stands among the values.
function drawWithout() {
  const lines = DATA.without.map((one) => make("p", "without", [one.category, one.project, [one.label, one.indicator].filter(Boolean).join(" ")].filter(Boolean).join(" › ")));
  return [make("h2", "", `${texts().without} (${lines.length})`), ...lines];
}

function drawCards(values, prefix, withCharts) {
  const parts = [];
  let project = null;
  let owner = null;
  let card = null;
  for (const value of values) {
    if (value.projectPointer !== project) {
      project = value.projectPointer;
      parts.push(make("p", "project", [value.category, value.project].filter(Boolean).join(" › ")));
    }
    if (value.owner !== owner) {
      owner = value.owner;
      card = make("article", "card");
      card.setAttribute("role", "group");
      const heading = make("h3", "", [value.label, value.indicator].filter(Boolean).join(" "));
      if (value.indicatorUnit) heading.append(make("span", "unit", ` (${value.indicatorUnit})`));
      card.append(heading);
      card.setAttribute("aria-label", heading.textContent);
      if (withCharts && value.indicator && !state.search && state.filter === "all") {
        const chart = drawChart(DATA.values.filter((one) => one.owner === owner));
        if (chart) card.append(chart);
      }
      parts.push(card);
    }
    card.append(drawRow(value, prefix));
  }
  return parts;
}

function drawRow(value, prefix) {
  const t = texts();
  const severity = severityOf(value);
  const row = make("div", `row ${severity}`);
  const shown = make("span", value.missing ? "value none" : "value", shownValue(value));
  row.append(make("span", "role", roleOf(value)), make("span", "when", whenOf(value)), shown, make("span", "raw", value.raw));
  for (const issue of value.issues) row.append(drawNote(issue));
  if (value.place) row.append(make("span", "where", t.where(value.place)));
  return asOption(row, `${prefix}${value.pointer}`, value.pointer);
}

function drawIssue(issue, index) {
  const row = make("div", `row ${issue.severity}`);
  row.append(drawNote(issue));
  if (issue.place) row.append(make("span", "where", texts().where(issue.place)));
  return asOption(row, `issue/${index}`, `issue/${index}`);
}

function drawNote(issue) {
  const note = make("span", `note ${issue.severity}`);
  const ja = state.language === "ja";
  note.append(make("b", "", texts().severities[issue.severity]));
  note.append(document.createTextNode(`${issue.code}: ${ja ? issue.messageJa : issue.message} ${ja ? issue.hintJa : issue.hint}`));
  return note;
}

function asOption(row, key, pointer) {
  row.setAttribute("role", "option");
  row.id = `row-${rows.length}`;
  row.dataset.pointer = pointer;
  rows.push({ key, pointer, element: row });
  row.addEventListener("click", () => pick(pointer, { key }));
  return row;
}

// Targets and actuals over the years; a missing year is a gap, and no line goes through it.
function drawChart(values) {
  const drawn = values.filter((one) => one.role === "target" || one.role === "actual");
  // Years of two kinds do not share an axis: the one that more values have is drawn.
  const calendarYear = (one) => (/^\d{4}$/.test(one.date ?? "") && !one.fiscal_year ? Number(one.date) : undefined);
  const isFiscal = drawn.filter((one) => one.fiscal_year).length >= drawn.filter(calendarYear).length;
  const yearOf = isFiscal ? (one) => one.fiscal_year : calendarYear;
  const points = drawn.filter((one) => typeof one.value === "number" && yearOf(one) && one.unit === one.indicatorUnit);
  const years = drawn.map(yearOf).filter(Boolean);
  if (new Set(points.map(yearOf)).size < 2) return null;
  const [first, last] = [Math.min(...years), Math.max(...years)];
  const [low, high] = [Math.min(0, ...points.map((one) => one.value)), Math.max(0, ...points.map((one) => one.value))];
  const [width, height, left, right, top, bottom] = [320, 84, 44, 10, 8, 14];
  const x = (year) => left + ((year - first) / Math.max(1, last - first)) * (width - left - right);
  const y = (value) => height - bottom - ((value - low) / (high - low || 1)) * (height - top - bottom);
  const svg = vector("svg", { class: "chart", viewBox: `0 0 ${width} ${height}`, role: "img" });
  svg.append(vector("title", {}, texts().chart));
  svg.append(vector("line", { x1: left, x2: width - right, y1: y(0), y2: y(0), stroke: "#8c959f" }));
  for (const value of [low, high]) svg.append(vector("text", { x: left - 4, y: y(value) + 3, "text-anchor": "end" }, value.toLocaleString("ja-JP")));
  for (let year = first; year <= last; year += 1) {
    if (last - first > 8 && year % 2 !== first % 2) continue;
    svg.append(vector("text", { x: x(year), y: height - 3, "text-anchor": "middle" }, year));
  }
  const actuals = points.filter((one) => one.role === "actual").sort((one, other) => yearOf(one) - yearOf(other));
  for (const one of actuals) {
    const before = actuals.find((other) => yearOf(one) - yearOf(other) === 1 && other.part === one.part && other.basis === one.basis);
    if (before) {
      const dashes = one.status || before.status ? { "stroke-dasharray": "3 2" } : {};
      svg.append(vector("line", { x1: x(yearOf(before)), y1: y(before.value), x2: x(yearOf(one)), y2: y(one.value), stroke: "#0b57d0", "stroke-width": 1.5, ...dashes }));
    }
  }
  for (const one of actuals) {
    svg.append(named(vector("circle", { cx: x(yearOf(one)), cy: y(one.value), r: 3, fill: one.status ? "#fff" : "#0b57d0", stroke: "#0b57d0", "stroke-width": 1.5 }), one));
  }
  for (const one of points.filter((other) => other.role === "target")) {
    const [cx, cy, r] = [x(yearOf(one)), y(one.value), one.status === "interim" ? 3.5 : 5];
    svg.append(named(vector("path", { d: `M${cx} ${cy - r}L${cx + r} ${cy}L${cx} ${cy + r}L${cx - r} ${cy}Z`, fill: "#fff", stroke: one.status === "superseded" ? "#8c959f" : "#b3261e", "stroke-width": 1.5 }), one));
  }
  return svg;
}

// What a mark stands for, when the pointer rests on it.
function named(mark, value) {
  mark.append(vector("title", {}, `${roleOf(value)} ${whenOf(value)}: ${shownValue(value)}`));
  return mark;
}

function vector(tag, attributes, text) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (text !== undefined) element.textContent = text;
  return element;
}

// --- both sides together --------------------------------------------------------------------------------------------

function pick(pointer, { key = null, fromPaper = false, toPaper = true } = {}) {
  state.picked = pointer;
  state.key = key ?? rows.find((row) => row.pointer === pointer)?.key ?? null;
  if (state.key === null && fromPaper && (state.search || state.filter !== "all" || state.role)) {
    resetFilters();
    state.key = rows.find((row) => row.pointer === pointer)?.key ?? null;
  }
  mark();
  const row = rows.find((one) => one.key === state.key);
  if (row) row.element.scrollIntoView({ block: "nearest" });
  if (toPaper && !fromPaper) showOnPaper();
  document.dispatchEvent(new CustomEvent("picked", { detail: { pointer, element: row?.element ?? null } }));
}

function showOnPaper() {
  const mark = marksOf.get(state.picked)?.[0];
  if (mark) mark.scrollIntoView({ block: "center", inline: "center" });
  else {
    const place = (valueOf.get(state.picked) ?? DATA.issues[Number(String(state.picked).split("/")[1])])?.place;
    if (place?.page) $(`page-${place.page}`)?.scrollIntoView({ block: "start" });
  }
}

function mark() {
  for (const element of document.querySelectorAll(".picked")) element.classList.remove("picked");
  for (const row of rows) row.element.setAttribute("aria-selected", String(row.key === state.key));
  const row = rows.find((one) => one.key === state.key);
  if (row) row.element.classList.add("picked");
  $("list").setAttribute("aria-activedescendant", row ? row.element.id : "");
  for (const element of marksOf.get(state.picked) ?? []) element.classList.add("picked");
}

function step(by) {
  if (!rows.length) return;
  const at = rows.findIndex((row) => row.key === state.key);
  const row = rows[Math.min(rows.length - 1, Math.max(0, at < 0 ? 0 : at + by))];
  pick(row.pointer, { key: row.key });
}

function resetFilters() {
  Object.assign(state, { search: "", filter: "all", role: "" });
  $("search").value = "";
  $("filter").value = "all";
  $("role").value = "";
  drawList();
}

function drawHead() {
  const t = texts();
  document.documentElement.lang = state.language;
  document.title = DATA.document.title || DATA.document.name;
  $("title").textContent = document.title;
  const owner = DATA.document.municipality ? `${DATA.document.municipality.prefecture}${DATA.document.municipality.name} ` : "";
  $("facts").textContent = `${owner}${DATA.document.name} · ${t.facts(DATA.counts)}`;
  $("search").placeholder = t.search;
  $("search").setAttribute("aria-label", t.search);
  $("language").textContent = t.language;
  $("help").title = t.help;
  options($("filter"), t.filter, [["all", t.all], ["unsure", t.unsure], ["info", t.info], ["missing", t.missing]], state.filter);
  const roles = [...new Set(DATA.values.map((value) => value.role))].map((role) => [role, t.roles[role]]);
  options($("role"), t.role, [["", t.all], ...roles], state.role);
  $("list").setAttribute("aria-label", t.everything);
}

function options(select, label, choices, chosen) {
  select.setAttribute("aria-label", label);
  select.title = label;
  select.replaceChildren(
    ...choices.map(([value, text]) => {
      const option = make("option", "", value === choices[0][0] ? `${label}: ${text}` : text);
      option.value = value;
      option.selected = value === chosen;
      return option;
    }),
  );
}

function showKeys() {
  const table = make("table");
  for (const [key, what] of [...texts().keys, ...(window.editingKeys?.(state.language) ?? [])]) {
    const line = table.insertRow();
    line.insertCell().append(make("kbd", "", key));
    line.insertCell().textContent = what;
  }
  $("keys").replaceChildren(table);
  $("keys").showModal();
}

function larger(times) {
  state.zoom = Math.min(4, Math.max(0.4, state.zoom * times));
  zoom();
  showOnPaper();
}

function onKey(event) {
  // Keys of an input method choose and confirm characters: Enter, Escape and the arrows are not for the page then.
  if (event.isComposing || event.keyCode === 229) return;
  const typing = event.target instanceof HTMLElement && event.target.matches("input, select, textarea");
  if (event.key === "Escape" && typing && event.target.id === "search") {
    event.target.blur();
    resetFilters();
    $("list").focus();
    return;
  }
  if (typing && !(event.target.id === "search" && (event.key === "ArrowDown" || event.key === "Enter"))) return;
  if (event.ctrlKey || event.metaKey || event.altKey || $("keys").open) return;
  const actions = {
    ArrowDown: () => step(1), ArrowUp: () => step(-1), Enter: showOnPaper, "/": () => $("search").focus(), "?": showKeys,
    "+": () => larger(1.25), "-": () => larger(0.8),
    f: () => { const every = ["all", "unsure", "info", "missing"]; state.filter = every[(every.indexOf(state.filter) + 1) % every.length]; $("filter").value = state.filter; drawList(); },
  };
  const action = actions[event.key];
  if (!action || (event.key === "Enter" && event.target.matches("button"))) return;
  event.preventDefault();
  if (typing) $("list").focus();
  action();
}

$("search").addEventListener("input", (event) => { state.search = event.target.value; drawList(); });
$("filter").addEventListener("change", (event) => { state.filter = event.target.value; drawList(); });
$("role").addEventListener("change", (event) => { state.role = event.target.value; drawList(); });
$("language").addEventListener("click", () => { state.language = state.language === "ja" ? "en" : "ja"; drawHead(); drawList(); drawCaptions(); });
$("help").addEventListener("click", showKeys);
document.addEventListener("keydown", onKey);
$("keys").addEventListener("click", () => $("keys").close());

drawHead();
drawList();
drawPaper();
drawCaptions();
mark();
