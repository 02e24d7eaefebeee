// Counts people at once, whatever the network does: what was tapped waits on this telephone until it is sent. Only the
// last wish about each person is kept, and saying it twice changes nothing.

const AGAIN = 3000; // milliseconds until what could not be sent is tried again
const KEY = "roll-call"; // of all ways: what was tapped on one page is sent from the other, too
const WAY = location.pathname.endsWith("/back/") ? "back" : "out";
const counted = document.querySelector("[data-count]");
const waiting = document.querySelector("[data-waiting]");
const wishes = new Map(Object.entries(JSON.parse(localStorage.getItem(KEY) || "{}")));
const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
let isSending = false;

function keep() {
  localStorage.setItem(KEY, JSON.stringify(Object.fromEntries(wishes)));
}

function show(rider, isThere) {
  const form = rider.querySelector("[data-toggles]");
  if (!form) return;
  const words = form.querySelector("[data-words]");
  const [there, notThere] = form.dataset.toggles.split(" ");
  const wasThere = rider.dataset.state === "there";
  const isBack = WAY === "back";
  rider.dataset.state = isThere ? "there" : isBack ? "missing" : "unknown";
  form.action = isThere ? notThere : there;
  form.querySelector("button").setAttribute("aria-pressed", String(isThere));
  form.querySelector("[data-sign]").textContent = isThere ? "✓" : isBack ? "!" : "○";
  words.textContent = isThere ? words.dataset.there : words.dataset.other;
  const absent = rider.querySelector(".roll-absent");
  if (absent) absent.hidden = isThere;
  if (wasThere !== isThere) count(Number(rider.dataset.places) * (isThere ? 1 : -1));
}

function count(change) {
  const number = Number(counted.dataset.there) + change;
  counted.dataset.there = number;
  counted.querySelector("[data-number]").textContent = number;
  counted.classList.toggle("roll-count--complete", number === Number(counted.dataset.expected));
}

async function send() {
  if (isSending) return;
  isSending = true;
  try {
    while (wishes.size) {
      const [about, path] = wishes.entries().next().value;
      const body = new URLSearchParams({ code: about.split(" ")[1], csrfmiddlewaretoken: token });
      const answer = await fetch(path, { method: "POST", body, redirect: "manual", keepalive: true });
      if (answer.status >= 500) throw new Error(String(answer.status));
      if (wishes.get(about) === path) wishes.delete(about);
      keep();
      if (answer.type !== "opaqueredirect") location.reload(); // the pass is over: the page says so
    }
    waiting.hidden = true;
  } catch {
    waiting.hidden = false;
    waiting.querySelector("[data-waiting-number]").textContent = wishes.size;
    setTimeout(send, AGAIN);
  } finally {
    isSending = false;
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  const rider = form.closest("[data-code]");
  if (!rider || !form.dataset.toggles) return; // seats are given and freed by the server alone
  event.preventDefault();
  const isThere = rider.dataset.state !== "there";
  wishes.set(`${WAY} ${rider.dataset.code}`, form.dataset.toggles.split(" ")[isThere ? 0 : 1]);
  keep();
  show(rider, isThere);
  send();
});

for (const [about, path] of wishes) {
  const [way, code] = about.split(" ");
  const rider = document.querySelector(`[data-code="${CSS.escape(code)}"]`);
  if (rider && way === WAY) show(rider, path.endsWith("/there/"));
}
window.addEventListener("online", send);
send();
