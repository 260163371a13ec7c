/** One interview under way: screens, answers, languages, and what is kept of it. */
import { type Accessor, createSignal, type Setter } from 'solid-js';

import type { Answer, Attached, Interview, Language, Question, QuestionGroup, QuestionOf, Surroundings } from './interview';
import { languageOf, type Translations } from './languages';
import { everyNode, isControl, isRepeat, nameOf, type Node, put, type Repeat, referenceOf, type RepeatInstanceNode, type RootNode, textOf, turnsOf, type Control } from './nodes';
import { outline, type Part, type Sheet, sheetsOf } from './outline';
import { type Around, placeOf, questionOf, translated, turnName } from './questions';
import { harvest } from './result';
import type { Saved, Typed } from './saved';

export interface Begun {
  root: RootNode;
  form: { id: string; version: string; title: string; roles: ReadonlyMap<string, Question['role']>; translations: Translations };
  dispose: (interview: EngineInterview) => void;
}

export class EngineInterview implements Interview {
  readonly title: string;
  readonly languages: readonly Language[];
  readonly #root: RootNode;
  readonly #parts: Part[];
  readonly #groups = new WeakMap<Sheet, QuestionGroup>();
  readonly #nodes = new WeakMap<Question, Node>();
  readonly #around: Around;
  /** By node: what was typed, in branches hidden since too. */
  readonly #typed = new Map<string, string | string[] | Attached>();
  /** Typed in turns of a repeat that the form does not count for now. */
  #unplaced: Typed = {};
  readonly #language: Accessor<Language | null>;
  readonly #setLanguage: Setter<Language | null>;
  readonly #checked: Accessor<ReadonlySet<Sheet>>;
  readonly #setChecked: Setter<ReadonlySet<Sheet>>;
  /** What was typed and is not a value of its type, so that it stays on screen with the reason why it is refused. */
  readonly #refused: Accessor<ReadonlyMap<string, string>>;
  readonly #setRefused: Setter<ReadonlyMap<string, string>>;
  /** Once it has left the screen: a save still under way writes what was there, whatever the engine did with it since. */
  #last: string | null = null;
  #media: NonNullable<Surroundings['media']> = () => Promise.resolve(null);

  constructor(private readonly begun: Begun) {
    const { root, form } = begun;
    this.#root = root;
    this.title = form.title;
    const spoken = root.currentState.activeLanguage.language;
    this.languages = root.languages.map(({ language }) => language).filter((id) => id !== '' && id !== spoken).map(languageOf);
    const [language, setLanguage] = createSignal<Language | null>(null);
    const [checked, setChecked] = createSignal<ReadonlySet<Sheet>>(new Set());
    const [refused, setRefused] = createSignal<ReadonlyMap<string, string>>(new Map());
    this.#language = language;
    this.#setLanguage = setLanguage;
    this.#checked = checked;
    this.#setChecked = setChecked;
    this.#refused = refused;
    this.#setRefused = setRefused;
    this.#parts = outline(root);
    this.#around = {
      roles: form.roles,
      translations: form.translations,
      spoken,
      language: this.#language,
      refused: (node) => this.#refused().get(node.nodeId),
      typed: (node) => this.#typed.get(node.nodeId),
      firstOf: (turn) => this.#groupsOf(turn)[0] ?? null,
      groupsOf: (turn) => this.#groupsOf(turn),
    };
    // The first screen's questions are made while nobody waits.
    this.groups()[0]?.questions.map((question) => question.label);
  }

  /** Comes on screen: blank, or as a draft left it. */
  ready(media: NonNullable<Surroundings['media']>, saved: Saved | null): void {
    this.#media = media;
    if (!saved) return;
    this.#setLanguage(this.languages.find(({ id }) => id === saved.language) ?? null);
    this.#restoreTurns(saved.turns);
    // Twice: an answer may bring the turns of a repeat in which others were given.
    this.#unplaced = this.#restore(this.#restore(saved.typed));
  }

  groups(): QuestionGroup[] {
    return [...sheetsOf(this.#parts)].filter(isAsked).map((sheet) => this.#groupOf(sheet));
  }

  answer(question: Question, value: Answer): void {
    const node = this.#nodes.get(question);
    if (!node || !isControl(node)) return;
    if (value === null || (typeof value !== 'object' && value === '') || (Array.isArray(value) && value.length === 0)) this.#typed.delete(node.nodeId);
    else this.#typed.set(node.nodeId, value);
    this.#put(node, value);
  }

  add(repeat: QuestionOf<'repeat'>): QuestionGroup | null {
    const node = this.#nodes.get(repeat) as Repeat | undefined;
    if (node?.nodeType !== 'repeat-range:uncontrolled') return null;
    node.addInstances();
    const turn = turnsOf(node).at(-1);
    return turn ? (this.#groupsOf(turn)[0] ?? null) : null;
  }

  remove(repeat: QuestionOf<'repeat'>, turn: number): string[] {
    const node = this.#nodes.get(repeat) as Repeat | undefined;
    const gone = node && turnsOf(node)[turn];
    if (node?.nodeType !== 'repeat-range:uncontrolled' || !gone) return [];
    const files: string[] = [];
    for (const one of everyNode(gone)) {
      const value = this.#typed.get(one.nodeId);
      if (typeof value === 'object' && !Array.isArray(value)) files.push(value.id);
      this.#typed.delete(one.nodeId);
    }
    node.removeInstances(turn);
    return files;
  }

  check(group: QuestionGroup): boolean {
    const sheet = [...sheetsOf(this.#parts)].find((one) => this.#groups.get(one) === group);
    if (sheet) this.#setChecked((checked) => (checked.has(sheet) ? checked : new Set([...checked, sheet])));
    return !group.questions.some((question) => question.problem !== null);
  }

  language(): Language | null {
    return this.#language();
  }

  speak(language: Language | null): void {
    this.#setLanguage(language);
  }

  media(name: string): Promise<Blob | null> {
    return this.#media(name);
  }

  state(): string {
    if (this.#last !== null) return this.#last;
    const { form } = this.begun;
    const typed: Typed = { ...this.#unplaced };
    const turns: Record<string, number> = {};
    for (const node of everyNode(this.#root)) {
      if (node.nodeType === 'repeat-range:uncontrolled') turns[referenceOf(node)] = turnsOf(node).length;
      const value = this.#typed.get(node.nodeId);
      if (value !== undefined) typed[referenceOf(node)] = value;
    }
    const saved: Saved = {
      format: 'palier-draft/2',
      form: { id: form.id, version: form.version },
      instance: this.#root.instanceState.instanceXML,
      typed,
      turns,
      language: this.#language()?.id ?? null,
    };
    return JSON.stringify(saved);
  }

  result(): ReturnType<Interview['result']> {
    return harvest(this.#root, this.begun.form.roles, (node) => this.#typed.get(node.nodeId));
  }

  dispose(): void {
    this.#last = this.state();
    this.begun.dispose(this);
    this.#typed.clear();
  }

  #groupsOf(turn: RepeatInstanceNode): QuestionGroup[] {
    const part = findRepeat(this.#parts, turn.parent.nodeId);
    return part ? [...sheetsOf(part.turn(turn))].filter(isAsked).map((sheet) => this.#groupOf(sheet)) : [];
  }

  /** A screen gets its questions when it is first looked at: a long form opens as fast as a short one. */
  #groupOf(sheet: Sheet): QuestionGroup {
    const known = this.#groups.get(sheet);
    if (known) return known;
    const around = this.#around;
    const checked = (): boolean => this.#checked().has(sheet);
    let questions: { node: Node; question: Question }[] | null = null;
    const made = () =>
      (questions ??= sheet.nodes.map((node) => {
        const question = questionOf(node, around, checked);
        this.#nodes.set(question, node);
        return { node, question };
      }));
    const { titled, turn, nodes } = sheet;
    const named = titled ?? nodes[0];
    const group: QuestionGroup = {
      name: named ? nameOf(named) : '',
      get label() {
        const own = titled && titled !== turn ? (textOf(titled.currentState.label) ?? '') : '';
        if (!turn || isRepeatSheet(sheet)) return own;
        return own === '' ? turnName(turn) : `${turnName(turn)}, ${own}`;
      },
      get other() {
        return titled && titled !== turn ? translated(around, 'label', placeOf(titled), titled.currentState.label) : null;
      },
      get questions() {
        return made().filter(({ node }) => isAskedNode(node)).map(({ question }) => question);
      },
    };
    this.#groups.set(sheet, group);
    return group;
  }

  #put(node: Control, value: Answer): void {
    const accepted = put(node, value);
    const id = node.nodeId;
    this.#setRefused((refused) => {
      if (accepted && !refused.has(id)) return refused;
      const next = new Map(refused);
      if (accepted) next.delete(id);
      else next.set(id, typeof value === 'string' ? value : '');
      return next;
    });
  }

  #restoreTurns(turns: Record<string, number>): void {
    // The outer repeat first: its turns bring the inner ones.
    for (const [reference, count] of Object.entries(turns).sort(([one], [other]) => one.length - other.length)) {
      const node = [...everyNode(this.#root)].find((one) => isRepeat(one) && referenceOf(one) === reference);
      if (node?.nodeType !== 'repeat-range:uncontrolled') continue;
      const now = turnsOf(node).length;
      if (count > now) node.addInstances(now - 1, count - now);
      if (count < now) node.removeInstances(count, now - count);
    }
  }

  /** Puts what was typed where it stood; gives back what has no place. The first version of a draft names questions alone. */
  #restore(typed: Typed): Typed {
    const places = new Map<string, Control>();
    for (const node of everyNode(this.#root)) {
      if (!isControl(node)) continue;
      places.set(referenceOf(node), node);
      if (!places.has(nameOf(node))) places.set(nameOf(node), node);
    }
    const left: Typed = {};
    for (const [reference, value] of Object.entries(typed)) {
      const node = places.get(reference);
      if (node) {
        this.#typed.set(node.nodeId, value);
        this.#put(node, value);
      } else left[reference] = value;
    }
    return left;
  }
}

function findRepeat(parts: readonly Part[], id: string): Extract<Part, { repeat: Repeat }> | null {
  for (const part of parts) {
    if ('sheet' in part) continue;
    if (part.repeat.nodeId === id) return part;
    for (const turn of turnsOf(part.repeat)) {
      const found = findRepeat(part.turn(turn), id);
      if (found) return found;
    }
  }
  return null;
}

function isRepeatSheet(sheet: Sheet): boolean {
  return sheet.titled !== null && sheet.titled.nodeType === 'repeat-range:uncontrolled';
}

/** A heading stands with what it heads. */
function isAskedNode(node: Node): boolean {
  if (!node.currentState.relevant) return false;
  if (node.nodeType === 'group') return textOf(node.currentState.label) !== null && node.currentState.hasRelevantBodyNodes;
  return true;
}

function isAsked(sheet: Sheet): boolean {
  return sheet.nodes.some((node) => node.nodeType !== 'group' && node.currentState.relevant);
}
