/** Questions as the screens see them: one object each for the life of the interview, whose properties follow the engine. */
import type { Attached, Choice, Keyboard, Language, Question, QuestionGroup, QuestionOf, Translated } from './interview';
import type { Slot, Translations } from './languages';
import { isAttached, looks, marksOf, mediaOf, nameOf, plain, referenceOf, textOf, turnsOf, type GroupNode, type Node, type RankNode, type Repeat, type RepeatInstanceNode, type SelectNode, type Shown, type Text, type UploadNode } from './nodes';
import { problemOf } from './problems';

/** What a question needs to know of the interview that it stands in. */
export interface Around {
  roles: ReadonlyMap<string, Question['role']>;
  translations: Translations;
  /** The language that the engine speaks, as the form names it. */
  spoken: string;
  language(): Language | null;
  /** What was typed and could not be taken. */
  refused(node: Node): string | undefined;
  typed(node: Node): string | string[] | Attached | undefined;
  firstOf(turn: RepeatInstanceNode): QuestionGroup | null;
  groupsOf(turn: RepeatInstanceNode): QuestionGroup[];
}

export function questionOf(node: Shown | GroupNode | Repeat, around: Around, checked: () => boolean): Question {
  const own = ownOf(node, around);
  return Object.defineProperties(common(node, around, checked), Object.getOwnPropertyDescriptors(own)) as Question;
}

export const placeOf = (node: Node | RepeatInstanceNode): string => referenceOf(node).replaceAll(/\[\d+\]/gu, '');

function common(node: Shown | GroupNode | Repeat, around: Around, checked: () => boolean): object {
  const name = nameOf(node);
  const label = () => node.currentState.label as Text | null;
  const hint = () => (node.nodeType === 'group' || node.nodeType.startsWith('repeat') ? null : (node.currentState.hint as Text | null));
  return {
    name,
    role: around.roles.get(name) ?? 'meta',
    get label() {
      return textOf(label()) ?? '';
    },
    get marks() {
      return marksOf(label());
    },
    get other() {
      return translated(around, 'label', placeOf(node), label());
    },
    get hint() {
      return hintOf(around, placeOf(node), hint());
    },
    get otherHint() {
      return translated(around, 'hint', placeOf(node), hint());
    },
    get guidance() {
      const id = around.translations.idOf('hint', placeOf(node));
      return id === null ? null : around.translations.guidance(id, around.spoken);
    },
    get media() {
      return mediaOf(label());
    },
    get required() {
      return node.currentState.required;
    },
    get fixed() {
      return node.currentState.readonly;
    },
    get problem() {
      return checked() ? problemOf(node, around) : null;
    },
  };
}

/** In the resident's language; null when none is shown, or nobody translated these words. */
export function translated(around: Around, slot: Slot, place: string, own: Text | null): Translated | null {
  const language = around.language();
  const id = language && own ? around.translations.idOf(slot, place) : null;
  return language && own && id !== null ? inLanguage(around, language, id, own) : null;
}

function inLanguage({ translations, spoken }: Around, language: Language, id: string, own: Text): Translated | null {
  const marks = translations.marks(id, language.id, spoken, own);
  return marks && { lang: language.lang, rtl: language.rtl, marks };
}

function hintOf({ translations, spoken }: Around, place: string, own: Text | null): string | null {
  const id = own && translations.idOf('hint', place);
  if (!own || id === null || translations.guidance(id, spoken) === null) return textOf(own);
  const marks = translations.hint(id, spoken, own);
  return marks && plain(marks).trim();
}

function ownOf(node: Shown | GroupNode | Repeat, around: Around): object {
  switch (node.nodeType) {
    case 'group':
      return { type: 'heading' };
    case 'repeat-range:controlled':
    case 'repeat-range:uncontrolled':
      return repeatOf(node, around);
    case 'note':
      return { type: 'note' };
    case 'select':
      return selectOf(node, around);
    case 'rank':
      return rankOf(node, around);
    case 'trigger':
      return { type: 'acknowledge', get value() { return node.currentState.value; } };
    case 'upload':
      return fileOf(node, around);
    case 'range': {
      const { start, end, step } = node.definition.bounds;
      return { type: 'range', least: Number(start), most: Number(end), step: Number(step), stars: looks(node).has('rating'), get value() { return node.currentState.instanceValue; } };
    }
    default:
      return inputOf(node, around);
  }
}

function inputOf(node: Extract<Shown, { nodeType: 'input' }>, around: Around): object {
  const written = () => around.refused(node) ?? node.currentState.instanceValue;
  const has = looks(node);
  switch (node.valueType) {
    case 'int':
      return { type: 'integer', get value() { return written(); } };
    case 'decimal':
      return { type: 'decimal', get value() { return around.refused(node) ?? asTyped(around.typed(node), node.currentState.instanceValue); } };
    case 'date': {
      const precision = has.has('month-year') ? 'month' : has.has('year') ? 'year' : 'day';
      return { type: 'date', precision, get value() { return written(); } };
    }
    case 'time':
      return { type: 'time', get value() { return written(); } };
    case 'dateTime':
      return { type: 'moment', get value() { return written(); } };
    case 'geopoint':
      return { type: 'point', get value() { return written(); } };
    case 'geotrace':
    case 'geoshape':
      return { type: 'unanswerable' };
    default:
      return { type: 'text', keyboard: keyboardOf(has, node), get value() { return written(); } };
  }
}

/** The engine writes « 4 » as 4.0: a number stays as the person wrote it, and may be written on. */
function asTyped(typed: string | string[] | Attached | undefined, value: string): string {
  return typeof typed === 'string' && value !== '' && Number(typed.replace(',', '.')) === Number(value) ? typed : value;
}

function keyboardOf(has: ReadonlySet<string>, node: { nodeOptions: object | null }): Keyboard {
  const rows = (node.nodeOptions as { rows?: number | null } | null)?.rows;
  if (has.has('multiline') || rows) return 'lines';
  if (has.has('numbers')) return 'digits';
  return (['phone', 'url', 'email', 'masked'] as const).find((one) => has.has(one)) ?? 'text';
}

function selectOf(node: SelectNode, around: Around): object {
  const has = looks(node);
  // The first row of a table is its heads: words, nothing to choose.
  if (has.has('label')) return { type: 'heading' };
  const choices = choicesOf(node, around, (value) => node.currentState.value.includes(value));
  return {
    type: node.selectType === 'select' ? 'many' : 'one',
    look: has.has('likert') ? 'likert' : has.has('minimal') ? 'menu' : 'list',
    get choices() {
      return choices();
    },
  };
}

function rankOf(node: RankNode, around: Around): object {
  const choices = choicesOf(node, around, (value) => node.currentState.value.includes(value));
  return {
    type: 'rank',
    get choices() {
      return choices();
    },
    get order() {
      return [...node.currentState.value];
    },
  };
}

/** The choices of a question, made again only when the engine offers others. */
function choicesOf(node: SelectNode | RankNode, around: Around, selected: (value: string) => boolean): () => Choice[] {
  let offered: unknown = null;
  let choices: Choice[] = [];
  return () => {
    const options = node.currentState.valueOptions;
    if (options !== offered) {
      offered = options;
      choices = options.map((option): Choice => {
        const property = (wanted: string) => option.properties.find(([name]) => name === wanted)?.[1] ?? null;
        const label = () => option.label as Text;
        return {
          value: option.value,
          section: property('section'),
          get label() {
            return textOf(label()) ?? option.value;
          },
          get marks() {
            const marks = marksOf(label());
            return marks.length > 0 || mediaOf(label()).image !== null ? marks : [option.value];
          },
          get other() {
            const language = around.language();
            const id = property('itextId') ?? around.translations.idOf('label', `${placeOf(node)}:${option.value}`);
            return language && id !== null ? inLanguage(around, language, id, label()) : null;
          },
          get media() {
            return mediaOf(label());
          },
          get selected() {
            return selected(option.value);
          },
        };
      });
    }
    return choices;
  };
}

function fileOf(node: UploadNode, around: Around): object {
  const type = node.nodeOptions.media.type as string | null;
  const has = looks(node);
  const drawn = has.has('draw') || has.has('signature');
  return {
    type: 'file',
    kind: type === 'image' ? (drawn ? 'drawing' : 'image') : type === 'audio' || type === 'video' ? type : 'any',
    onlyNew: has.has('new') || has.has('selfie') || has.has('new-front'),
    get value() {
      const value = around.typed(node);
      return node.currentState.instanceValue !== '' && isAttached(value) ? value : null;
    },
  };
}

function repeatOf(node: Repeat, around: Around): Omit<QuestionOf<'repeat'>, keyof ReturnType<typeof common>> {
  return {
    type: 'repeat',
    open: node.nodeType === 'repeat-range:uncontrolled',
    get turns() {
      return turnsOf(node).map((turn) => ({
        get label() {
          return turnName(turn);
        },
        first: () => around.firstOf(turn),
        questions: () => around.groupsOf(turn).flatMap((group) => group.questions),
      }));
    },
  } as QuestionOf<'repeat'>;
}

/** « Personne 2 »: the repeat's name, or the turn's own, and its number. */
export function turnName(turn: RepeatInstanceNode): string {
  const label = textOf(turn.currentState.label) ?? textOf(turn.parent.currentState.label) ?? '';
  const number = turnsOf(turn.parent).findIndex((one) => one.nodeId === turn.nodeId) + 1;
  return label === '' ? `${number}` : `${label} ${number}`;
}
