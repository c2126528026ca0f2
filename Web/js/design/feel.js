// A FEEL text: proposals while it is written, and what the server finds wrong, with its place.
import { after } from '../dom.js';
import { ask, h } from './page.js';

/** context() → {subject, names, words} as they are now. */
export function feelInput({ id, value, change, context, expects, isCell, isPlain, at, rows = 2, label }) {
  const area = h('textarea', {
    class: 'in feel', id, rows, value, spellcheck: 'false', autocomplete: 'off', 'data-at': at, role: 'combobox', 'aria-expanded': 'false',
    'aria-controls': `${id}-list`, 'aria-autocomplete': 'list', 'aria-describedby': `${id}-says`,
  });
  const list = h('div', { class: 'options', id: `${id}-list`, role: 'listbox', 'aria-label': label, hidden: true });
  const says = h('div', { class: 'feel-says', id: `${id}-says`, 'aria-live': 'polite' });
  const root = h('div', { class: 'feel-box' }, area, list, says);
  let asked = 0;

  const options = () => [...list.children];
  const hide = () => { list.hidden = true; area.setAttribute('aria-expanded', 'false'); area.removeAttribute('aria-activedescendant'); };
  const choose = place => {
    options().forEach((one, i) => one.setAttribute('aria-selected', i === place));
    if (options()[place]) area.setAttribute('aria-activedescendant', options()[place].id);
  };
  const chosen = () => options().findIndex(one => one.getAttribute('aria-selected') === 'true');

  function take(proposal) {
    const end = area.selectionStart, word = /[\p{L}\p{N}_]*$/u.exec(area.value.slice(0, end))[0];
    area.setRangeText(proposal, end - word.length, end, 'end');
    hide();
    look(false);
  }

  async function look(proposes) {
    // A plain text is no FEEL until it begins with the mark.
    if (isPlain && !/^\s*=/.test(area.value)) return show([], 0);
    const turn = ++asked, { subject, names } = context();
    const offset = !isCell && /^\s*=/.test(area.value) ? area.value.indexOf('=') + 1 : 0;
    const body = { text: area.value.slice(offset), subject, names, expects, isCell };
    if (proposes) body.before = area.value.slice(offset, area.selectionStart);
    const answer = await ask('/design/expression', body, { quiet: true });
    if (!answer || turn !== asked) return;
    show(answer.problems, offset);
    const word = /[\p{L}\p{N}_.]+$/u.test(body.before ?? '');
    if (proposes && word && answer.completions.length && document.activeElement === area) propose(answer.completions); else hide();
  }

  function propose(found) {
    list.replaceChildren(...found.map((one, i) => h('div', { role: 'option', id: `${id}-o${i}`, 'aria-selected': i === 0, 'data-text': one.text }, h('b', {}, one.text), ' ', h('small', {}, [one.label, one.detail].filter(Boolean).join(' · ')))));
    list.hidden = false;
    area.setAttribute('aria-expanded', 'true');
    choose(0);
  }

  function show(problems, offset) {
    area.toggleAttribute('aria-invalid', problems.some(one => one.isError));
    if (problems.some(one => one.isError)) area.setAttribute('aria-invalid', 'true');
    says.replaceChildren(...problems.slice(0, 4).map(one => h('p', { class: one.isError ? 'bad' : 'warn' },
      h('button', { type: 'button', class: 'place', onmousedown: e => e.preventDefault(), onclick: () => { area.focus(); area.setSelectionRange(one.from + offset, one.to + offset); } }, one.text),
      one.suggestion ? h('button', { type: 'button', class: 'btn sm', onmousedown: e => e.preventDefault(), onclick: () => { area.setRangeText(one.suggestion, one.from + offset, one.to + offset, 'end'); change(area.value.trim()); look(false); } }, one.suggestion) : null)));
  }

  const later = after(200, () => look(true));
  area.addEventListener('input', later);
  area.addEventListener('change', () => change(area.value.trim()));
  area.addEventListener('blur', () => setTimeout(hide, 120));
  list.addEventListener('mousedown', e => { const one = e.target.closest('[data-text]'); if (one) { e.preventDefault(); take(one.dataset.text); } });
  area.addEventListener('keydown', e => {
    if (e.key === ' ' && e.ctrlKey) { e.preventDefault(); look(true); return; }
    if (list.hidden || e.isComposing) return;
    const all = options().length, now = chosen();
    if (e.key === 'ArrowDown') choose((now + 1) % all);
    else if (e.key === 'ArrowUp') choose((now - 1 + all) % all);
    else if ((e.key === 'Enter' || e.key === 'Tab') && now >= 0) take(options()[now].dataset.text);
    else if (e.key === 'Escape') hide();
    else return;
    e.preventDefault();
    e.stopPropagation();
  });
  if (value.trim()) look(false);
  return root;
}
