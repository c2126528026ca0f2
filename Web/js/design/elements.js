// Our extension elements as plain values: {name, attributes, children, text}. Both designers change these.
export const element = (name, attributes = {}, children = []) => ({ name, attributes, children });

export const children = (parent, name) => (parent?.children ?? []).filter(child => child.name === name && !child.namespace);

export const copy = value => structuredClone(value);

/** Sets or clears an attribute. */
export function attribute(target, name, value) {
  if (value === undefined || value === null || value === '' || value === false) delete target.attributes[name];
  else target.attributes[name] = String(value);
}

/** Puts new children of one name in place of the old ones; what others say stays. */
export function replace(parent, name, fresh) {
  const old = parent.children ?? [];
  const place = old.findIndex(child => child.name === name && !child.namespace);
  const rest = old.filter(child => child.name !== name || child.namespace);
  const before = place < 0 ? rest.length : old.slice(0, place).filter(child => child.name !== name || child.namespace).length;
  parent.children = [...rest.slice(0, before), ...fresh, ...rest.slice(before)];
  delete parent.text;
}

// Settings and form fields are `property` children of `execution`.
export const setting = (execution, name) => children(execution, 'property').find(p => p.attributes.name === name)?.attributes.value ?? '';

export function putSetting(execution, name, value) {
  const all = children(execution, 'property'), known = all.find(p => p.attributes.name === name);
  if (value === '' || value === null) replace(execution, 'property', all.filter(p => p !== known));
  else if (known) known.attributes.value = value;
  else replace(execution, 'property', [...all, element('property', { name, value })]);
}

/** The fields of a form: [{name, label, type, required, options}]. */
export function formFields(execution) {
  return children(execution, 'property').filter(p => p.attributes.name?.startsWith('form.')).map(p => {
    const name = p.attributes.name.slice(5);
    return {
      name, label: p.attributes.value ?? name, type: setting(execution, `form-type.${name}`) || 'text',
      required: setting(execution, `form-required.${name}`) === 'true', options: setting(execution, `form-options.${name}`),
    };
  });
}

export function putFormFields(execution, fields) {
  const rest = children(execution, 'property').filter(p => !/^form(-type|-required|-options)?\./.test(p.attributes.name ?? ''));
  const fresh = fields.flatMap(field => [
    element('property', { name: `form.${field.name}`, value: field.label }),
    ...(field.type && field.type !== 'text' ? [element('property', { name: `form-type.${field.name}`, value: field.type })] : []),
    ...(field.required ? [element('property', { name: `form-required.${field.name}`, value: 'true' })] : []),
    ...(field.type === 'picklist' && field.options ? [element('property', { name: `form-options.${field.name}`, value: field.options })] : []),
  ]);
  replace(execution, 'property', [...rest, ...fresh]);
}

/** Nothing is kept of an element that says nothing. */
export const isEmpty = target => !target || (!Object.keys(target.attributes ?? {}).length && !(target.children ?? []).length && !target.text);

// FEEL texts that are nothing but a string, or a list of strings, are shown as what they hold.
export function literal(text) {
  try { const value = JSON.parse(text); return typeof value === 'string' ? value : null; } catch { return null; }
}
export function literals(text) {
  try {
    const value = JSON.parse(text);
    if (typeof value === 'string') return value.split(',').map(one => one.trim()).filter(Boolean);
    return Array.isArray(value) && value.every(one => typeof one === 'string') ? value : null;
  } catch { return null; }
}
export const quoted = text => JSON.stringify(text);

const TYPES = { number: 'number', money: 'number', boolean: 'boolean', user: 'user', picklist: 'string', date: 'string', text: 'string', 'long-text': 'string' };

/** The variables that an element's extensions bring. */
export function variables(approval, execution) {
  const found = formFields(execution).map(field => ({ name: field.name, label: field.label, type: TYPES[field.type] ?? '' }));
  if (approval) found.push({ name: approval.attributes.result || 'approved', type: 'boolean' });
  if (execution?.attributes.resultVariable) found.push({ name: execution.attributes.resultVariable });
  for (const output of children(execution, 'output')) found.push({ name: (output.attributes.target ?? '').split('.')[0] });
  const job = children(execution, 'job')[0];
  if (job) found.push({ name: children(job, 'header').find(one => one.attributes.name === 'result')?.attributes.value ?? 'result' });
  return found.filter(one => one.name);
}
