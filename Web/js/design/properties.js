// The properties of what is selected in the diagram.
import { approvalForm } from './approval.js';
import { actionForm, callForm, decisionForm, formForm, mappings, settingsForm, taskForm } from './execution.js';
import { attribute, copy, element as make } from './elements.js';
import { amount, check, choice, feel, section, text } from './fields.js';
import { h } from './page.js';

const is = (bo, ...types) => types.some(type => bo.$instanceOf(`bpmn:${type}`));

/** Everything that the panel holds, for a designer with something selected or nothing. */
export function properties(designer) {
  return new Properties(designer, designer.chosen ?? designer.get('canvas').getRootElement()).parts();
}

class Properties {
  constructor(designer, element) {
    Object.assign(this, { designer, element, bo: element.businessObject, desk: designer.desk, words: designer.words });
    if (this.bo.$type === 'bpmn:Collaboration') this.bo = designer.process ?? this.bo;
  }

  get(service) { return this.designer.get(service); }

  set(properties) { this.get('modeling').updateProperties(this.element, properties); }

  /** Changes something that is not the element itself: an event definition, a loop, a message. */
  inner(target, properties) { this.get('modeling').updateModdleProperties(this.element, target, properties); }

  create(type, properties, parent = this.bo) {
    const made = this.get('bpmnFactory').create(`bpmn:${type}`, properties);
    made.$parent = parent;
    return made;
  }

  json(name, bo = this.bo) { return this.designer.extensions.json(bo, name); }

  keep(name, bo = this.bo) {
    return next => this.inner(bo, { extensionElements: this.designer.extensions.exchanged(bo, name, next, this.get('bpmnFactory')) });
  }

  get execution() { return this.json('execution') ?? make('execution'); }

  /** An expression as FEEL without its mark. */
  feel(label, holder, name, { expects, help, own = this.bo } = {}) {
    const held = holder[name]?.body ?? '', plain = held.replace(/^\s*=\s*/, '');
    return feel(label, plain, value => this.inner(holder, { [name]: value ? this.create('FormalExpression', { body: `= ${value}` }, holder) : undefined }), this.desk.context, { expects, help, at: name });
  }

  parts() {
    const { bo, words } = this, problems = this.designer.problems.filter(one => one.element === bo.id);
    return [
      h('div', { class: 'panel-head' }, h('h2', {}, words(`type-${this.type()}`).startsWith('type-') ? this.type() : words(`type-${this.type()}`))),
      problems.length ? h('ul', { class: 'panel-problems' }, problems.map(one => h('li', { class: one.isError ? 'bad' : 'warn' }, one.text))) : null,
      this.names(), this.specific(),
    ];
  }

  type() { const name = this.bo.$type.slice(5); return name[0].toLowerCase() + name.slice(1); }

  names() {
    const { bo, words } = this, doc = bo.documentation?.[0];
    const rename = id => {
      if (!/^[\p{L}_][\p{L}\p{N}_.-]*$/u.test(id) || this.get('elementRegistry').get(id)) return this.designer.draw();
      this.set({ id });
    };
    const document = typed => this.inner(bo, { documentation: typed ? [this.create('Documentation', { text: typed })] : [] });
    return [
      is(bo, 'Process') ? text(words('name'), bo.name, name => this.inner(bo, { name })) : is(bo, 'TextAnnotation') ? text(words('name'), bo.text, value => this.set({ text: value })) : text(words('name'), bo.name, name => this.set({ name })),
      is(bo, 'Process') ? null : text(words('id'), bo.id, rename, { at: 'id' }),
      text(words('documentation'), doc?.text, document, { long: true }),
    ];
  }

  specific() {
    const { bo } = this;
    if (is(bo, 'Process')) return settingsForm(this.execution, this.keep('execution'), this.desk);
    if (is(bo, 'SequenceFlow')) return this.flow();
    if (is(bo, 'Event')) return this.event();
    if (is(bo, 'Activity')) return [this.task(), this.loop(), is(bo, 'CallActivity', 'BusinessRuleTask', 'ServiceTask') ? null : this.mapped()];
    return null;
  }

  mapped() { return [mappings(this.execution, this.keep('execution'), this.desk, 'input'), mappings(this.execution, this.keep('execution'), this.desk, 'output')]; }

  flow() {
    const { bo, words } = this, source = bo.sourceRef, isDefault = source?.default === bo;
    const canHave = is(source, 'ExclusiveGateway', 'InclusiveGateway', 'ComplexGateway', 'Activity');
    if (!canHave) return h('p', { class: 'mute' }, words('flow-plain'));
    const turn = on => this.get('modeling').updateProperties(this.get('elementRegistry').get(source.id), { default: on ? bo : undefined });
    return section(words('condition'), true, check(words('default-flow'), isDefault, turn),
      isDefault ? h('p', { class: 'mute' }, words('otherwise-help')) : this.condition());
  }

  condition() {
    const held = this.bo.conditionExpression?.body ?? '';
    return feel(this.words('condition'), held.replace(/^\s*=\s*/, ''), value => this.set({ conditionExpression: value ? this.create('FormalExpression', { body: `= ${value}` }) : undefined }), this.desk.context, { expects: 'boolean', rows: 4, help: this.words('condition-help') });
  }

  task() {
    const { bo, words, desk } = this, execution = this.execution, keep = this.keep('execution');
    if (is(bo, 'UserTask')) {
      const approval = this.json('approval');
      const kind = choice(words('task-kind'), approval ? 'approval' : 'task', [{ value: 'approval', label: words('step-approval') }, { value: 'task', label: words('step-task') }],
        value => this.keep('approval')(value === 'approval' ? make('approval', {}, [make('approver', { kind: 'manager', levels: '1' })]) : undefined));
      return [kind, approval ? approvalForm(approval, this.keep('approval'), desk) : taskForm(execution, keep, desk), formForm(execution, keep, desk)];
    }
    if (is(bo, 'BusinessRuleTask')) return decisionForm(execution, keep, desk);
    if (is(bo, 'CallActivity')) return callForm(execution, keep, desk);
    if (is(bo, 'ServiceTask', 'SendTask')) return actionForm(execution, keep, desk);
    if (is(bo, 'ReceiveTask')) return this.message(bo);
    if (is(bo, 'ScriptTask')) return section(words('script'), true,
      feel(words('script'), bo.script, script => this.set({ script, scriptFormat: script ? 'feel' : undefined }), desk.context, { rows: 5 }),
      text(words('result-variable'), execution.attributes.resultVariable, value => { const next = copy(execution); attribute(next, 'resultVariable', value); keep(next); }));
    if (is(bo, 'AdHocSubProcess')) return section(words('ad-hoc'), true, this.feel(words('ad-hoc-done'), bo, 'completionCondition', { expects: 'boolean' }),
      choice(words('ad-hoc-order'), bo.ordering ?? 'Parallel', ['Parallel', 'Sequential'].map(value => ({ value, label: words(`order-${value.toLowerCase()}`) })), ordering => this.set({ ordering })));
    return null;
  }

  // --- loops ------------------------------------------------------------------
  loop() {
    const { bo, words } = this, loop = bo.loopCharacteristics;
    const kind = !loop ? '' : is(loop, 'StandardLoopCharacteristics') ? 'standard' : loop.isSequential ? 'sequential' : 'parallel';
    const turn = value => {
      if (!value) return this.set({ loopCharacteristics: undefined });
      if (value === 'standard') return this.set({ loopCharacteristics: this.create('StandardLoopCharacteristics', {}) });
      if (kind && kind !== 'standard') return this.inner(loop, { isSequential: value === 'sequential' });
      this.set({ loopCharacteristics: this.create('MultiInstanceLoopCharacteristics', { isSequential: value === 'sequential' }) });
    };
    return section(words('loop'), !!loop,
      choice(words('loop-kind'), kind, ['', 'standard', 'parallel', 'sequential'].map(value => ({ value, label: words(`loop-${value || 'none'}`) })), turn),
      kind === 'standard' ? [
        this.feel(words('loop-while'), loop, 'loopCondition', { expects: 'boolean' }),
        amount(words('loop-most'), loop.loopMaximum ?? '', value => this.inner(loop, { loopMaximum: value ? +value : undefined })),
        check(words('loop-before'), loop.testBefore, testBefore => this.inner(loop, { testBefore }))] : null,
      kind === 'parallel' || kind === 'sequential' ? this.each(loop) : null);
  }

  each(loop) {
    const { words, desk } = this, held = this.json('loop', loop) ?? make('loop');
    const set = name => value => { const next = copy(held); attribute(next, name, value); this.keep('loop', loop)(next); };
    return [
      feel(words('collection'), held.attributes.collection, set('collection'), desk.context, { help: words('collection-help') }),
      text(words('element-variable'), held.attributes.elementVariable, set('elementVariable')),
      this.feel(words('cardinality'), loop, 'loopCardinality', { expects: 'number', help: words('cardinality-help') }),
      this.feel(words('completion'), loop, 'completionCondition', { expects: 'boolean' }),
      text(words('output-collection'), held.attributes.outputCollection, set('outputCollection')),
      feel(words('output-element'), held.attributes.outputElement, set('outputElement'), desk.context),
    ];
  }

  // --- events -----------------------------------------------------------------
  event() {
    const { bo, words } = this, definition = bo.eventDefinitions?.[0];
    const start = is(bo, 'StartEvent') && !definition ? formForm(this.execution, this.keep('execution'), this.desk) : null;
    const boundary = is(bo, 'BoundaryEvent') ? check(words('interrupts'), bo.cancelActivity !== false, cancelActivity => this.set({ cancelActivity })) : null;
    const parts = definition && { TimerEventDefinition: () => this.timer(definition), MessageEventDefinition: () => this.message(definition), SignalEventDefinition: () => this.named(definition, 'signalRef', 'Signal', 'name', 'signal'),
      ErrorEventDefinition: () => this.named(definition, 'errorRef', 'Error', 'errorCode', 'error'), EscalationEventDefinition: () => this.named(definition, 'escalationRef', 'Escalation', 'escalationCode', 'escalation'),
      ConditionalEventDefinition: () => section(words('condition'), true, this.feel(words('condition'), definition, 'condition', { expects: 'boolean' })),
      LinkEventDefinition: () => section(words('link'), true, text(words('link-name'), definition.name, name => this.inner(definition, { name }))) }[definition.$type.slice(5)];
    return [boundary, start, parts?.(), this.mapped()];
  }

  timer(definition) {
    const { words, desk } = this, kinds = ['timeDuration', 'timeDate', 'timeCycle'], kind = kinds.find(name => definition[name]) ?? 'timeDuration';
    const body = definition[kind]?.body ?? '';
    const put = (name, value) => this.inner(definition, Object.fromEntries(kinds.map(one => [one, one === name ? this.create('FormalExpression', { body: value }, definition) : undefined])));
    const given = { timeDuration: 'PT1H', timeDate: '= now() + duration("P1D")', timeCycle: 'R3/PT1H' };
    return section(words('timer'), true,
      choice(words('timer-kind'), kind, kinds.map(value => ({ value, label: words(`timer-${value}`) })), value => put(value, given[value])),
      feel(words('timer-text'), body, value => put(kind, value || given[kind]), desk.context, { at: 'timer-text', help: words('timer-help'), isPlain: true }));
  }

  /** The name of a message, and what tells its instances apart. */
  message(holder) {
    const { words, desk } = this, execution = this.execution;
    return [this.named(holder, 'messageRef', 'Message', 'name', 'message'),
      section(words('correlation'), !!execution.attributes.correlationKey, feel(words('correlation-key'), execution.attributes.correlationKey, value => { const next = copy(execution); attribute(next, 'correlationKey', value); this.keep('execution')(next); }, desk.context, { help: words('correlation-help') }))];
  }

  /** Something at the outermost level, found again by its name or made. */
  named(holder, reference, type, key, label) {
    const { words, designer } = this, all = designer.definitions.rootElements.filter(one => one.$type === `bpmn:${type}`);
    const put = value => {
      if (!value) return this.inner(holder, { [reference]: undefined });
      const known = all.find(one => one[key] === value);
      if (known) return this.inner(holder, { [reference]: known });
      const made = this.create(type, { name: value, ...(key === 'name' ? {} : { [key]: value }) }, designer.definitions);
      this.inner(designer.definitions, { rootElements: [...designer.definitions.rootElements, made] });
      this.inner(holder, { [reference]: made });
    };
    return section(words(label), true, text(words(`${label}-name`), holder[reference]?.[key] ?? holder[reference]?.name, put, { help: words(`${label}-help`) }));
  }
}
