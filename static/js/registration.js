// Hides what does not concern who is filling in; the server decides what counts. Leads to the list of errors.

const form = document.querySelector("form[data-registration]");

function chosen(name) {
  return form.querySelector(`[name="${name}"]:checked`)?.value;
}

function show(part, isShown) {
  part.hidden = !isShown;
}

function showWhatConcerns() {
  const country = form.querySelector('[data-field="country"]');
  if (country) show(country, chosen("region") === "abroad");
  for (const part of form.querySelectorAll("[data-onsite-only]")) {
    show(part, chosen("attendance") !== "online");
  }
  const visits = [...form.querySelectorAll("select[name^=visit_]")].map((select) => select.value);
  for (const card of form.querySelectorAll("[data-chosen]")) {
    show(card, visits.includes(card.dataset.chosen));
  }
}

if (form) {
  form.addEventListener("change", showWhatConcerns);
  addEventListener("pageshow", showWhatConcerns);
  showWhatConcerns();
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
  addEventListener("pageshow", () => delete form.dataset.sent);
}

document.querySelector(".error-summary")?.focus();
