/**
 * The only module that knows the form engine: an XForm in, an `Interview` out.
 *
 * What the engine leaves to us: it forgets hidden branches when it writes an instance, so every typed value is kept here too; it leaks
 * an instance unless the form is reset before the next one; its integers are BigInt; it has no words of its own for what is missing.
 */
import {
  type AnyInputNode,
  type AnyModelValueNode,
  constants,
  type DateInputNode,
  type DecimalInputNode,
  type GroupNode,
  type InstanceData,
  type InstantiableLoadFormResult,
  type IntInputNode,
  loadForm,
  type NoteNode,
  type RootNode,
  type SelectNode,
  type StringInputNode,
} from '@getodk/xforms-engine';
import { type Accessor, createSignal, runWithOwner, type Setter } from 'solid-js';
import { createMutable } from 'solid-js/store';

import type { Answer, Choice, Interview, OpenInterview, Question, QuestionGroup } from './interview';
import { readSaved, type Saved, type Values } from './saved';

interface Form {
  engine: InstantiableLoadFormResult;
  id: string;
  version: string;
  title: string;
  used: boolean;
}

// The engine's own union of nodes is lost in its published types: this is the part of it that forms/compile.py lets through.
type Control = SelectNode | AnyInputNode;
type Shown = Control | NoteNode;
type Leaf = Shown | AnyModelValueNode;
type Node = GroupNode | Leaf;

/** Form versions kept parsed: the current one, and that of a draft or two begun before. */
const KEPT = 3;
const forms = new Map<string, Promise<Form>>();

/** Parses a form ahead of its first interview. */
export async function prepareForm(xform: string): Promise<void> {
  await load(xform);
}

export const openInterview: OpenInterview = async (xform, fields, state) => {
  const form = await load(xform);
  const saved = state ? readSaved(state, form) : null;
  const root = await begin(form, saved);
  return new EngineInterview(form, root, fields, new Map(Object.entries(saved?.typed ?? {})));
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
    throw new Error('Ce formulaire ne peut pas s’ouvrir sur cette tablette. Prévenez votre coordination.', { cause: engine.error });
  }
  const document = new DOMParser().parseFromString(xform, 'text/xml');
  const instance = document.querySelector('model > instance > *');
  return {
    engine,
    id: instance?.getAttribute('id') ?? '',
    version: instance?.getAttribute('version') ?? '',
    title: document.getElementsByTagNameNS('http://www.w3.org/1999/xhtml', 'title')[0]?.textContent ?? '',
    used: false,
  };
}

async function begin(form: Form, saved: Saved | null): Promise<RootNode> {
  const config = { stateFactory: createMutable };
  const created = unowned(() => (form.used ? form.engine.resetInstance(config) : saved ? null : form.engine.createInstance(config)));
  form.used = true;
  if (!saved) return created?.root ?? unowned(() => form.engine.createInstance(config)).root;
  const data = new FormData();
  data.set(constants.INSTANCE_FILE_NAME, new File([saved.instance], constants.INSTANCE_FILE_NAME, { type: constants.INSTANCE_FILE_TYPE }));
  const restored = await unowned(() => form.engine.restoreInstance({ data: [data as unknown as InstanceData] }, config));
  return restored.root;
}

function unowned<T>(make: () => T): T {
  return runWithOwner(null, make) as T;
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
    private readonly fields: Record<string, string>,
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
      if (this.fields[name] === 'answer') answers[name] = value;
      if (this.fields[name] === 'identity') identity[name] = value;
    }
    return { answers, identity };
  }

  dispose(): void {
    // The engine frees an instance when its form is reset, which the next interview does.
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
      role: roleOf(this.fields[nameOf(node)]),
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

function childrenOf(node: RootNode | GroupNode): readonly Node[] {
  const children: unknown = node.currentState.children;
  return children as readonly Node[];
}

function* relevantLeaves(parent: RootNode | GroupNode): Generator<Leaf> {
  for (const node of childrenOf(parent)) {
    if (!node.currentState.relevant) continue;
    if (node.nodeType === 'group') yield* relevantLeaves(node);
    else yield node;
  }
}

function valueOf(node: Leaf): string | string[] {
  return node.nodeType === 'select' && node.selectType === 'select' ? [...node.currentState.value] : node.currentState.instanceValue;
}

/** Writes a text into an input node; false, and the node is blank, when it is not a value of its type. */
function putText(node: AnyInputNode, text: string): boolean {
  const trimmed = text.trim();
  switch (node.valueType) {
    case 'int': {
      const fits = /^[+-]?\d{1,15}$/.test(trimmed);
      (node as IntInputNode).setValue(fits ? BigInt(trimmed) : null);
      return fits || trimmed === '';
    }
    case 'decimal': {
      const number = Number(trimmed.replace(',', '.'));
      const fits = trimmed !== '' && Number.isFinite(number);
      (node as DecimalInputNode).setValue(fits ? number : null);
      return fits || trimmed === '';
    }
    case 'date':
      (node as DateInputNode).setValue(trimmed === '' ? null : trimmed);
      return true;
    default:
      (node as StringInputNode).setValue(text);
      return true;
  }
}

function inputType(node: AnyInputNode): 'text' | 'integer' | 'decimal' | 'date' {
  switch (node.valueType) {
    case 'int':
      return 'integer';
    case 'decimal':
      return 'decimal';
    case 'date':
      return 'date';
    default:
      return 'text';
  }
}

/** The choices of a select, made again only when the engine offers others. */
function choicesOf(node: SelectNode): () => Choice[] {
  let offered: unknown = null;
  let choices: Choice[] = [];
  return () => {
    const options = node.currentState.valueOptions;
    if (options !== offered) {
      offered = options;
      choices = options.map((option): Choice => ({
        value: option.value,
        section: option.properties.find(([property]) => property === 'section')?.[1] ?? null,
        get label() {
          return textOf(option.label) ?? option.value;
        },
        get selected() {
          return node.currentState.value.includes(option.value);
        },
      }));
    }
    return choices;
  };
}

function nameOf(node: { definition: { qualifiedName: { localName: string } } }): string {
  return node.definition.qualifiedName.localName;
}

function roleOf(role: string | undefined): Question['role'] {
  return role === 'answer' || role === 'identity' ? role : 'meta';
}

function textOf(text: { asString: string } | null): string | null {
  const words = text?.asString.replaceAll(/[ \t\r\n]+/g, ' ').trim();
  return words === undefined || words === '' ? null : words;
}
