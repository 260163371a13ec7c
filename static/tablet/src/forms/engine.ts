/**
 * The only module that knows the form engine: an XForm in, an `Interview` out.
 *
 * What the engine leaves to us: it forgets hidden branches when it writes an instance, so every typed value is kept here too; it leaks
 * an instance unless the form is reset before the next one; its integers are BigInt; it has no words of its own for what is missing.
 */
import { constants, type GroupNode, type InstanceData, type InstantiableLoadFormResult, loadForm, type RootNode } from '@getodk/xforms-engine';
import { type Accessor, createSignal, runWithOwner, type Setter } from 'solid-js';
import { createMutable } from 'solid-js/store';

import { SENTENCES, Sentence } from '../domain/sentences';
import type { Answer, Interview, OpenInterview, Question, QuestionGroup } from './interview';
import { childrenOf, choicesOf, type Control, inputType, nameOf, type Node, putText, relevantLeaves, type Shown, textOf, valueOf } from './nodes';
import { readSaved, type Saved, type Values } from './saved';

interface Form {
  engine: InstantiableLoadFormResult;
  id: string;
  version: string;
  title: string;
  roles: ReadonlyMap<string, Question['role']>;
  /** An instance was made since the last reset: the next one needs a reset first. */
  used: boolean;
  /** A blank instance made while the tablet was idle, for the next interview. */
  spare: { root: RootNode; since: number } | null;
  open: EngineInterview | 'opening' | null;
}

const CONFIG = { stateFactory: createMutable };
const XHTML = 'http://www.w3.org/1999/xhtml';
const XFORMS = 'http://www.w3.org/2002/xforms';
/** The namespace that forms/compile.py declares. */
const PALIER = 'urn:x-palier:form:1';

/** Form versions kept parsed: the current one, and that of a draft or two begun before. */
const KEPT = 3;
const forms = new Map<string, Promise<Form>>();

/** A spare older than this is made anew: a form may begin with what day or time it is. */
const SPARE_LASTS = 30 * 60_000;

/** Gets a form ready ahead of its next interview. */
export async function prepareForm(xform: string): Promise<void> {
  const form = await load(xform);
  if (!form.open) makeSpare(form);
}

export const openInterview: OpenInterview = async (xform, state) => {
  const form = await load(xform);
  const saved = state ? readSaved(state, form) : null;
  form.open = 'opening';
  try {
    const root = await begin(form, saved);
    const interview = new EngineInterview(form, root, new Map(Object.entries(saved?.typed ?? {})));
    form.open = interview;
    return interview;
  } catch (error) {
    form.open = null;
    throw error;
  }
};

async function load(xform: string): Promise<Form> {
  const known = forms.get(xform);
  forms.delete(xform);
  const loading = known ?? parse(xform);
  forms.set(xform, loading);
  for (const oldest of forms.keys()) if (forms.size > KEPT) forms.delete(oldest);
  try {
    return await loading;
  } catch (error) {
    forms.delete(xform);
    throw error;
  }
}

async function parse(xform: string): Promise<Form> {
  // Outside any owner: a parsed form outlives the screen that asked for it.
  const engine = await unowned(() => loadForm(xform));
  if (engine.status === 'failure') {
    throw new Sentence(SENTENCES.formBroken, { cause: engine.error });
  }
  const document = new DOMParser().parseFromString(xform, 'text/xml');
  const instance = document.querySelector('model > instance > *');
  return {
    engine,
    id: instance?.getAttribute('id') ?? '',
    version: instance?.getAttribute('version') ?? '',
    title: document.getElementsByTagNameNS(XHTML, 'title')[0]?.textContent ?? '',
    roles: rolesOf(document),
    used: false,
    spare: null,
    open: null,
  };
}

async function begin(form: Form, saved: Saved | null): Promise<RootNode> {
  const spare = spareOf(form);
  form.spare = null;
  if (!saved) return spare ?? blank(form);
  if (form.used && !spare) blank(form);
  form.used = true;
  const data = new FormData();
  data.set(constants.INSTANCE_FILE_NAME, new File([saved.instance], constants.INSTANCE_FILE_NAME, { type: constants.INSTANCE_FILE_TYPE }));
  const restored = await unowned(() => form.engine.restoreInstance({ data: [data as unknown as InstanceData] }, CONFIG));
  return restored.root;
}

/** A blank instance; the one before is freed, and must not be on screen any more. */
function blank(form: Form): RootNode {
  const { root } = unowned(() => (form.used ? form.engine.resetInstance(CONFIG) : form.engine.createInstance(CONFIG)));
  form.used = true;
  return root;
}

function makeSpare(form: Form): void {
  if (!spareOf(form)) form.spare = { root: blank(form), since: Date.now() };
}

function spareOf(form: Form): RootNode | null {
  return form.spare && Date.now() - form.spare.since < SPARE_LASTS ? form.spare.root : null;
}

function whenIdle(run: () => void): void {
  if ('requestIdleCallback' in globalThis) requestIdleCallback(run, { timeout: 2_000 });
  else setTimeout(run, 200);
}

function unowned<T>(make: () => T): T {
  return runWithOwner(null, make) as T;
}

/** Roles as the compiler wrote them into this very form: a draft of an older version keeps its own. */
function rolesOf(document: Document): Map<string, Question['role']> {
  const roles = new Map<string, Question['role']>();
  for (const bind of document.getElementsByTagNameNS(XFORMS, 'bind')) {
    const role = bind.getAttributeNS(PALIER, 'role');
    const name = bind.getAttribute('nodeset')?.split('/').at(-1) ?? '';
    if (role === 'answer' || role === 'identity') roles.set(name, role);
  }
  return roles;
}

class EngineInterview implements Interview {
  readonly title: string;
  readonly #groups: { node: GroupNode; group: QuestionGroup }[] = [];
  readonly #controls = new Map<string, Control>();
  readonly #checked: Accessor<ReadonlySet<string>>;
  readonly #setChecked: Setter<ReadonlySet<string>>;
  /** What was typed where a number was expected, so that it stays on screen with the reason why it is refused. */
  readonly #refused: Accessor<ReadonlyMap<string, string>>;
  readonly #setRefused: Setter<ReadonlyMap<string, string>>;

  constructor(
    private readonly form: Form,
    private readonly root: RootNode,
    private readonly typed: Map<string, string | string[]>,
  ) {
    this.title = form.title;
    const [checked, setChecked] = createSignal<ReadonlySet<string>>(new Set());
    const [refused, setRefused] = createSignal<ReadonlyMap<string, string>>(new Map());
    this.#checked = checked;
    this.#setChecked = setChecked;
    this.#refused = refused;
    this.#setRefused = setRefused;
    for (const child of childrenOf(root)) if (child.nodeType === 'group') this.#addGroup(child);
    for (const [name, value] of typed) this.#put(name, value);
  }

  groups(): QuestionGroup[] {
    return this.#groups.filter(({ node, group }) => node.currentState.relevant && group.questions.length > 0).map(({ group }) => group);
  }

  answer(question: string, value: Answer): void {
    if (value === null || value.length === 0) this.typed.delete(question);
    else this.typed.set(question, value);
    this.#put(question, value);
  }

  check(name: string): boolean {
    this.#setChecked((checked) => (checked.has(name) ? checked : new Set([...checked, name])));
    const group = this.groups().find((candidate) => candidate.name === name);
    return !group?.questions.some((question) => question.problem !== null);
  }

  state(): string {
    const saved: Saved = {
      format: 'palier-draft/1',
      form: { id: this.form.id, version: this.form.version },
      instance: this.root.instanceState.instanceXML,
      typed: Object.fromEntries(this.typed),
    };
    return JSON.stringify(saved);
  }

  result(): { answers: Values; identity: Values } {
    const answers: Values = {};
    const identity: Values = {};
    for (const node of relevantLeaves(this.root)) {
      const name = nameOf(node);
      const value = valueOf(node);
      if (value.length === 0) continue;
      if (this.form.roles.get(name) === 'answer') answers[name] = value;
      if (this.form.roles.get(name) === 'identity') identity[name] = value;
    }
    return { answers, identity };
  }

  dispose(): void {
    if (this.form.open === this) this.form.open = null;
    // Frees this instance too: the engine does it when the form is reset.
    whenIdle(() => {
      if (!this.form.open) makeSpare(this.form);
    });
    this.#groups.length = 0;
    this.#controls.clear();
  }

  #addGroup(node: GroupNode): void {
    const name = nameOf(node);
    const questions: { node: Node; question: Question }[] = [];
    for (const child of childrenOf(node)) {
      if (child.nodeType !== 'note' && child.nodeType !== 'select' && child.nodeType !== 'input') continue;
      questions.push({ node: child, question: this.#questionOf(child, name) });
      if (child.nodeType !== 'note') this.#controls.set(nameOf(child), child);
    }
    const group: QuestionGroup = {
      name,
      get label() {
        return textOf(node.currentState.label) ?? '';
      },
      get questions() {
        return questions.filter((entry) => entry.node.currentState.relevant).map((entry) => entry.question);
      },
    };
    this.#groups.push({ node, group });
  }

  /** One object per question for the life of the interview: its properties follow the engine, it stays itself. */
  #questionOf(node: Shown, group: string): Question {
    if (node.nodeType === 'note') return this.#describe(node, group, { type: 'note' as const });
    if (node.nodeType === 'select') {
      const choices = choicesOf(node);
      return this.#describe(node, group, {
        type: node.selectType === 'select' ? ('many' as const) : ('one' as const),
        get choices() {
          return choices();
        },
      });
    }
    const value = (): string => this.#refused().get(nameOf(node)) ?? node.currentState.instanceValue;
    return this.#describe(node, group, {
      type: inputType(node),
      get value() {
        return value();
      },
    });
  }

  #describe<T extends object>(node: Shown, group: string, own: T): T & Omit<Question, 'type'> {
    const problem = (): string | null => (this.#checked().has(group) ? this.#problemOf(node) : null);
    const common = {
      name: nameOf(node),
      role: this.form.roles.get(nameOf(node)) ?? 'meta',
      get label() {
        return textOf(node.currentState.label) ?? '';
      },
      get hint() {
        return textOf(node.currentState.hint);
      },
      get required() {
        return node.currentState.required;
      },
      get problem() {
        return problem();
      },
    };
    return Object.defineProperties(common, Object.getOwnPropertyDescriptors(own)) as T & Omit<Question, 'type'>;
  }

  #problemOf(node: Shown): string | null {
    if (node.nodeType === 'input' && this.#refused().has(nameOf(node))) {
      return node.valueType === 'int' ? 'Écrivez un nombre entier.' : 'Écrivez un nombre.';
    }
    const { violation } = node.validationState;
    if (!violation) return null;
    const own = textOf(violation.message);
    if (own) return own;
    if (violation.condition === 'constraint') return 'Cette réponse n’est pas possible. Vérifiez-la.';
    if (node.nodeType !== 'select') return 'Cette réponse est nécessaire.';
    return node.selectType === 'select' ? 'Choisissez au moins une réponse.' : 'Choisissez une réponse.';
  }

  #put(name: string, value: Answer): void {
    const node = this.#controls.get(name);
    if (!node) return;
    if (node.nodeType === 'select') {
      node.selectValues(value === null ? [] : typeof value === 'string' ? [value] : value);
      return;
    }
    const text = typeof value === 'string' ? value : '';
    const accepted = putText(node, text);
    this.#setRefused((refused) => {
      if (accepted && !refused.has(name)) return refused;
      const next = new Map(refused);
      if (accepted) next.delete(name);
      else next.set(name, text);
      return next;
    });
  }
}
