// What a step runs: forms, actions, decisions, calls. Parts of both designers' panels over <sanbu:execution>.
import { h } from './page.js';
import { amount, check, choice, duration, feel, open, rows, section, several, text } from './fields.js';
import { attribute, children, copy, element, formFields, literal, literals, putFormFields, putSetting, quoted, replace, setting } from './elements.js';

const ACTIONS = ['notify', 'records.create', 'records.update', 'records.command', 'records.query'];
const TYPES = ['text', 'long-text', 'number', 'money', 'date', 'boolean', 'picklist', 'user'];

const changing = (execution, commit) => body => { const next = copy(execution); body(next); commit(next); };

/** The form that a person fills in. */
export function formForm(execution, commit, desk) {
  const { words } = desk, fields = formFields(execution), change = changing(execution, commit);
  const put = (place, part) => change(next => putFormFields(next, fields.map((one, other) => other === place ? { ...one, ...part } : one)));
  const fresh = () => { let n = fields.length + 1; while (fields.some(one => one.name === `field${n}`)) n += 1; return { name: `field${n}`, label: words('new-field'), type: 'text' }; };
  return section(words('form'), true, rows(fields, (one, place) => [
    h('div', { class: 'pair' },
      text(words('field-label'), one.label, label => put(place, { label: label || one.name }), { at: `form-label-${place}` }),
      text(words('field-name'), one.name, name => /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) && !fields.some((other, i) => i !== place && other.name === name) && put(place, { name }), { at: `form-name-${place}` })),
    h('div', { class: 'pair' },
      choice(words('field-type'), one.type, TYPES.map(type => ({ value: type, label: words(`type-${type}`) })), type => put(place, { type }), { at: `form-type-${place}` }),
      check(words('field-required'), one.required, required => put(place, { required }), { at: `form-required-${place}` })),
    one.type === 'picklist' ? text(words('field-options'), one.options, options => put(place, { options }), { at: `form-options-${place}`, help: words('field-options-help') }) : null,
  ], all => change(next => putFormFields(next, all)), { add: fresh, addLabel: words('add-field'), removeLabel: one => words('remove-row', words('field'), one.label) }));
}

/** Who does a task that is no approval, and until when. */
export function taskForm(execution, commit, desk) {
  const { words, choices, context } = desk, change = changing(execution, commit);
  const set = name => value => change(next => attribute(next, name, value));
  const value = name => execution.attributes[name] ?? '';
  const group = (name, label, from) => {
    const held = value(name) ? literals(value(name)) : [];
    return held ? several(words(label), held, from, all => set(name)(all.length ? JSON.stringify(all) : ''), words, { at: name }) : feel(words(label), value(name), set(name), context, { at: name });
  };
  return section(words('assignment'), true,
    feel(words('assignee'), value('assignee'), set('assignee'), context, { help: words('assignee-help') }),
    group('candidateUsers', 'candidate-users', choices.people), group('candidateGroups', 'candidate-groups', [...choices.roles, ...choices.positions, ...choices.departments.map(one => ({ value: one.label, label: one.label }))]),
    literal(value('dueDate') || '""') !== null ? duration(words('due'), literal(value('dueDate') || '""'), text => set('dueDate')(text ? quoted(text) : ''), words, context) : feel(words('due'), value('dueDate'), set('dueDate'), context),
    amount(words('priority'), value('priority'), set('priority'), { min: 0, max: 100, placeholder: '50' }));
}

/** A service task: what it does, with what. */
export function actionForm(execution, commit, desk) {
  const { words, choices, context } = desk, change = changing(execution, commit);
  const job = children(execution, 'job')[0], type = literal(job?.attributes.type ?? '') ?? job?.attributes.type ?? '';
  const known = ACTIONS.includes(type);
  const put = chosen => change(next => {
    const old = children(next, 'job')[0] ?? element('job');
    old.attributes.type = quoted(chosen);
    replace(next, 'job', chosen ? [old] : []);
  });
  const input = name => children(execution, 'input').find(one => one.attributes.target === name)?.attributes.source ?? '';
  const give = (name, source) => change(next => {
    const all = children(next, 'input'), one = all.find(other => other.attributes.target === name);
    if (!source) replace(next, 'input', all.filter(other => other !== one));
    else if (one) one.attributes.source = source;
    else replace(next, 'input', [...all, element('input', { target: name, source })]);
  });
  const said = (name, label, help) => feel(words(label), input(name), source => give(name, source), context, { at: `input-${name}`, help: help && words(help) });
  const object = () => {
    const held = literal(input('object') || '""');
    return held === null ? said('object', 'object') : choice(words('object'), held, [{ value: '', label: words('object-subject') }, ...choices.objects], chosen => give('object', chosen ? quoted(chosen) : ''));
  };
  const people = () => {
    const held = input('people') ? literals(input('people')) : [];
    return held ? several(words('people'), held, choices.people, all => give('people', all.length ? JSON.stringify(all) : ''), words) : said('people', 'people', 'people-help');
  };
  const parts = {
    notify: () => [people(), said('title', 'notice-title')],
    'records.create': () => [object(), said('values', 'values', 'values-help')],
    'records.update': () => [object(), said('id', 'record-id', 'record-id-help'), said('values', 'values', 'values-help')],
    'records.command': () => [object(), said('id', 'record-id', 'record-id-help'), said('command', 'command'), said('to', 'to-state'), said('values', 'values', 'values-help')],
    'records.query': () => [object(), said('filter', 'filter'), said('limit', 'limit')],
  }[type];
  return [
    section(words('action'), true,
      choice(words('action-kind'), known ? type : type ? 'worker' : '', [{ value: '', label: words('action-none') }, ...ACTIONS.map(name => ({ value: name, label: words(`action-${name}`) })), { value: 'worker', label: words('action-worker') }],
        chosen => put(chosen === 'worker' ? 'worker' : chosen)),
      !known && type ? text(words('worker-type'), type, put, { help: words('worker-help') }) : null,
      parts?.()),
    type ? pairs(words('headers'), job ? children(job, 'header') : [], fresh => change(next => replace(children(next, 'job')[0], 'header', fresh)), desk, 'header', 'name', 'value', true) : null,
    known ? null : mappings(execution, commit, desk, 'input'),
    mappings(execution, commit, desk, 'output'),
  ];
}

function pairs(title, items, commit, desk, name, key, value, isPlain) {
  const { words, context } = desk;
  const put = (place, part, typed) => { const next = copy(items); attribute(next[place], part, typed); commit(next); };
  return section(title, items.length > 0, rows(items, (one, place) => [
    text(words(`${name}-name`), one.attributes[key], typed => put(place, key, typed), { at: `${name}-key-${place}` }),
    isPlain ? text(words(`${name}-value`), one.attributes[value], typed => put(place, value, typed), { at: `${name}-value-${place}` })
      : feel(words(`${name}-value`), one.attributes[value], typed => put(place, value, typed), context, { at: `${name}-value-${place}` }),
  ], commit, { add: () => element(name, { [key]: `${name}${items.length + 1}`, [value]: isPlain ? '' : 'null' }), addLabel: words(`add-${name}`), removeLabel: one => words('remove-row', words(name), one.attributes[key]) }));
}

/** Values that go in or come out. */
export function mappings(execution, commit, desk, name) {
  return pairs(desk.words(`${name}s`), children(execution, name), fresh => changing(execution, commit)(next => replace(next, name, fresh)), desk, name, 'target', 'source');
}

/** A literal or FEEL reference to something that has a name. */
function reference(label, execution, name, from, commit, desk) {
  const value = execution.attributes[name] ?? '', held = literal(value || '""'), set = typed => changing(execution, commit)(next => attribute(next, name, typed));
  if (held === null) return feel(label, value, set, desk.context, { at: name });
  return open(label, held, from, typed => set(typed ? quoted(typed) : ''), { at: name });
}

export function decisionForm(execution, commit, desk) {
  const { words, choices } = desk;
  return [
    section(words('decision'), true, reference(words('decision-name'), execution, 'calledDecision', choices.decisions, commit, desk),
      text(words('result-variable'), execution.attributes.resultVariable, value => changing(execution, commit)(next => attribute(next, 'resultVariable', value)))),
    mappings(execution, commit, desk, 'input'), mappings(execution, commit, desk, 'output'),
  ];
}

export function callForm(execution, commit, desk) {
  const { words, choices } = desk;
  return [
    section(words('call'), true, reference(words('called-process'), execution, 'calledElement', choices.processes, commit, desk)),
    mappings(execution, commit, desk, 'input'), mappings(execution, commit, desk, 'output'),
  ];
}

/** The process itself. */
export function settingsForm(execution, commit, desk) {
  const { words, choices, context } = desk, change = changing(execution, commit);
  const set = name => value => change(next => putSetting(next, name, value));
  return section(words('process-settings'), true,
    choice(words('subject'), setting(execution, 'subject'), [{ value: '', label: words('subject-none') }, ...choices.objects], set('subject')),
    feel(words('instance-title'), setting(execution, 'title'), set('title'), context, { help: words('instance-title-help') }),
    text(words('number'), setting(execution, 'number'), set('number'), { help: words('number-help'), placeholder: 'FK-{yyyy}{mm}-{0000}' }),
    several(words('starters'), setting(execution, 'startableBy').split(',').map(one => one.trim()).filter(Boolean), [...choices.roles, ...choices.positions], all => set('startableBy')(all.join(', ')), words),
    h('p', { class: 'mute' }, words('starters-help')));
}
