/* The desk in the hall and the score sheet: says what is not saved yet, keeps it in this browser,
   and sends it again when the network is back. Without this file every form still works as a plain
   form. */
(() => {
  "use strict";
  const desk = document.getElementById("meja");
  if (!desk) return;
  document.documentElement.classList.add("js");
  const status = document.getElementById("tersimpan");
  const unsaved = new Map(); // row id -> what is typed there, as it would be sent
  const sent = new Map(); // row id -> what the request on its way carries
  const refill = new Map(); // row id -> what is put back once the line stands open
  // Answers from elsewhere (signed out meanwhile) are no rows.
  const under = desk.dataset.under || "/kantor/pertemuan/";
  // Lines that are sent by themselves as soon as they change; other forms wait for "Simpan".
  const isLine = (form) => form.hasAttribute("data-needs") || form.classList.contains("roll-row");
  const store = `meja:${desk.dataset.user}:${location.pathname}`;
  let isLeaving = false;
  let isOffline = false;

  // A conflict or a mistake is an answer to show, not a failure to hide.
  htmx.config.responseHandling = [
    { code: "204", swap: false },
    { code: "[23]..", swap: true },
    { code: "(409|422)", swap: true },
    { code: "[45]..", swap: false, error: true },
  ];
  // What comes back works at once: a pause before htmx takes it over would lose a quick key.
  htmx.config.defaultSettleDelay = 0;

  const row = (element) => element.closest?.("form[data-row]");
  const typed = (form) => {
    const fields = [...new FormData(form)].filter(
      ([name, value]) => name !== "csrfmiddlewaretoken" && typeof value === "string",
    );
    return JSON.stringify(fields);
  };
  const clock = () => {
    const now = new Date();
    const two = (number) => String(number).padStart(2, "0");
    return `${two(now.getHours())}.${two(now.getMinutes())}.${two(now.getSeconds())}`;
  };

  function tell() {
    if (!status) return;
    const count = unsaved.size;
    status.classList.toggle("is-waiting", count > 0);
    const tail = isOffline ? "; tersimpan di peramban ini dan dikirim saat tersambung" : "";
    status.textContent = count ? `Belum tersimpan ${count} baris${tail}` : `Semua tersimpan ${clock()}`;
  }

  // ------------------------------------------------------------ drafts in this browser
  function keep() {
    const drafts = {};
    for (const [id, fields] of unsaved) {
      const form = document.getElementById(id);
      if (form) drafts[id] = { action: form.getAttribute("action"), fields, isNew: isNew(form), waits: form.dataset.waits };
    }
    try {
      if (Object.keys(drafts).length) localStorage.setItem(store, JSON.stringify(drafts));
      else localStorage.removeItem(store);
    } catch {
      // No room or no permission: the page itself still holds what was typed.
    }
  }

  const isNew = (form) => form.elements.version?.value === "0" && kind(form.getAttribute("action"));
  const kind = (action) => action.split("/baris/")[1]?.split("/")[0];

  function bringBack(touched) {
    let drafts;
    try {
      drafts = JSON.parse(localStorage.getItem(store) || "{}");
    } catch {
      return;
    }
    for (const [id, draft] of Object.entries(drafts)) {
      let form = document.getElementById(id);
      if (!form && draft.isNew) {
        // The key was minted before the page was lost: the same row, not a second one.
        form = [...document.querySelectorAll("form[data-row]")].find((one) => isNew(one) === draft.isNew);
        if (!form) continue;
        form.id = id;
        form.setAttribute("action", draft.action);
        form.setAttribute("hx-post", draft.action);
        htmx.process(form);
      }
      if (!form || touched.includes(form)) continue;
      fill(form, JSON.parse(draft.fields));
      if (draft.waits || isLine(form)) form.dataset.waits = "network";
      mark(form);
    }
    if (navigator.onLine) sendAgain();
  }

  // The version comes back as well: if the row has moved on meanwhile, the answer is a conflict.
  function fill(form, fields) {
    for (const box of form.querySelectorAll('[type="checkbox"], [type="radio"]')) box.checked = false;
    for (const [name, value] of fields) {
      for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
        if (field.type === "radio" || field.type === "checkbox") field.checked ||= field.value === value;
        else if (field.type !== "file" && field.tagName !== "BUTTON") field.value = value;
      }
    }
  }

  // Chosen or typed while this file was still on its way: nobody has heard of it yet.
  const isTouched = (form) =>
    [...form.elements].some((field) => {
      if (field.type === "radio" || field.type === "checkbox") return field.checked !== field.defaultChecked;
      if (field.tagName !== "SELECT") return "defaultValue" in field && field.value !== field.defaultValue;
      return !([...field.options].find((option) => option.defaultSelected) ?? field.options[0])?.selected;
    });

  function mark(form) {
    unsaved.set(form.id, typed(form));
    form.classList.add("is-unsaved");
    keep();
    tell();
  }

  function clear(id) {
    unsaved.delete(id);
    document.getElementById(id)?.classList.remove("is-unsaved");
    keep();
    tell();
  }

  function sendAgain() {
    for (const id of [...unsaved.keys()]) {
      const form = document.getElementById(id);
      if (form?.dataset.waits === "network") form.requestSubmit();
    }
  }

  // --------------------------------------------------------------------- what is typed
  document.addEventListener("input", (event) => {
    const form = row(event.target);
    if (form) mark(form);
  });

  // "Diwakili" is not sent before the delegate has a name, nor a note before its mark; Enter or the
  // button ask for it aloud.
  document.addEventListener("htmx:confirm", (event) => {
    const form = row(event.target);
    if (!form || event.detail.triggeringEvent?.type !== "change") return;
    const needed = form.elements[form.dataset.needs];
    if (needed && !needed.value.trim()) event.preventDefault();
    if (!form.classList.contains("roll-row")) return;
    const delegate = form.elements.represented_by;
    if (form.querySelector('[name="status"]:checked')?.value === "diwakili" && !delegate.value.trim()) {
      event.preventDefault();
    }
  });

  // A finger or a mouse goes straight on to the name; arrow keys pass by, and Tab leads there.
  document.addEventListener("click", (event) => {
    const label = event.detail > 0 && event.target.closest(".roll-row .segmented label");
    if (label && label.querySelector('[value="diwakili"]')) {
      setTimeout(() => row(label)?.elements.represented_by.focus());
    }
  });

  document.addEventListener("submit", (event) => {
    if (!event.target.hasAttribute("hx-post")) isLeaving = true;
  });

  window.addEventListener("beforeunload", (event) => {
    if (unsaved.size && !isLeaving) event.preventDefault();
  });

  // ------------------------------------------------------------------- what comes back
  document.addEventListener("htmx:beforeRequest", (event) => {
    const form = row(event.detail.elt);
    if (form && event.detail.requestConfig.verb === "post") sent.set(form.id, typed(form));
  });

  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, requestConfig } = event.detail;
    const form = row(requestConfig.elt);
    if (!new URL(xhr.responseURL, location).pathname.startsWith(under)) {
      event.detail.shouldSwap = false;
      if (form) waits(form, "Sesi berakhir. Masuk lagi di tab lain, lalu simpan kembali.");
      return;
    }
    if (form && requestConfig.verb === "get") {
      // "Lainnya" opens a line of the roll and keeps what is typed; "Batal" gives it up.
      if (form.classList.contains("roll-row") && unsaved.has(form.id)) refill.set(form.id, typed(form));
      else clear(form.id);
    }
    if (!form || requestConfig.verb !== "post") return;
    if (xhr.status === 200 && sent.get(form.id) !== typed(form) && form.elements.version) {
      // More was typed while this save was on its way: keep it, on the version just saved.
      const version = /name="version" value="(\d+)"/.exec(xhr.responseText);
      if (version && isLine(form)) {
        event.detail.shouldSwap = false;
        form.elements.version.value = version[1];
        mark(form);
        htmx.trigger(form, "change");
        return;
      }
    }
    isOffline = false;
    delete form.dataset.waits;
    if (xhr.status === 200) clear(form.id);
  });

  // Whoever has just come may speak at once.
  function offerAsSpeaker(line) {
    const key = line.id.replace("baris-", "");
    for (const select of document.querySelectorAll('select[name="attendance"]')) {
      if ([...select.options].some((option) => option.value === key)) continue;
      select.add(new Option(line.querySelector(".roll-who b").textContent, key));
    }
  }

  // The radio under the fingers has no id by which htmx could find it again.
  let chosen;
  document.addEventListener("htmx:beforeSwap", (event) => {
    const radio = document.activeElement;
    chosen = radio.type === "radio" && row(radio) === event.detail.requestConfig.elt && [radio.form.id, radio.name, radio.value];
  });
  document.addEventListener("htmx:afterSettle", () => {
    if (chosen && document.activeElement === document.body) {
      const [id, name, value] = chosen;
      document.querySelector(`#${CSS.escape(id)} [name="${name}"][value="${value}"]`)?.focus();
    }
    chosen = null;
  });

  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    // The list never shows a row twice; the form that was sent is replaced by itself.
    for (const fresh of event.detail.fragment.querySelectorAll("[data-row]")) {
      if (event.detail.target.id !== fresh.id) document.querySelector(`article#${fresh.id}`)?.remove();
      if (fresh.classList.contains("roll-row")) offerAsSpeaker(fresh);
    }
  });

  document.addEventListener("htmx:afterSettle", (event) => {
    for (const [id, fields] of refill) {
      const form = document.getElementById(id);
      if (form) fill(form, JSON.parse(fields));
      refill.delete(id);
    }
    // Whoever has gone on meanwhile is not called back.
    const isHere = document.activeElement === document.body;
    if (isHere && event.detail.elt?.id === "tambah-cepat") document.getElementById("siapa").focus();
    for (const form of document.querySelectorAll("form[data-unsaved]")) {
      if (!unsaved.has(form.id)) mark(form);
    }
    const wrong = event.detail.elt?.querySelector?.('[aria-invalid="true"], .error-summary');
    if (wrong && event.detail.xhr?.status !== 200) wrong.focus();
  });

  function waits(form, words) {
    mark(form);
    if (status) status.textContent = words;
  }

  function waitForNetwork(form) {
    isOffline = true;
    form.dataset.waits = "network";
    mark(form);
  }

  for (const name of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, (event) => {
      const form = row(event.detail.elt);
      if (!form) return;
      waitForNetwork(form);
    });
  }
  document.addEventListener("htmx:responseError", (event) => {
    const form = row(event.detail.elt);
    if (!form) return;
    if (event.detail.xhr.status === 503) {
      waitForNetwork(form);
    } else if (event.detail.xhr.status === 404) {
      waits(form, "Belum tersimpan: halaman ini tidak terbuka lagi bagi Anda. Isian Anda masih ada.");
    } else {
      waits(form, `Belum tersimpan: peladen menjawab ${event.detail.xhr.status}. Isian Anda masih ada.`);
    }
  });
  window.addEventListener("online", sendAgain);
  setInterval(() => isOffline && sendAgain(), 15000);

  // -------------------------------------------------------------------- by keyboard
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.closest("input:not([type='radio'], [type='checkbox']), textarea, select");
    if (event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const field = document.getElementById("siapa") || document.querySelector("[data-quick-field]");
      if (field) {
        event.preventDefault();
        field.focus();
      }
    } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      const form = event.target.closest("form");
      if (form) {
        event.preventDefault();
        form.requestSubmit();
      }
    } else if (event.altKey && event.code === "KeyT" && event.target.matches("[data-points]")) {
      event.preventDefault();
      promise(event.target);
    }
  });

  // The line under the cursor (or what is selected) becomes the text of a new promise.
  function promise(points) {
    const { value, selectionStart, selectionEnd } = points;
    const start = value.lastIndexOf("\n", selectionStart - 1) + 1;
    const end = value.indexOf("\n", selectionEnd);
    const line = (
      selectionStart === selectionEnd
        ? value.slice(start, end < 0 ? undefined : end)
        : value.slice(selectionStart, selectionEnd)
    ).replace(/^[\s\-•]+/, "").trim();
    const speech = points.form;
    const key = speech.getAttribute("action").split("/baris/sambutan/")[1]?.slice(0, 36);
    const text = document.querySelector("#janji-baru [data-promise]");
    if (unsaved.has(speech.id)) speech.requestSubmit();
    if (!text) {
      // On the page of speeches: go where promises are typed, once the speech is saved.
      const number = value.slice(0, selectionStart).split("\n").filter((part) => part.trim()).length;
      const address = location.pathname.replace("/sambutan/", "/tindak-lanjut/");
      const go = () => location.assign(`${address}?sambutan=${key}&pokok=${Math.max(number, 1)}#baru`);
      if (unsaved.has(speech.id)) document.addEventListener("htmx:afterSettle", () => unsaved.size || go(), { once: true });
      else go();
      return;
    }
    text.value = line;
    const source = text.form.querySelector("[data-source]");
    if (source && key) source.value = key;
    mark(text.form);
    text.focus();
  }

  document.querySelector(".desk-tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  // After htmx has taken the forms over: sent before that, they would leave the page.
  document.addEventListener("DOMContentLoaded", () => {
    const touched = [...document.querySelectorAll("form[data-row]")].filter(isTouched);
    bringBack(touched);
    for (const form of document.querySelectorAll("form[data-unsaved]")) mark(form);
    for (const form of touched) {
      mark(form);
      if (isLine(form)) htmx.trigger(form, "change");
    }
  });
})();
