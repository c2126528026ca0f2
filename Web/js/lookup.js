// Search as you type: references to other records, and people named with @.
import { $, $$, after, once } from './dom.js';
import { ask } from './net.js';

export function start(found) {
  found.forEach(e => e.matches('[data-lookup]') ? once(e, 'lookup', reference) : once(e, 'mentions', mentions));
}

/** A list of options under an input: arrows choose, Enter or a touch takes. */
function chooser(input, box, take) {
  const options = () => $$('[role="option"]', box);
  const mark = option => {
    options().forEach(o => o.setAttribute('aria-selected', o === option));
    if (option) { option.id ||= `${box.id}-${options().indexOf(option)}`; input.setAttribute('aria-activedescendant', option.id); option.scrollIntoView({ block: 'nearest' }); }
  };
  const hide = () => { box.hidden = true; input.setAttribute('aria-expanded', 'false'); input.removeAttribute('aria-activedescendant'); };
  input.addEventListener('keydown', e => {
    if (box.hidden) return;
    const all = options(), i = all.findIndex(o => o.getAttribute('aria-selected') === 'true');
    if (e.key === 'ArrowDown') mark(all[(i + 1) % all.length]);
    else if (e.key === 'ArrowUp') mark(all[(i - 1 + all.length) % all.length]);
    else if (e.key === 'Enter' && all[i] && !e.isComposing) take(all[i]);
    else if (e.key === 'Escape') { hide(); e.stopPropagation(); }
    else return;
    e.preventDefault();
  });
  box.addEventListener('mousedown', e => { const o = e.target.closest('[role="option"]'); if (o) { e.preventDefault(); take(o); } });
  input.addEventListener('blur', () => setTimeout(hide, 120));
  return { hide, show(html) { box.innerHTML = html; box.hidden = false; input.setAttribute('aria-expanded', 'true'); mark(options()[0]); } };
}

function reference(root) {
  const hidden = $('input[type="hidden"]', root), input = $('[role="combobox"]', root), box = $('[role="listbox"]', root);
  let taken = input.value;
  const list = chooser(input, box, option => {
    hidden.value = option.dataset.id;
    taken = input.value = option.dataset.label;
    $('.av', input.parentElement)?.remove();
    const mark = $('.av', option)?.cloneNode(true);
    if (mark) input.before(mark);
    list.hide();
    hidden.dispatchEvent(new Event('input', { bubbles: true }));
  });
  const search = after(140, async () => {
    const url = new URL(root.dataset.lookup, location.href);
    url.searchParams.set('q', input.value);
    const html = await ask(url);
    if (html !== null && document.activeElement === input) list.show(html);
  });
  input.addEventListener('input', () => { if (input.value !== taken) { hidden.value = ''; $('.av', input.parentElement)?.remove(); } search(); });
  input.addEventListener('focus', search);
}

function mentions(area) {
  const box = Object.assign(document.createElement('div'), { className: 'options', id: 'mention-options', hidden: true });
  box.setAttribute('role', 'listbox');
  box.setAttribute('aria-label', '@');
  area.closest('form').append(box);
  const word = () => /@([^\s@]{0,20})$/.exec(area.value.slice(0, area.selectionStart));
  const list = chooser(area, box, option => {
    const end = area.selectionStart, from = end - word()[0].length;
    area.setRangeText(`@${option.dataset.label} `, from, end, 'end');
    remember(area.form, option.dataset);
    list.hide();
  });
  const search = after(120, async query => {
    const url = new URL(area.dataset.mentions, location.href);
    url.searchParams.set('q', query);
    const html = await ask(url);
    if (html?.trim()) list.show(html); else list.hide();
  });
  area.addEventListener('input', () => { const found = word(); found ? search(found[1]) : list.hide(); });
  area.addEventListener('keydown', e => { if (e.key === 'Enter' && (e.metaKey || e.ctrlKey)) area.form.requestSubmit(); });
}

/** The ids of the people named travel beside the words, so that two people of one name stay two. */
function remember(form, { id, label }) {
  if ($$('input[name="mention"]', form).some(i => i.value === `${id}:${label}`)) return;
  form.append(Object.assign(document.createElement('input'), { type: 'hidden', name: 'mention', value: `${id}:${label}` }));
}
