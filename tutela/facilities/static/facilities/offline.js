// An inspection on a phone without a network. What is typed lies in the browser only sealed: AES-256-GCM under a key from words
// that the inspector chose (PBKDF2-SHA-256). Nothing leaves the device before it was taken in by the server.
(() => {
  "use strict";

  const ROUNDS = 600000;
  const SHORTEST = 8;
  const WAIT = 300;
  const main = document.getElementById("content");
  const words = JSON.parse(document.getElementById("words").textContent);
  const said = document.getElementById("said");
  const place = document.getElementById("place");
  const inspections = main.dataset.inspections;
  let draft = null; // what is open: {id, number, facility, options, sections}
  let lock = null; // {key, salt}
  let timer = 0;
  let saving = Promise.resolve();

  // Elements -----------------------------------------------------------------------------------------------------------

  function make(name, attributes = {}, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (value === true) element.setAttribute(key, "");
      else if (value !== false && value !== null) element.setAttribute(key, value);
    }
    element.append(...children);
    return element;
  }

  function say(sentence, ...more) {
    said.replaceChildren(sentence, ...more);
  }

  // The sealed store ---------------------------------------------------------------------------------------------------

  function store(mode, act) {
    return new Promise((done, fail) => {
      const opening = indexedDB.open("tutela-inspections", 1);
      opening.onupgradeneeded = () => opening.result.createObjectStore("drafts", { keyPath: "id" });
      opening.onerror = () => fail(opening.error);
      opening.onsuccess = () => {
        const database = opening.result;
        const turn = database.transaction("drafts", mode);
        const asked = act(turn.objectStore("drafts"));
        turn.oncomplete = () => { database.close(); done(asked.result); };
        turn.onerror = turn.onabort = () => { database.close(); fail(turn.error); };
      };
    });
  }

  async function keyFrom(secret, salt) {
    const raw = await crypto.subtle.importKey("raw", new TextEncoder().encode(secret.normalize("NFC")), "PBKDF2", false, ["deriveKey"]);
    const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS };
    return crypto.subtle.deriveKey(how, raw, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  }

  function seal() {
    saving = saving.then(async () => {
      if (!draft) return;
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const about = new TextEncoder().encode(draft.id);
      const plain = new TextEncoder().encode(JSON.stringify(draft));
      const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: about }, lock.key, plain);
      await store("readwrite", (drafts) => drafts.put({ id: draft.id, number: draft.number, salt: lock.salt, iv, sealed }));
    });
    return saving;
  }

  async function keep() {
    clearTimeout(timer);
    try {
      await seal();
      say(words.kept);
    } catch {
      saving = Promise.resolve();
      say(words.notKept);
    }
  }

  function keepSoon() {
    clearTimeout(timer);
    timer = setTimeout(keep, WAIT);
  }

  async function unseal(row, secret) {
    const key = await keyFrom(secret, row.salt);
    const about = new TextEncoder().encode(row.id);
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: row.iv, additionalData: about }, key, row.sealed);
    draft = JSON.parse(new TextDecoder().decode(plain));
    lock = { key, salt: row.salt };
  }

  // What is asked before anything is shown -----------------------------------------------------------------------------

  function ask(why, button, act) {
    const field = make("input", { type: "password", class: "form-control", id: "secret", autocomplete: "off", "aria-describedby": "why wrong" });
    const wrong = make("div", { class: "field-error", id: "wrong" });
    const form = make("form", { novalidate: true },
      make("div", { class: "field" }, make("label", { class: "field-label", for: "secret" }, words.secret),
        make("p", { id: "why" }, why), wrong, field),
      make("button", { class: "btn btn-primary" }, button));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const sentence = await act(field.value);
      wrong.textContent = sentence || "";
      field.setAttribute("aria-invalid", sentence ? "true" : "false");
      if (sentence) field.focus();
    });
    place.replaceChildren(form);
    field.focus();
  }

  function askToOpen(row) {
    say(row.number);
    ask(words.openWhy, words.open, async (secret) => {
      try {
        await unseal(row, secret);
      } catch {
        return words.wrong;
      }
      show();
      return "";
    });
  }

  function askToTake(id) {
    say("");
    ask(words.takeWhy, words.take, async (secret) => {
      if ([...secret].length < SHORTEST) return words.short;
      const { answer, content, sentence } = await call(`${inspections}/${id}/take-along`);
      if (!answer || !answer.ok) return sentence;
      const salt = crypto.getRandomValues(new Uint8Array(16));
      lock = { key: await keyFrom(secret, salt), salt };
      delete content.token;
      draft = content;
      show();
      await keep();
      return "";
    });
  }

  async function choose() {
    const rows = await store("readonly", (drafts) => drafts.getAll());
    say(rows.length ? "" : words.none);
    if (!rows.length) return place.replaceChildren();
    const links = rows.map((row) => make("li", {}, make("a", { href: `#${row.id}` }, row.number)));
    return place.replaceChildren(make("h2", {}, words.choose), make("ul", {}, ...links));
  }

  // The checklist ------------------------------------------------------------------------------------------------------

  function items() {
    return draft.sections.flatMap((section) => section.items);
  }

  function show() {
    const cards = draft.sections.map((section) =>
      make("section", { class: "card", "aria-label": section.label },
        make("div", { class: "card-body" }, make("h2", { class: "card-title" }, section.label), ...section.items.map(field))));
    const button = make("button", { class: "btn btn-primary", type: "button", id: "bring" }, words.bring);
    button.addEventListener("click", bring);
    const title = make("h2", { tabindex: "-1", id: "facility" }, make("bdi", {}, draft.facility), " · ", make("bdi", {}, draft.number));
    place.replaceChildren(title, ...cards, make("div", { class: "buttons" }, button));
    title.focus();
  }

  function field(item) {
    const legend = make("legend", { class: "field-label" }, item.label);
    if (item.critical) legend.append(" ", make("strong", {}, `(${words.critical})`));
    const box = make("fieldset", { class: item.problem ? "field field-bad" : "field", id: `item-${item.code}` }, legend);
    if (item.problem) box.append(make("div", { class: "field-error" }, item.problem));
    if (item.other) box.append(conflict(item));
    const choices = draft.options.map((option) => {
      const radio = make("input", { type: "radio", class: "form-check-input", name: `answer-${item.code}`, value: option.code });
      radio.checked = item.answer === option.code;
      radio.addEventListener("change", () => change(item, { answer: option.code }));
      return make("label", { class: "form-check" }, radio, " ", make("span", { class: "form-check-label" }, option.label));
    });
    const shows = make("textarea", { class: "form-control", id: `evidence-${item.code}`, rows: "2", maxlength: "4000" });
    shows.value = item.evidence;
    shows.addEventListener("input", () => change(item, { evidence: shows.value }));
    box.append(make("div", { class: "cluster" }, ...choices),
      make("label", { class: "field-label", for: `evidence-${item.code}` }, words.evidence), shows);
    return box;
  }

  function change(item, changed) {
    Object.assign(item, changed, { changed: true });
    keepSoon();
  }

  function conflict(item) {
    const label = draft.options.find((option) => option.code === item.other.answer)?.label ?? "";
    const box = make("div", { class: "alert alert-warning", role: "group", "aria-label": words.there },
      make("p", {}, `${words.there}: `, make("bdi", {}, [label, item.other.evidence].filter(Boolean).join(" · "))));
    for (const [name, keepMine] of [["mine", true], ["theirs", false]]) {
      const button = make("button", { type: "button", class: "btn" }, words[name]);
      button.addEventListener("click", async () => {
        if (!keepMine) Object.assign(item, item.other, { changed: false });
        item.base = item.otherBase;
        delete item.other;
        delete item.otherBase;
        const fresh = field(item);
        document.getElementById(`item-${item.code}`).replaceWith(fresh);
        fresh.querySelector("input").focus();
        await keep();
      });
      box.append(button, " ");
    }
    return box;
  }

  // Bringing in --------------------------------------------------------------------------------------------------------

  // One request; without a network, without a sign-in or with a refusal there is a sentence, and the draft stays.
  async function call(address, options = {}) {
    let answer;
    try {
      answer = await fetch(address, { credentials: "same-origin", ...options });
    } catch {
      return { sentence: words.noNetwork };
    }
    const isJson = (answer.headers.get("Content-Type") || "").startsWith("application/json");
    if (answer.redirected || answer.status === 401) return { sentence: words.signIn, signedOut: true };
    const content = isJson ? await answer.json() : {};
    return { answer, content, sentence: content.message ? `${words.refused} ${content.message}` : words.refused };
  }

  function stop({ sentence, signedOut }) {
    const here = encodeURIComponent(location.pathname);
    say(sentence, ...(signedOut ? [" ", make("a", { href: `/sign-in/login/?next=${here}` }, words.signInLink)] : []));
  }

  async function bring() {
    await keep();
    const mine = items().filter((item) => item.changed);
    const bare = mine.filter((item) => !item.answer);
    for (const item of items()) delete item.problem;
    for (const item of bare) item.problem = words.needsAnswer;
    if (bare.length) return again(words.problem);
    if (!mine.length) return say(words.empty);
    say(words.bringing);
    const first = await call(`${inspections}/${draft.id}/take-along`);
    if (!first.answer || !first.answer.ok) return stop(first);
    const answers = Object.fromEntries(mine.map(({ code, answer, evidence, base }) => [code, { answer, evidence, base }]));
    const second = await call(`${inspections}/${draft.id}/bring-in`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": first.content.token },
      body: JSON.stringify({ answers }),
    });
    if (!second.answer) return stop(second);
    if (second.answer.status === 422) {
      for (const item of mine) item.problem = second.content.fields?.[item.code]?.join(" ");
      return again(words.problem);
    }
    if (second.answer.status !== 200 && second.answer.status !== 412) return stop(second);
    return takenIn(second.content);
  }

  async function takenIn(content) {
    const known = new Map(content.sections.flatMap((section) => section.items).map((item) => [item.code, item]));
    let open = 0;
    for (const item of items()) {
      const other = content.conflicts[item.code];
      if (other) {
        Object.assign(item, { other: other.here, otherBase: other.version });
        open += 1;
      } else {
        Object.assign(item, known.get(item.code), { changed: false });
      }
    }
    if (open) return again(words.conflict);
    const { id } = draft;
    draft = null;
    lock = null;
    await saving;
    await store("readwrite", (drafts) => drafts.delete(id));
    place.replaceChildren(make("a", { href: `${inspections}/${id}` }, words.goOn));
    return say(words.done);
  }

  async function again(sentence) {
    show();
    await keep();
    say(sentence);
    document.querySelector(".field-bad input, .alert-warning button")?.focus();
  }

  // Beginning ----------------------------------------------------------------------------------------------------------

  async function begin() {
    draft = null;
    lock = null;
    const id = location.hash.slice(1);
    if (!id) return choose();
    const row = await store("readonly", (drafts) => drafts.get(id));
    return row ? askToOpen(row) : askToTake(id);
  }

  document.addEventListener("visibilitychange", () => {
    if (document.hidden && draft) keep();
  });
  window.addEventListener("hashchange", begin);
  if (!window.crypto?.subtle || !window.indexedDB || !navigator.serviceWorker) {
    say(words.noCrypto);
    return;
  }
  navigator.serviceWorker.register(main.dataset.worker).catch(() => undefined);
  begin();
})();
