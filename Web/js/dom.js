// Small words shared by the islands.
export const $ = (selector, root = document) => root.querySelector(selector);
export const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

/** A text of the catalogue, written into the head by the server, with {0} {1} filled in. */
export const word = (key, ...values) =>
  values.reduce((text, value, i) => text.replace(`{${i}}`, value), $(`meta[name="word-${key}"]`)?.content ?? key);

/** True while the reader is writing: single letters are then letters. */
export const isWriting = target => !!target.closest?.('input:not([type="checkbox"]), textarea, select, [contenteditable]');

/** Runs once per element, however often its island is started. */
const started = new WeakMap();
export function once(element, island, action) {
  const names = started.get(element) ?? new Set();
  if (names.has(island)) return;
  started.set(element, names.add(island));
  action(element);
}

/** The last of many calls, after a pause. */
export function after(milliseconds, action) {
  let timer;
  return (...values) => { clearTimeout(timer); timer = setTimeout(() => action(...values), milliseconds); };
}
