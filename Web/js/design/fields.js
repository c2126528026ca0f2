// The inputs of a property panel. Each tells its new value when the writer is done with it.
import { button, h } from './page.js';
import { feelInput } from './feel.js';

let number = 0;
const unique = () => `design-${++number}`;

export const section = (title, open, ...inside) => h('details', { class: 'design-section', open }, h('summary', {}, title), ...inside);

const labelled = (label, input, { help } = {}) => h('div', { class: 'fld' }, h('label', { for: input.id }, label), input, help ? h('small', {}, help) : null);

export function text(label, value, change, { long, help, at = label, ...more } = {}) {
  const input = h(long ? 'textarea' : 'input', { class: 'in', id: unique(), value: value ?? '', 'data-at': at, rows: long ? 3 : null, autocomplete: 'off', onchange: e => change(e.target.value.trim()), ...more });
  return labelled(label, input, { help });
}

export function amount(label, value, change, { min = 1, max = 1000, at = label, placeholder } = {}) {
  const input = h('input', { class: 'in', id: unique(), type: 'number', min, max, value: value ?? '', 'data-at': at, placeholder, onchange: e => change(e.target.value === '' ? '' : String(Math.min(max, Math.max(min, Math.round(+e.target.value))))) });
  return labelled(label, input);
}

export const option = ({ value, label }, chosen) => h('option', { value, selected: value === chosen }, label);

/** A choice; a value that is not among the choices is kept and shown as it is. */
export function choice(label, value, choices, change, { at = label, help, classes = '' } = {}) {
  const known = choices.some(one => one.value === value);
  const all = known || !value ? choices : [...choices, { value, label: value }];
  const input = h('select', { class: `in ${classes}`, id: unique(), 'data-at': at, onchange: e => change(e.target.value) }, all.map(one => option(one, value ?? '')));
  return labelled(label, input, { help });
}

export const check = (label, checked, change, { at = label } = {}) =>
  h('label', { class: 'tick' }, h('input', { type: 'checkbox', checked: !!checked, 'data-at': at, onchange: e => change(e.target.checked) }), ' ', label);

/** Text with proposals that need not be taken. */
export function open(label, value, choices, change, { at = label, help } = {}) {
  const list = h('datalist', { id: unique() }, choices.map(one => h('option', { value: one.value }, one.label)));
  const input = h('input', { class: 'in', id: unique(), value: value ?? '', list: list.id, 'data-at': at, autocomplete: 'off', onchange: e => change(e.target.value.trim()) });
  return h('div', { class: 'fld' }, h('label', { for: input.id }, label), input, list, help ? h('small', {}, help) : null);
}

/** Several of many: chips that can be taken away, and a box to add one. */
export function several(label, values, choices, change, words, { at = label } = {}) {
  const list = h('datalist', { id: unique() }, choices.filter(one => !values.includes(one.value)).map(one => h('option', { value: one.label }, one.value === one.label ? '' : one.value)));
  const name = value => choices.find(one => one.value === value)?.label ?? value;
  const add = input => {
    const typed = input.value.trim();
    if (!typed) return;
    const found = choices.find(one => one.label === typed) ?? choices.find(one => one.value === typed);
    const value = found?.value ?? typed;
    input.value = '';
    if (!values.includes(value)) change([...values, value]);
  };
  const input = h('input', {
    class: 'in', id: unique(), list: list.id, placeholder: words('add-one'), 'data-at': at, autocomplete: 'off', onchange: e => add(e.target),
    onkeydown: e => { if (e.key === 'Enter') { e.preventDefault(); add(e.target); } },
  });
  return h('div', { class: 'fld' }, h('label', { for: input.id }, label),
    values.length ? h('ul', { class: 'chips' }, values.map(value => h('li', { class: 'chip line' }, name(value),
      button(words('remove-one', name(value)), () => change(values.filter(one => one !== value)), { icon: 'x', iconOnly: true, classes: 'tiny' })))) : null, input, list);
}

export function feel(label, value, change, context, { at = label, help, expects, isCell, isPlain, rows } = {}) {
  const id = unique();
  const box = feelInput({ id, value: value ?? '', change, context, expects, isCell, isPlain, at, rows, label });
  return h('div', { class: 'fld' }, h('label', { for: id }, label), box, help ? h('small', {}, help) : null);
}

// Durations: a number and a unit, or whatever else stands there.
const UNITS = [['M', /^PT(\d+)M$/, n => `PT${n}M`], ['H', /^PT(\d+)H$/, n => `PT${n}H`], ['D', /^P(\d+)D$/, n => `P${n}D`]];

export function duration(label, value, change, words, context, { at = label } = {}) {
  const known = UNITS.find(([, pattern]) => pattern.test(value ?? ''));
  if (value && !known) return feel(label, value, change, context, { at, isPlain: true, help: words('duration-help') });
  const id = unique();
  const count = h('input', { class: 'in', id, type: 'number', min: 1, max: 100000, value: known ? known[1].exec(value)[1] : '', 'data-at': at });
  const unit = h('select', { class: 'in', 'aria-label': words('unit'), 'data-at': at + '-unit' },
    [...UNITS.map(([name]) => option({ value: name, label: words(`unit-${name}`) }, known?.[0] ?? 'H')), h('option', { value: '=' }, words('unit-feel'))]);
  const tell = () => {
    if (unit.value === '=') return change('= ');
    change(count.value ? UNITS.find(([name]) => name === unit.value)[2](Math.max(1, Math.round(+count.value))) : '');
  };
  count.addEventListener('change', tell);
  unit.addEventListener('change', tell);
  return h('div', { class: 'fld' }, h('label', { for: id }, label), h('div', { class: 'pair' }, count, unit));
}

/** Rows of anything: each with a button that takes it away, and one below that adds. */
export function rows(items, draw, change, { add, addLabel, removeLabel, at = addLabel }) {
  return h('div', { class: 'design-rows' },
    items.map((item, place) => h('div', { class: 'design-row', role: 'group', 'aria-label': `${addLabel} ${place + 1}` }, h('div', { class: 'grow' }, draw(item, place)),
      button(removeLabel(item, place), () => change(items.filter((_, other) => other !== place)), { icon: 'trash-2', iconOnly: true, classes: 'tiny' }))),
    button(addLabel, () => change([...items, add()]), { icon: 'plus', classes: 'sm', 'data-at': at }));
}
