// Keeps the page of now up to date: a clock in the conference's zone, and the page itself asked for again.

const EVERY = 30_000; // milliseconds; the answer is usually "not modified"
const frame = document.querySelector("[data-now]");
const format = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: frame.dataset.zone });

let ahead = 0; // milliseconds by which the server's clock is ahead of this one
let shown = "";
let failures = 0;

function tick() {
  const clock = frame.querySelector("[data-clock]");
  const now = format.format(Date.now() + ahead);
  if (clock.textContent !== now) clock.textContent = now;
  frame.querySelector("[data-as-of]").hidden = failures === 0;
}

async function refresh() {
  try {
    const answer = await fetch(location.href, { cache: "no-cache" });
    if (!answer.ok) throw new Error(String(answer.status));
    ahead = Date.parse(answer.headers.get("Date")) - Date.now() || 0;
    const page = await answer.text();
    failures = 0;
    if (page !== shown) replace(new DOMParser().parseFromString(page, "text/html"));
    shown = page;
  } catch {
    failures += 1;
    frame.querySelector("[data-away]").hidden = failures < 2;
  }
  if (failures === 0) frame.querySelector("[data-away]").hidden = true;
}

function replace(page) {
  const fresh = page.querySelector("[data-now]");
  if (!fresh) return;
  const focused = frame.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  frame.dataset.status = fresh.dataset.status;
  frame.replaceChildren(...fresh.childNodes);
  if (focused) [...frame.querySelectorAll("a")].find((link) => link.getAttribute("href") === focused)?.focus();
  tick();
}

setInterval(tick, 1000);
setInterval(() => { if (!document.hidden) refresh(); }, EVERY);
document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
window.addEventListener("online", refresh);
refresh().then(tick);
