// What both designers share: the toolbar, saving, checking, deploying, and what expressions may name.
import { after } from '../dom.js';
import { toast } from '../toast.js';
import { formFields, setting, variables } from './elements.js';
import { ask, button, h, icon, speaker } from './page.js';

export class Desk {
  /** hands: what the designer offers: body(), execution(), holders(), forms(), undo(), redo(), canUndo(), canRedo(), choose(), problems(). */
  constructor(root, model, hands) {
    Object.assign(this, { root, hands, model, url: root.dataset.url, version: model.version, choices: model.choices, isDirty: false, found: [] });
    this.words = Desk.speaker(model);
    this.context = () => ({ subject: this.subject(), names: this.names() });
    this.later = after(900, () => this.check());
  }

  static speaker(model) { return speaker(model.words); }

  subject() { const execution = this.hands.execution(); return (execution && setting(execution, 'subject')) || ''; }

  /** The variables that the model brings. */
  names() {
    const seen = new Set();
    return this.hands.holders().flatMap(([approval, execution]) => variables(approval, execution)).filter(one => !seen.has(one.name) && seen.add(one.name));
  }

  /** The fields of every form. */
  formNames() {
    const seen = new Set();
    return this.hands.forms().flatMap(execution => execution ? formFields(execution) : []).filter(one => !seen.has(one.name) && seen.add(one.name));
  }

  /** Paths to fields, for people out of fields. */
  paths() {
    const fields = this.model.choices.fields[this.subject()] ?? [];
    return [...fields.filter(one => one.kind === 'reference').map(one => ({ value: `record.${one.value}`, label: one.label })), { value: 'record.owner', label: this.words('owner') }, ...this.formNames().map(one => ({ value: one.name, label: one.label }))];
  }

  // --- the frame --------------------------------------------------------------
  mount(canvas, panel, tools, files = []) {
    const { words } = this;
    this.undoButton = button(words('undo'), () => this.hands.undo(), { icon: 'undo-2', iconOnly: true });
    this.redoButton = button(words('redo'), () => this.hands.redo(), { icon: 'redo-2', iconOnly: true });
    this.state = h('span', { class: 'design-state', role: 'status' });
    this.checkButton = button(words('check'), () => this.toggle(true), { icon: 'circle-check', 'aria-expanded': 'false' });
    this.list = h('section', { class: 'design-problems', hidden: true, 'aria-label': words('problems') });
    const bar = h('div', { class: 'design-bar', role: 'toolbar', 'aria-label': words('tools') }, this.undoButton, this.redoButton, h('span', { class: 'gap' }), tools, files, h('span', { class: 'grow' }), this.state, this.checkButton,
      button(words('save'), () => this.save(), { icon: 'save' }), button(words('deploy'), () => this.deploy(), { icon: 'rocket', classes: 'primary' }));
    const heading = this.root.querySelector('h1');
    this.root.replaceChildren(heading, bar, h('div', { class: 'design-body' }, h('div', { class: 'design-canvas' }, canvas, this.list), panel));
    addEventListener('beforeunload', e => { if (this.isDirty && this.root.isConnected) e.preventDefault(); });
    // Before the page's own keys: ⌘Z here takes back one change, not what a toast offers.
    addEventListener('keydown', e => this.keys(e), true);
    // The other designer opens what this one holds.
    document.addEventListener('click', e => this.leave(e), true);
    this.refresh();
  }

  async leave(e) {
    const link = e.target.closest?.(`a[href$="/steps"], a[href$="/design"]`);
    if (!link || !this.isDirty || !link.pathname.startsWith(this.url) || e.metaKey || e.ctrlKey) return;
    e.preventDefault();
    if (await this.save()) location.assign(link.href);
  }

  keys(e) {
    if (!this.root.isConnected || !(e.ctrlKey || e.metaKey)) return;
    const isWriting = e.target.closest?.('input, textarea, select, [contenteditable]');
    if (e.key === 's') { e.preventDefault(); document.activeElement?.blur?.(); this.save(); }
    else if (!isWriting && e.key.toLowerCase() === 'z') { e.preventDefault(); e.stopImmediatePropagation(); (e.shiftKey ? this.hands.redo : this.hands.undo)(); }
    else if (!isWriting && e.key === 'y') { e.preventDefault(); e.stopImmediatePropagation(); this.hands.redo(); }
  }

  refresh() {
    if (!this.undoButton) return;
    this.undoButton.disabled = !this.hands.canUndo();
    this.redoButton.disabled = !this.hands.canRedo();
    const errors = this.found.filter(one => one.isError).length, doubts = this.found.length - errors;
    this.checkButton.replaceChildren(icon(errors ? 'circle-alert' : doubts ? 'triangle-alert' : 'circle-check'), errors ? this.words('errors', errors) : doubts ? this.words('doubts', doubts) : this.words('check'));
    this.checkButton.classList.toggle('bad', errors > 0);
    this.state.textContent = this.isDirty ? this.words('unsaved') : this.version ? this.words('draft-saved') : this.model.deployed ? this.words('as-deployed', this.model.deployed) : '';
    this.root.dataset.state = this.isDirty ? 'dirty' : 'clean';
  }

  changed() { this.isDirty = true; this.later(); this.refresh(); }

  // --- the server -------------------------------------------------------------
  async check() {
    const answer = await ask(`${this.url}/check`, await this.body(), { quiet: true });
    if (answer) this.show(answer.problems);
  }

  async body() { return { ...(await this.hands.body()), version: this.version }; }

  show(problems) {
    this.found = problems;
    this.hands.problems(problems);
    this.list.replaceChildren(h('header', {}, h('h2', {}, this.words('problems')), button(this.words('close-panel'), () => this.toggle(false), { icon: 'x', iconOnly: true })),
      problems.length ? h('ul', {}, problems.map(one => h('li', {}, h('button', { type: 'button', class: one.isError ? 'bad' : 'warn', onclick: () => this.hands.choose(one.element) },
        icon(one.isError ? 'circle-alert' : 'triangle-alert'), h('span', {}, this.hands.named?.(one.element) ? h('b', {}, this.hands.named(one.element), ' ') : null, one.text))))) : h('p', { class: 'mute' }, this.words('no-problems')));
    this.refresh();
  }

  async toggle(isOpen) {
    if (isOpen) await this.check();
    this.list.hidden = !isOpen;
    this.checkButton.setAttribute('aria-expanded', String(isOpen));
  }

  async save() {
    const answer = await ask(`${this.url}/draft`, await this.body());
    if (!answer) return false;
    this.version = answer.version;
    this.isDirty = false;
    this.refresh();
    toast(this.words('saved'));
    return true;
  }

  async deploy() {
    const answer = await ask(`${this.url}/deploy`, await this.body());
    if (!answer) return;
    this.version = answer.version;
    this.isDirty = false;
    if (answer.problems) {
      this.show(answer.problems);
      await this.toggle(true);
      return toast(this.words('refused'), { bad: true });
    }
    location.assign(answer.url);
  }
}
