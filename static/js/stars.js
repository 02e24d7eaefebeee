// Starred sessions live in this browser alone, one list for each conference: "code-code-code", as in addresses.
// The pages are the same for everybody; what they need to say stands in the element with data-stars.

const frame = document.querySelector("[data-stars]");
const words = frame.dataset;
const key = `pobatt.stars.${words.stars}`;
const most = Number(words.most);
const buttons = document.querySelectorAll("[data-star]");
const links = document.querySelectorAll("[data-stars-link]");
const list = document.querySelector("[data-list]"); // my agenda: the codes of its address

let remembered = ""; // for as long as the page is open, where the browser keeps nothing

const codesIn = (text) => new Set(String(text ?? "").match(/[a-z2-7]{8}/g) ?? []);
const written = (codes) => [...codes].sort().join("-");

function starred() {
  try {
    const kept = localStorage.getItem(key);
    return codesIn(remembered && !kept ? remembered : kept);
  } catch {
    return codesIn(remembered);
  }
}

let silence;

function say(sentence) {
  clearTimeout(silence);
  frame.textContent = ""; // so that the same sentence is read out again
  requestAnimationFrame(() => { frame.textContent = sentence; });
  silence = setTimeout(() => { frame.textContent = ""; }, 12_000);
}

function keep(codes) {
  remembered = written(codes);
  try {
    if (remembered) localStorage.setItem(key, remembered);
    else localStorage.removeItem(key);
    if ((localStorage.getItem(key) ?? "") !== remembered) throw new Error("not kept");
    return true;
  } catch {
    say(words.blocked);
    return false;
  } finally {
    show();
  }
}

function show() {
  const codes = starred();
  for (const button of buttons) {
    button.hidden = false;
    button.setAttribute("aria-pressed", String(codes.has(button.dataset.star)));
  }
  for (const link of links) {
    const address = new URL(link.href);
    address.search = codes.size ? `?s=${written(codes)}` : "";
    link.href = address.href;
    const count = link.querySelector("[data-stars-count]");
    if (count) count.textContent = codes.size ? ` ${codes.size}` : "";
  }
  if (list) compare(codes, codesIn(list.dataset.list));
}

function toggle(code) {
  const codes = starred(); // another tab may have changed it
  if (!codes.delete(code)) {
    if (codes.size >= most) return say(words.full);
    codes.add(code);
  }
  keep(codes);
}

// On my agenda: an opened address changes nothing; what it has and this browser has not is offered.
function compare(mine, given) {
  const fresh = [...given].filter((code) => !mine.has(code));
  list.hidden = written(mine) === written(given);
  list.querySelector("[data-add]").hidden = fresh.length === 0;
  list.querySelector("[data-stars-link]").hidden = mine.size === 0;
}

function addAll() {
  const codes = starred();
  for (const code of codesIn(list.dataset.list)) codes.add(code);
  if (codes.size > most) return say(words.full);
  const kept = keep(codes);
  list.hidden = false; // the focus must not fall into nothing
  list.querySelector("[data-stars-link]").focus();
  if (kept) say(words.added);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-star], [data-add]");
  if (!button) return;
  if (button.matches("[data-add]")) addAll();
  else toggle(button.dataset.star);
});
window.addEventListener("storage", (event) => {
  if (event.key === key || event.key === null) show();
});
window.addEventListener("pageshow", show);

if (list && !list.dataset.list && starred().size) {
  location.replace(`${location.pathname}?s=${written(starred())}`);
}
show();
