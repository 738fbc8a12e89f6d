// Makes the desk livelier; it works without.

// The tiles count along while the desk is looked at: asked once a minute, and no more once the answer is a refusal.
const tiles = document.querySelector("[data-counts]");
const news = document.querySelector("[data-news]");
const EVERY_MINUTE = 60_000;

async function countAnew() {
  if (document.hidden) return;
  const answer = await fetch(tiles.dataset.counts, { redirect: "manual" });
  if (!answer.ok) {
    clearInterval(timer); // signed out, or no longer in office
    return;
  }
  for (const [list, count] of Object.entries(await answer.json())) {
    const shown = tiles.querySelector(`[data-count="${list}"]`);
    if (!shown || shown.textContent === String(count)) continue;
    shown.textContent = count;
    news.hidden = false;
  }
}

// A network that fails for a minute is asked again in the next.
const timer = setInterval(() => countAnew().catch(() => {}), EVERY_MINUTE);

// j and k go through the rows, Enter opens one, ? tells them. Whoever minds them switches them off for their browser.
const shortcuts = document.querySelector("#shortcuts");
const opener = document.querySelector("[data-shortcuts]");
const onOff = document.querySelector("[data-shortcuts-on]");
const STORED = "shortcuts";
const rows = [...document.querySelectorAll("[data-rows] tbody a")];

function go(step) {
  const at = rows.indexOf(document.activeElement);
  const next = at < 0 ? (step > 0 ? 0 : rows.length - 1) : at + step;
  rows[Math.max(0, Math.min(next, rows.length - 1))]?.focus();
}

const KEYS = { j: () => go(1), k: () => go(-1), "?": () => shortcuts.showModal() };

opener.hidden = false;
opener.addEventListener("click", () => shortcuts.showModal());
onOff.checked = localStorage.getItem(STORED) !== "off";
onOff.addEventListener("change", () => localStorage.setItem(STORED, onOff.checked ? "on" : "off"));
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input:not([type=checkbox]), textarea, select, dialog");
  if (!onOff.checked || typing || event.ctrlKey || event.metaKey || event.altKey || !(event.key in KEYS)) return;
  event.preventDefault();
  KEYS[event.key]();
});
