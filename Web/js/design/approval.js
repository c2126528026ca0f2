// How a step is approved: every choice that the engine reads from <sanbu:approval>, for both designers.
import { button, h } from './page.js';
import { amount, check, choice, duration, feel, open, rows, section, several, text } from './fields.js';
import { attribute, children, copy, element, replace } from './elements.js';

const KINDS = ['user', 'role', 'department', 'departmentHead', 'position', 'group', 'manager', 'managers', 'initiator', 'initiatorPick', 'previousPick', 'field', 'fieldHead', 'expression'];
const MODES = ['all', 'ratio', 'any', 'sequential', 'random'];
const RETURNS = ['end', 'initiator', 'previous', 'passed'];
const BUTTONS = ['approve', 'reject', 'return', 'add', 'remove', 'transfer', 'delegate', 'copy', 'remind', 'save'];
const RIGHTS = ['hidden', 'read', 'write', 'required'];

/** approval: our element; commit(next): keeps a changed copy; desk: {words, choices, context(), formNames()}. */
export function approvalForm(approval, commit, desk) {
  const { words } = desk;
  const change = body => { const next = copy(approval); body(next); commit(next); };
  const set = name => value => change(next => attribute(next, name, value));
  const value = name => approval.attributes[name] ?? '';
  const list = (prefix, values) => values.map(one => ({ value: one, label: words(`${prefix}-${one}`) }));
  const people = (name, extra) => rows(children(approval, name), (one, place) => [extra?.(one, place), ...source(one, body => change(next => body(children(next, name)[place])), desk, `${name}-${place}`)],
    fresh => change(next => replace(next, name, fresh)),
    { add: () => element(name, name === 'copy' ? { when: 'ended', kind: 'user' } : { kind: 'user' }), addLabel: words(`add-${name}`), removeLabel: (_, place) => words('remove-row', words(name), place + 1) });
  const mode = value('mode') || (children(approval, 'approver').some(one => one.attributes.kind === 'managers') ? 'sequential' : 'all');
  const empty = value('empty').startsWith('user:') ? 'user' : value('empty') || 'administrator';
  const plain = (name, fallback) => chosen => set(name)(chosen === fallback ? '' : chosen);
  const returns = value('returnTo') ? value('returnTo').split(/[\s,]+/) : RETURNS;
  return [
    section(words('approvers'), true, people('approver'),
      choice(words('mode'), mode, list('mode', MODES), set('mode')),
      mode === 'ratio' ? amount(words('ratio'), value('ratio') || '100', set('ratio'), { max: 100 }) : null,
      mode === 'ratio' ? check(words('veto'), value('veto') === 'true', set('veto')) : null,
      mode === 'any' ? check(words('first-decides'), value('firstDecides') === 'true', set('firstDecides')) : null,
      check(words('opinion-required'), ['required', 'true', '1'].includes(value('opinion')), on => set('opinion')(on ? 'required' : '')),
      check(words('signature-required'), ['required', 'true', '1'].includes(value('signature')), on => set('signature')(on ? 'required' : ''))),
    section(words('policies'), false,
      choice(words('empty'), empty, list('empty', ['administrator', 'approve', 'reject', 'user']), chosen => set('empty')(chosen === 'user' ? 'user:' : chosen === 'administrator' ? '' : chosen)),
      empty === 'user' ? several(words('empty-user'), [value('empty').slice(5)].filter(Boolean), desk.choices.people, all => set('empty')(`user:${all.at(-1) ?? ''}`), words) : null,
      choice(words('self'), value('initiator') || 'approve', list('self', ['approve', 'skip', 'manager']), plain('initiator', 'approve')),
      choice(words('repeated'), value('repeated') || 'keep', list('repeated', ['keep', 'first', 'adjacent', 'all']), plain('repeated', 'keep'))),
    section(words('rejection'), false,
      choice(words('on-reject'), value('onReject') || 'end', list('on-reject', ['end', 'initiator', 'previous', 'continue']), plain('onReject', 'end')),
      h('fieldset', { class: 'choose' }, h('legend', {}, words('return-to')), RETURNS.map(one => check(words(`return-to-${one}`), returns.includes(one), on => {
        const next = RETURNS.filter(other => other === one ? on : returns.includes(other));
        set('returnTo')(next.length === RETURNS.length ? '' : next.join(' ') || 'end');
      }))),
      choice(words('return-mode'), value('returnMode'), [{ value: '', label: words('return-mode-free') }, ...list('return-mode', ['rerun', 'straight'])], set('returnMode')),
      text(words('result'), value('result'), set('result'), { placeholder: 'approved', help: words('result-help') })),
    deadline(approval, change, desk, list),
    section(words('reminders'), false,
      duration(words('remind-every'), value('remindEvery') || 'PT1H', set('remindEvery'), words, desk.context),
      amount(words('reminders-before'), value('remindersBeforeEscalation') || '3', set('remindersBeforeEscalation'))),
    section(words('copies'), children(approval, 'copy').length > 0, people('copy', (one, place) =>
      choice(words('copy-when'), one.attributes.when ?? 'ended', list('when', ['opened', 'approved', 'rejected', 'ended']), chosen => change(next => attribute(children(next, 'copy')[place], 'when', chosen)), { at: `copy-when-${place}` }))),
    rights(approval, change, desk),
    section(words('buttons'), children(approval, 'button').length > 0, h('p', { class: 'mute' }, words('buttons-help')),
      rows(children(approval, 'button'), (one, place) => h('div', { class: 'pair' },
        choice(words('button-action'), one.attributes.action, list('button', BUTTONS), chosen => change(next => attribute(children(next, 'button')[place], 'action', chosen)), { at: `button-${place}` }),
        text(words('button-label'), one.attributes.label, typed => change(next => attribute(children(next, 'button')[place], 'label', typed)), { at: `button-label-${place}` })),
      fresh => change(next => replace(next, 'button', fresh)),
      { add: () => element('button', { action: 'approve' }), addLabel: words('add-button'), removeLabel: (_, place) => words('remove-row', words('button'), place + 1) })),
  ];
}

/** Where people come from: the kind, and what the kind needs. */
export function source(one, change, desk, at) {
  const { words, choices } = desk, kind = one.attributes.kind ?? '', value = one.attributes.value ?? '';
  const set = name => typed => change(next => attribute(next, name, typed));
  const kinds = KINDS.map(name => ({ value: name, label: words(`kind-${name}`) }));
  const split = value.split(',').map(part => part.trim()).filter(Boolean);
  const more = {
    user: () => several(words('people'), split, choices.people, all => set('value')(all.join(',')), words, { at: `${at}-value` }),
    role: () => choice(words('role'), value, [{ value: '', label: '' }, ...choices.roles], set('value'), { at: `${at}-value` }),
    department: () => choice(words('department'), value, [{ value: '', label: '' }, ...choices.departments], set('value'), { at: `${at}-value` }),
    departmentHead: () => choice(words('department'), value, [{ value: '', label: '' }, ...choices.departments], set('value'), { at: `${at}-value` }),
    position: () => open(words('position'), value, choices.positions, set('value'), { at: `${at}-value` }),
    group: () => open(words('group'), value, [...choices.roles, ...choices.positions], set('value'), { at: `${at}-value` }),
    manager: () => amount(words('levels'), one.attributes.levels ?? '1', set('levels'), { max: 50, at: `${at}-levels` }),
    managers: () => [amount(words('levels-most'), one.attributes.levels ?? '', set('levels'), { max: 50, at: `${at}-levels` }), open(words('until'), one.attributes.until, choices.positions, set('until'), { at: `${at}-until` })],
    field: () => open(words('field-path'), value, desk.paths(), set('value'), { at: `${at}-value` }),
    fieldHead: () => open(words('field-path'), value, desk.paths(), set('value'), { at: `${at}-value` }),
    expression: () => feel(words('people-expression'), value, set('value'), desk.context, { at: `${at}-value` }),
  }[kind];
  const chosen = next => change(target => { attribute(target, 'kind', next); for (const name of ['value', 'levels', 'until']) attribute(target, name, ''); });
  return [choice(words('kind'), kind, kinds, chosen, { at: `${at}-kind` }), more?.()].flat();
}

function deadline(approval, change, desk, list) {
  const { words } = desk, one = children(approval, 'deadline')[0];
  const set = name => value => change(next => attribute(children(next, 'deadline')[0], name, value));
  if (!one) return section(words('deadline'), false, button(words('add-deadline'), () => change(next => replace(next, 'deadline', [element('deadline', { after: 'P1D', action: 'remind' })])), { icon: 'plus', classes: 'sm' }));
  const action = one.attributes.action ?? 'remind';
  return section(words('deadline'), true,
    duration(words('after'), one.attributes.after, set('after'), words, desk.context),
    text(words('calendar'), one.attributes.calendar, set('calendar'), { help: words('calendar-help') }),
    amount(words('reminder-count'), one.attributes.reminders ?? (action === 'remind' ? '1' : '0'), set('reminders'), { min: 0 }),
    choice(words('deadline-action'), action, list('deadline-action', ['remind', 'approve', 'reject', 'escalate', 'transfer']), set('action')),
    action === 'transfer' ? several(words('deadline-to'), [one.attributes.to].filter(Boolean), desk.choices.people, all => set('to')(all.at(-1) ?? ''), words) : null,
    button(words('remove-deadline'), () => change(next => replace(next, 'deadline', [])), { icon: 'trash-2', classes: 'sm ghost' }));
}

/** What each field of the form allows at this step. */
function rights(approval, change, desk) {
  const { words } = desk, said = new Map(children(approval, 'field').map(one => [one.attributes.name, one.attributes.right]));
  const names = desk.formNames(), labels = new Map(names.map(one => [one.name, one.label]));
  const all = [...new Set([...labels.keys(), ...said.keys()])];
  const put = (name, right) => change(next => {
    const rest = children(next, 'field').filter(one => one.attributes.name !== name);
    replace(next, 'field', right ? [...rest, element('field', { name, right })] : rest);
  });
  return section(words('rights'), said.size > 0, all.length ? null : h('p', { class: 'mute' }, words('rights-none')),
    all.map(name => choice(labels.get(name) ?? name, said.get(name) ?? '', [{ value: '', label: words('right-default') }, ...RIGHTS.map(right => ({ value: right, label: words(`right-${right}`) }))], right => put(name, right), { at: `right-${name}` })));
}
