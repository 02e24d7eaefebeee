// Warns staff two minutes before they are logged out for idleness. The server knows the time; every tab asks it.

const notice = document.querySelector("[data-idle]");
const WARN = 120; // seconds
let timer = 0;

async function look() {
  clearTimeout(timer);
  try {
    const answer = await fetch(notice.action, { cache: "no-store" });
    show((await answer.json()).seconds_left);
  } catch {
    timer = setTimeout(look, 30_000); // the network is away; so nothing was lost yet
  }
}

function show(left) {
  if (left <= 0) return location.reload(); // to the login, and back here after it
  notice.hidden = left > WARN;
  timer = setTimeout(look, (left > WARN ? left - WARN : left) * 1000 + 500);
}

notice.addEventListener("submit", async (event) => {
  event.preventDefault();
  await fetch(notice.action, { method: "POST", body: new FormData(notice) });
  look();
});
document.addEventListener("visibilitychange", () => document.hidden || look()); // timers sleep in hidden tabs
look();
