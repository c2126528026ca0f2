// Our extension elements inside bpmn-js. They have no descriptor there, so they are read and written as they stand, and
// so are those of other vendors.
import { isEmpty } from './elements.js';

export const NAMESPACE = 'https://sanbu.dev/bpmn/1';

export class Extensions {
  constructor(moddle) { this.moddle = moddle; }

  static is(value, name) { return value.$descriptor?.ns?.uri === NAMESPACE && value.$descriptor.ns.localName === name; }

  values(bo) { return bo.extensionElements?.values ?? []; }

  /** One of our elements as a plain value; undefined when there is none. */
  json(bo, name) {
    const found = this.values(bo).find(value => Extensions.is(value, name));
    return found && this.plain(found);
  }

  plain(value) {
    const ns = value.$descriptor.ns, result = { name: ns.localName, attributes: {} };
    if (ns.uri !== NAMESPACE) Object.assign(result, { namespace: ns.uri, prefix: ns.prefix });
    for (const [key, text] of Object.entries(value)) if (!key.startsWith('$') && typeof text === 'string') result.attributes[key] = text;
    if (value.$children?.length) result.children = value.$children.map(child => this.plain(child));
    else if (value.$body) result.text = value.$body;
    return result;
  }

  any(plain) {
    const properties = { ...plain.attributes };
    if (plain.children?.length) properties.$children = plain.children.map(child => this.any(child));
    else if (plain.text) properties.$body = plain.text;
    return this.moddle.createAny(`${plain.namespace ? plain.prefix || 'ns0' : 'sanbu'}:${plain.name}`, plain.namespace ?? NAMESPACE, properties);
  }

  /** The extensionElements with one of ours exchanged; undefined when nothing is left. */
  exchanged(bo, name, plain, factory) {
    const old = this.values(bo), place = old.findIndex(value => Extensions.is(value, name));
    const rest = old.filter(value => !Extensions.is(value, name));
    if (!isEmpty(plain) || (plain && name === 'approval')) rest.splice(place < 0 ? rest.length : place, 0, this.any(plain));
    if (!rest.length) return undefined;
    const fresh = factory.create('bpmn:ExtensionElements', { values: rest });
    fresh.$parent = bo;
    rest.forEach(value => { value.$parent = fresh; });
    return fresh;
  }
}
