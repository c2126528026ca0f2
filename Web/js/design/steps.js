// The step designer: an approval from top to bottom, for people who do not know BPMN. The server compiles it.
import { toast } from '../toast.js';
import { approvalForm } from './approval.js';
import { Desk } from './desk.js';
import { children, copy, element, isEmpty, literal } from './elements.js';
import { actionForm, callForm, decisionForm, formForm, settingsForm, taskForm } from './execution.js';
import { choice, duration, feel, section, text } from './fields.js';
import { button, h, History, icon, redraw } from './page.js';

const KINDS = [['approval', 'user-check', 245], ['task', 'clipboard-check', 190], ['copy', 'send', 265], ['exclusive', 'git-branch', 75], ['parallel', 'layers', 155], ['inclusive', 'list-checks', 190], ['delay', 'timer', 55], ['action', 'zap', 300], ['decision', 'table-2', 350], ['call', 'workflow', 270]];

export function steps(root, model) {
  if (!model.tree) return refused(root, model);
  const designer = new Steps(root, model);
  designer.start();
  return designer;
}

function refused(root, model) {
  const words = Desk.speaker(model);
  root.replaceChildren(h('div', { class: 'empty' }, icon('workflow', 'l'), h('h2', {}, words('not-a-tree')), h('p', {}, model.refusal), h('div', { class: 'row' }, h('a', { class: 'btn primary', href: `${root.dataset.url}/design` }, words('open-diagram')))));
}

const extension = (step, name) => step.extensions.find(one => one.name === name && !one.namespace);

class Steps {
  constructor(root, model) {
    this.root = root;
    this.tree = model.tree;
    this.history = new History(this.tree);
    this.chosen = null;
    this.problems = [];
    this.desk = new Desk(root, model, {
      body: () => ({ tree: this.tree }), execution: () => this.tree.extensions.find(one => one.name === 'execution' && !one.namespace),
      holders: () => this.all().map(step => [extension(step, 'approval'), extension(step, 'execution')]),
      forms: () => [this.tree.start, ...this.all()].map(step => extension(step, 'execution')), undo: () => this.back(this.history.undo()), redo: () => this.back(this.history.redo()),
      canUndo: () => this.history.canUndo, canRedo: () => this.history.canRedo, choose: id => this.choose(id), problems: found => { this.problems = found; this.draw(); }, named: id => this.find(id)?.step?.name,
    });
    this.words = this.desk.words;
  }

  start() {
    this.canvas = h('div', { class: 'steps-canvas', tabindex: '0', role: 'region', 'aria-label': this.words('steps') });
    this.panel = h('aside', { class: 'design-panel', 'aria-label': this.words('properties') });
    this.desk.mount(this.canvas, this.panel, [
      button(this.words('zoom-out'), () => this.zoom(-1), { icon: 'minus', iconOnly: true }), button(this.words('zoom-in'), () => this.zoom(1), { icon: 'plus', iconOnly: true })]);
    this.scale = 10;
    this.canvas.addEventListener('keydown', e => this.keys(e));
    this.draw();
    this.canvas.scrollLeft = (this.canvas.scrollWidth - this.canvas.clientWidth) / 2;
    this.desk.check();
  }

  zoom(step) { this.scale = Math.min(14, Math.max(5, this.scale + step)); this.canvas.dataset.zoom = this.scale; }

  // --- the tree ---------------------------------------------------------------
  all(steps = this.tree.steps) { return [this.tree.start, ...this.inside(steps)]; }
  inside(steps) { return steps.flatMap(step => [step, ...(step.branches ?? []).flatMap(branch => this.inside(branch.steps))]); }

  /** Where a step stands: {step, list, place, branch}. A branch is named by its gateway and number: `gate/1`. */
  find(id, list = this.tree.steps) {
    if (id === 'process') return { step: this.tree };
    if (id === this.tree.start.id) return { step: this.tree.start };
    if (id === this.tree.end.id) return { step: this.tree.end };
    for (const [place, step] of list.entries()) {
      if (step.id === id) return { step, list, place };
      for (const [number, branch] of (step.branches ?? []).entries()) {
        if (`${step.id}/${number}` === id) return { step, branch, number };
        const found = this.find(id, branch.steps);
        if (found) return found;
      }
    }
    return null;
  }

  change(body) {
    body();
    this.history.push(this.tree);
    this.desk.changed();
    this.draw();
  }

  back(state) {
    if (!state) return;
    this.tree = state;
    if (this.chosen && !this.find(this.chosen)) this.chosen = null;
    this.desk.changed();
    this.draw();
  }

  fresh(word) {
    const taken = new Set([this.tree.start.id, this.tree.end.id, ...this.all().flatMap(step => [step.id, step.join])]);
    let n = 1;
    while (taken.has(`${word}${n}`)) n += 1;
    return `${word}${n}`;
  }

  make(kind) {
    const step = { id: this.fresh(kind), kind: 'person', name: this.words(`step-${kind}`), documentation: '', extensions: [] };
    if (kind === 'approval') step.extensions = [element('approval', {}, [element('approver', { kind: 'manager', levels: '1' })])];
    if (kind === 'copy') Object.assign(step, { kind: 'action', extensions: [element('execution', {}, [element('job', { type: '"notify"' })])] });
    if (['action', 'decision', 'call'].includes(kind)) step.kind = kind;
    if (kind === 'delay') Object.assign(step, { kind, delay: 'P1D', isDate: false });
    if (['exclusive', 'parallel', 'inclusive'].includes(kind)) {
      const branch = (number, isDefault) => ({ name: isDefault ? this.words('otherwise') : this.words('branch-number', number), condition: '', isDefault, steps: [] });
      Object.assign(step, { kind, name: '', join: this.fresh('join'), branches: [branch(1, false), branch(2, kind !== 'parallel')] });
    }
    return step;
  }

  add(list, place, kind) {
    const step = this.make(kind);
    this.chosen = step.branches ? `${step.id}/0` : step.id;
    this.change(() => list.splice(place, 0, step));
    this.focusChosen();
  }

  remove(id) {
    const found = this.find(id);
    if (!found) return;
    if (found.branch) {
      if (found.step.branches.length <= 2) return this.remove(found.step.id);
      this.chosen = null;
      return this.change(() => found.step.branches.splice(found.number, 1));
    }
    if (!found.list) return;
    this.chosen = null;
    this.change(() => found.list.splice(found.place, 1));
    toast(this.words('removed', found.step.name || this.words(`step-${found.step.kind}`)), { undo: () => this.back(this.history.undo()) });
  }

  move(id, by) {
    const found = this.find(id);
    if (found?.branch) {
      const to = found.number + by, all = found.step.branches;
      if (to < 0 || to >= all.length) return;
      this.chosen = `${found.step.id}/${to}`;
      this.change(() => all.splice(to, 0, all.splice(found.number, 1)[0]));
    } else if (found?.list) {
      const to = found.place + by;
      if (to < 0 || to >= found.list.length) return;
      this.change(() => found.list.splice(to, 0, found.list.splice(found.place, 1)[0]));
    }
    this.focusChosen();
  }

  // --- drawing ----------------------------------------------------------------
  choose(id) {
    // A problem may be about a flow or a join, which the tree does not show by themselves.
    if (!this.find(id)) id = this.all().find(step => step.join === id || id.startsWith(`${step.id}-`))?.id ?? 'process';
    const split = this.find(id)?.step;
    this.chosen = split?.branches && !id.includes('/') ? `${id}/0` : id;
    this.draw();
    this.panel.scrollTop = 0;
    this.focusChosen();
  }

  focusChosen() { this.canvas.querySelector(`[data-id="${CSS.escape(this.chosen ?? '')}"]`)?.focus(); }

  draw() {
    const focus = this.canvas.contains(document.activeElement) ? document.activeElement.dataset.id : null;
    this.canvas.replaceChildren(h('div', { class: 'steps-flow' }, this.card(this.tree.start), this.plus(this.tree.steps, 0), this.list(this.tree.steps), h('div', { class: 'step-end' }, this.tree.end.name || this.words('end'))));
    if (focus) this.canvas.querySelector(`[data-id="${CSS.escape(focus)}"]`)?.focus({ preventScroll: true });
    redraw(this.panel, () => this.form());
    this.panel.toggleAttribute('data-open', !!this.chosen);
    this.desk.refresh();
  }

  list(steps) { return steps.map((step, place) => [step.branches ? this.split(step) : this.card(step), this.plus(steps, place + 1)]); }

  wrong(...ids) { return this.problems.filter(one => ids.includes(one.element)); }

  card(step) {
    const [kind, mark, hue] = this.look(step), problems = this.wrong(step.id);
    return h('button', { type: 'button', class: `step-card hue h${hue}`, 'data-id': step.id, 'aria-pressed': this.chosen === step.id, onclick: () => this.choose(step.id) },
      h('span', { class: 'step-head' }, icon(mark, 'xs'), step.name || this.words(`step-${kind}`), problems.length ? h('span', { class: problems.some(one => one.isError) ? 'mark bad' : 'mark warn' }, icon('triangle-alert', 'xs'), h('span', { class: 'sr' }, problems.map(one => one.text).join(' '))) : null),
      h('span', { class: 'step-text' }, this.summary(step) || h('em', {}, this.words('not-set'))));
  }

  look(step) {
    if (step.kind === 'start') return ['start', 'send', 265];
    const kind = step.kind === 'person' ? (extension(step, 'approval') ? 'approval' : 'task') : step.kind === 'action' && this.action(step) === 'notify' ? 'copy' : step.kind;
    return KINDS.find(([name]) => name === kind) ?? [kind, 'circle', 265];
  }

  action(step) { return literal(children(extension(step, 'execution'), 'job')[0]?.attributes.type ?? '') ?? ''; }

  /** What a card says of its step. */
  summary(step) {
    const execution = extension(step, 'execution'), approval = extension(step, 'approval'), { words } = this;
    if (step.kind === 'start') return this.desk.formNames().map(one => one.label).join('、') || words('no-form');
    if (approval) {
      const who = children(approval, 'approver').map(one => this.who(one)).filter(Boolean).join('、');
      return who && `${who} · ${words(`mode-${approval.attributes.mode ?? 'all'}`)}`;
    }
    if (step.kind === 'person') return execution?.attributes.candidateGroups ?? execution?.attributes.candidateUsers ?? execution?.attributes.assignee ?? '';
    if (step.kind === 'delay') return step.delay;
    if (step.kind === 'decision') return this.name('decisions', execution?.attributes.calledDecision);
    if (step.kind === 'call') return this.name('processes', execution?.attributes.calledElement);
    const type = this.action(step);
    if (type === 'notify') return children(execution, 'input').find(one => one.attributes.target === 'people')?.attributes.source ?? '';
    return type && (words(`action-${type}`).startsWith('action-') ? type : words(`action-${type}`));
  }

  name(from, text = '') { const value = literal(text) ?? text; return this.desk.choices[from].find(one => one.value === value)?.label ?? value; }

  who(one) {
    const { kind, value = '', levels } = one.attributes, from = { user: 'people', role: 'roles', department: 'departments', departmentHead: 'departments' }[kind];
    const names = value.split(',').filter(Boolean).map(part => from ? this.name(from, part.trim()) : part).join('、');
    if (kind === 'user') return names;
    return [this.words(`kind-${kind}`), names || (levels ? this.words('levels-short', levels) : '')].filter(Boolean).join(' ');
  }

  split(step) {
    return h('div', { class: 'split', 'data-kind': step.kind, role: 'group', 'aria-label': this.words(`step-${step.kind}`) },
      h('div', { class: 'split-head' }, button(this.words('add-branch'), () => this.addBranch(step), { icon: 'plus', classes: 'sm' })),
      h('div', { class: 'branches' }, step.branches.map((branch, number) => h('div', { class: 'branch' }, this.branch(step, branch, number), this.plus(branch.steps, 0), this.list(branch.steps)))));
  }

  addBranch(step) {
    const place = step.kind === 'parallel' ? step.branches.length : step.branches.length - (step.branches.at(-1).isDefault ? 1 : 0);
    this.chosen = `${step.id}/${place}`;
    this.change(() => step.branches.splice(place, 0, { name: this.words('branch-number', step.branches.length), condition: '', isDefault: false, steps: [] }));
    this.focusChosen();
  }

  branch(step, branch, number) {
    const id = `${step.id}/${number}`;
    const says = step.kind === 'parallel' ? this.words('always') : branch.isDefault ? this.words('otherwise-text') : branch.condition;
    const problems = this.wrong(`${step.id}-${branch.steps[0]?.id ?? step.join}`, ...(number === 0 ? [step.id, step.join] : []));
    return h('button', { type: 'button', class: 'step-card branch-card', 'data-id': id, 'aria-pressed': this.chosen === id, onclick: () => this.choose(id) },
      h('span', { class: 'step-head' }, branch.name || this.words('branch-number', number + 1), problems.length ? h('span', { class: problems.some(one => one.isError) ? 'mark bad' : 'mark warn' }, icon('triangle-alert', 'xs'), h('span', { class: 'sr' }, problems.map(one => one.text).join(' '))) : null),
      h('span', { class: 'step-text' }, says || h('em', {}, this.words('no-condition'))));
  }

  /** The + between two steps with what can be put there. */
  plus(list, place) {
    const menu = h('div', { class: 'pop step-menu', popover: 'auto', role: 'menu' });
    const opener = h('button', { type: 'button', class: 'step-plus', title: this.words('add-step'), 'aria-label': this.words('add-step'), 'aria-haspopup': 'menu', onclick: () => {
      menu.replaceChildren(...KINDS.map(([kind, mark, hue]) => h('button', { type: 'button', class: `item hue h${hue}`, role: 'menuitem', 'data-kind': kind, onclick: () => { menu.hidePopover(); this.add(list, place, kind); } }, icon(mark), this.words(`step-${kind}`))));
      menu.showPopover();
      const box = opener.getBoundingClientRect();
      menu.style.left = `${Math.max(8, Math.min(box.right + 8, innerWidth - menu.offsetWidth - 8))}px`;
      menu.style.top = `${Math.max(8, Math.min(box.top - 8, innerHeight - menu.offsetHeight - 8))}px`;
      menu.querySelector('button').focus();
    } }, icon('plus', 'xs'));
    menu.addEventListener('keydown', e => {
      const items = [...menu.querySelectorAll('button')], now = items.indexOf(document.activeElement), step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
      if (step) { e.preventDefault(); items[(now + step + items.length) % items.length].focus(); }
    });
    return h('div', { class: 'step-line' }, opener, menu);
  }

  keys(e) {
    const cards = [...this.canvas.querySelectorAll('[data-id]')], now = cards.indexOf(document.activeElement);
    if (now < 0) return;
    const id = cards[now].dataset.id;
    if (e.altKey && (e.key === 'ArrowUp' || e.key === 'ArrowLeft')) { this.chosen = id; this.move(id, -1); }
    else if (e.altKey && (e.key === 'ArrowDown' || e.key === 'ArrowRight')) { this.chosen = id; this.move(id, 1); }
    else if (e.key === 'ArrowDown') cards[Math.min(now + 1, cards.length - 1)].focus();
    else if (e.key === 'ArrowUp') cards[Math.max(now - 1, 0)].focus();
    else if (e.key === 'Delete' || e.key === 'Backspace') this.remove(id);
    else return;
    e.preventDefault();
  }

  // --- the panel --------------------------------------------------------------
  put(step, name) {
    return next => this.change(() => {
      const rest = step.extensions.filter(one => one.name !== name || one.namespace);
      step.extensions = isEmpty(next) && name === 'execution' ? rest : [...rest, next];
    });
  }

  form() {
    const found = this.find(this.chosen ?? 'process');
    if (!found || found.step === this.tree) return this.processForm();
    if (found.branch) return this.branchForm(found);
    return this.stepForm(found);
  }

  head(title, id, canMove) {
    return h('div', { class: 'panel-head' }, h('h2', {}, title),
      canMove ? [button(this.words('move-up'), () => this.move(id, -1), { icon: 'arrow-up', iconOnly: true }), button(this.words('move-down'), () => this.move(id, 1), { icon: 'arrow-down', iconOnly: true }), button(this.words('remove'), () => this.remove(id), { icon: 'trash-2', iconOnly: true })] : null,
      this.chosen ? button(this.words('close-panel'), () => { this.chosen = null; this.draw(); }, { icon: 'x', iconOnly: true }) : null);
  }

  processForm() {
    const tree = this.tree, execution = tree.extensions.find(one => one.name === 'execution' && !one.namespace) ?? element('execution');
    const commit = next => this.change(() => { const rest = tree.extensions.filter(one => one.name !== 'execution' || one.namespace); tree.extensions = isEmpty(next) ? rest : [...rest, next]; });
    return [this.head(this.words('process')),
      text(this.words('name'), tree.name, name => name && this.change(() => { tree.name = name; })),
      text(this.words('documentation'), tree.documentation, typed => this.change(() => { tree.documentation = typed; }), { long: true }),
      settingsForm(execution, commit, this.desk)];
  }

  branchForm({ step, branch, number }) {
    const { words } = this, put = part => this.change(() => Object.assign(branch, part));
    const kinds = ['exclusive', 'parallel', 'inclusive'].map(value => ({ value, label: words(`step-${value}`) }));
    const turn = kind => this.change(() => {
      step.kind = kind;
      step.branches.forEach((one, i) => Object.assign(one, kind === 'parallel' ? { isDefault: false, condition: '' } : { isDefault: i === step.branches.length - 1 }));
    });
    return [this.head(branch.name || words('branch'), `${step.id}/${number}`, true),
      text(words('name'), branch.name, name => put({ name })),
      choice(words('split-kind'), step.kind, kinds, turn),
      step.kind !== 'parallel' && !branch.isDefault ? feel(words('condition'), branch.condition, condition => put({ condition }), this.desk.context, { expects: 'boolean', rows: 4, help: words('condition-help') }) : null,
      branch.isDefault ? h('p', { class: 'mute' }, words('otherwise-help')) : null,
      step.kind !== 'parallel' && !branch.isDefault ? button(words('make-default'), () => this.change(() => step.branches.forEach(one => Object.assign(one, one === branch ? { isDefault: true, condition: '' } : { isDefault: false }))), { classes: 'sm' }) : null,
      button(words('remove-split'), () => this.remove(step.id), { icon: 'trash-2', classes: 'sm ghost' })];
  }

  stepForm({ step, list }) {
    const { words, desk } = this, approval = extension(step, 'approval'), execution = extension(step, 'execution') ?? element('execution');
    const save = this.put(step, 'execution');
    const parts = {
      start: () => [formForm(execution, save, desk)],
      person: () => [
        choice(words('task-kind'), approval ? 'approval' : 'task', [{ value: 'approval', label: words('step-approval') }, { value: 'task', label: words('step-task') }], kind => this.change(() => {
          step.extensions = step.extensions.filter(one => one.name !== 'approval' || one.namespace);
          if (kind === 'approval') step.extensions.push(element('approval', {}, [element('approver', { kind: 'manager', levels: '1' })]));
        })),
        approval ? approvalForm(approval, this.put(step, 'approval'), desk) : taskForm(execution, save, desk), formForm(execution, save, desk)],
      action: () => actionForm(execution, save, desk), decision: () => decisionForm(execution, save, desk), call: () => callForm(execution, save, desk),
      delay: () => [section(words('delay'), true,
        choice(words('delay-kind'), step.isDate ? 'date' : 'duration', [{ value: 'duration', label: words('delay-duration') }, { value: 'date', label: words('delay-date') }], kind => this.change(() => Object.assign(step, kind === 'date' ? { isDate: true, delay: '= now() + duration("P1D")' } : { isDate: false, delay: 'P1D' }))),
        step.isDate ? feel(words('delay-date'), step.delay, delay => this.change(() => { step.delay = delay; }), this.desk.context, { isPlain: true }) : duration(words('delay-duration'), step.delay, delay => this.change(() => { step.delay = delay; }), words, desk.context))],
      end: () => [],
    }[step.kind];
    return [this.head(step.name || words(`step-${this.look(step)[0]}`), step.id, !!list),
      text(words('name'), step.name, name => this.change(() => { step.name = name; })),
      text(words('documentation'), step.documentation, typed => this.change(() => { step.documentation = typed; }), { long: true }), parts?.()];
  }
}
