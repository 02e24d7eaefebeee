// Runs the browser's passkey ceremony before a form is sent; allauth's webauthn-json.js turns it into JSON and back.

const { webauthnJSON } = globalThis;
const hasName = !/^[\d.]+$|^\[/.test(location.hostname); // a passkey belongs to a name, never to a number

async function optionsOf(form) {
  if (form.dataset.options) return JSON.parse(form.dataset.options);
  const answer = await fetch(form.action, { headers: { Accept: "application/json" }, cache: "no-store" });
  return (await answer.json()).request_options;
}

async function run(form) {
  const failed = form.querySelector("[data-passkey-failed]");
  failed.hidden = true;
  try {
    const answer = await webauthnJSON[form.dataset.passkey](await optionsOf(form));
    form.elements.credential.value = JSON.stringify(answer);
    form.submit();
  } catch {
    failed.hidden = false; // cancelled, no passkey here, or the network is away: nothing was lost
  }
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.hidden = !(hasName && webauthnJSON.supported());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    run(form);
  });
}
for (const hint of document.querySelectorAll("[data-passkey-hint]")) {
  hint.hidden = hint.dataset.passkeyHint === "name" ? hasName : !hasName || webauthnJSON.supported();
}
