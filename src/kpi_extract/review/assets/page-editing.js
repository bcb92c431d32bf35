// The page as the review server gives it: a value can be corrected, accepted, and what was said of it taken back.
const SAYS = {
  ja: {
    now: "正しい値(紙面のとおりに)", year: "年度(西暦)", why: "理由・メモ", save: "保存 (Ctrl+Enter)", accept: "この値でよい (a)", undo: "取り消す (u)", edit: "訂正する (e)", cancel: "やめる (Esc)",
    saved: "保存しました", exports: "書き出し:",
    said: (s) => (s.action === "accept" ? `確認済み ${s.when}` : `訂正済み ${s.was} → ${s.now ?? ""} ${s.when}`) + (s.why ? `(${s.why})` : ""),
    errors: { stale: "別の画面で変更されています。読み込み直しました。", "no-value": "値として読めません。", "no-such-value": "その値はありません。", nothing: "変更するものがありません。", "not-saved": "訂正ファイルに書き込めません。", gone: "サーバーが終了しています。" },
    keys: [["e", "値を訂正"], ["a", "この値でよい"], ["u", "取り消す"], ["Ctrl+Enter", "保存"], ["Esc", "やめる"]],
  },
  en: {
    now: "Right value (as printed)", year: "Fiscal year", why: "Reason, note", save: "Save (Ctrl+Enter)", accept: "Value is right (a)", undo: "Undo (u)", edit: "Correct (e)", cancel: "Cancel (Esc)",
    saved: "Saved", exports: "Export:",
    said: (s) => (s.action === "accept" ? `accepted ${s.when}` : `corrected ${s.was} → ${s.now ?? ""} ${s.when}`) + (s.why ? ` (${s.why})` : ""),
    errors: { stale: "Changed in another tab; loaded again.", "no-value": "This is no value.", "no-such-value": "There is no such value.", nothing: "Nothing to change.", "not-saved": "The corrections file cannot be written.", gone: "The server has ended." },
    keys: [["e", "correct the value"], ["a", "the value is right"], ["u", "undo"], ["Ctrl+Enter", "save"], ["Esc", "cancel"]],
  },
};
const says = () => SAYS[state.language];
window.editingKeys = (language) => SAYS[language].keys;
let version = DATA.version;

const notice = make("span", "notice");
notice.id = "notice";
notice.setAttribute("role", "status");
$("tools").append(notice);
const exporting = make("span", "", "");
exporting.id = "exports";
for (const format of ["json", "csv", "xlsx"]) {
  const link = make("a", "", format.toUpperCase());
  link.href = `/export.${format}`;
  link.setAttribute("download", "");
  exporting.append(" ", link);
}
$("tools").append(exporting);

function tell(text, isWrong = false) {
  notice.textContent = text;
  notice.style.color = isWrong ? "#b3261e" : "#1a6334";
}

function take(data) {
  version = data.version;
  DATA.values = data.values;
  DATA.owners = data.owners;
  DATA.issues = data.issues;
  DATA.counts = data.counts;
  valueOf.clear();
  for (const value of DATA.values) {
    Object.assign(value, DATA.owners[value.owner]);
    valueOf.set(value.pointer, value);
  }
  // All are taken off before any is put on: several values may stand in one cell.
  for (const mark of pointersOf.keys()) mark.classList.remove("warning", "error");
  const severities = [...DATA.values.map((value) => [value.pointer, severityOf(value)]), ...DATA.issues.map((issue, index) => [`issue/${index}`, issue.severity])];
  for (const [pointer, severity] of severities) {
    if (RANK[severity] > 0) for (const mark of marksOf.get(pointer) ?? []) mark.classList.add(severity);
  }
  drawHead();
  drawList();
  const again = rows.find((row) => row.key === state.key) ?? rows.find((row) => row.pointer === state.picked);
  if (again) pick(again.pointer, { key: again.key, toPaper: false });
}

async function send(change) {
  let answer;
  try {
    answer = await fetch("/change", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ version, ...change }) });
  } catch {
    tell(says().errors.gone, true);
    return false;
  }
  const data = await answer.json();
  if (answer.ok) {
    take(data);
    tell(says().saved);
    return true;
  }
  if (data.error === "stale") take(await (await fetch("/data")).json());
  tell(says().errors[data.error] ?? data.error, true);
  return false;
}

function showTools(pointer, row) {
  document.querySelectorAll(".editor, .said").forEach((one) => one.remove());
  const value = valueOf.get(pointer);
  if (!value || !row) return;
  const t = says();
  if (value.said) row.append(make("span", "state said", t.said(value.said)));
  const bar = make("div", "editor");
  const buttons = [[t.edit, () => edit(row, value)], [t.accept, () => accept(value)], ...(value.said ? [[t.undo, () => undo(value)]] : [])];
  for (const [text, action] of buttons) {
    const button = make("button", "", text);
    button.type = "button";
    button.addEventListener("click", (event) => { event.stopPropagation(); action(); });
    bar.append(button);
  }
  row.append(bar);
}

function edit(row, value) {
  const t = says();
  const form = make("form", "editor form");
  const now = field(form, t.now, "now", value.said?.now ?? value.raw.trim());
  const year = field(form, t.year, "year", value.fiscal_year ?? "");
  const why = field(form, t.why, "why", value.said?.why ?? "");
  year.inputMode = "numeric";
  const save = make("button", "", t.save);
  const cancel = make("button", "", t.cancel);
  cancel.type = "button";
  form.append(save, cancel);
  const close = () => { showTools(value.pointer, row); $("list").focus(); };
  cancel.addEventListener("click", close);
  form.addEventListener("click", (event) => event.stopPropagation());
  form.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.isComposing || event.keyCode === 229) return; // Escape takes back characters of an input method, not the form
    if (event.key === "Escape") close();
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const wanted = year.value.trim() === "" || Number(year.value) === value.fiscal_year ? null : Number(year.value);
    const saved = await send({ action: "correct", pointer: value.pointer, now: now.value, fiscal_year: wanted, why: why.value });
    if (saved) $("list").focus();
  });
  row.querySelectorAll(".editor").forEach((one) => one.remove());
  row.append(form);
  now.focus();
  now.select();
}

function field(form, label, name, value) {
  const around = make("label", "", label);
  const input = make("input");
  input.name = name;
  input.value = value;
  around.append(input);
  form.append(around);
  return input;
}

const accept = (value) => send({ action: "accept", pointer: value.pointer });
const undo = (value) => send({ action: "undo", pointer: value.pointer });

document.addEventListener("picked", (event) => showTools(event.detail.pointer, event.detail.element));
document.addEventListener("keydown", (event) => {
  if (event.target instanceof HTMLElement && event.target.matches("input, select, textarea")) return;
  if (event.ctrlKey || event.metaKey || event.altKey || $("keys").open) return;
  const value = valueOf.get(state.picked);
  const row = rows.find((one) => one.key === state.key)?.element;
  if (!value || !row) return;
  const action = { e: () => edit(row, value), a: () => accept(value), u: () => value.said && undo(value) }[event.key];
  if (!action) return;
  event.preventDefault();
  action();
});
setInterval(() => { if (!document.hidden) fetch("/ping").catch(() => tell(says().errors.gone, true)); }, 60000);
