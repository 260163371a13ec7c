/** The engine's nodes, by what they are and hold. Beside engine.ts, the only module that names the engine, and only its types. */
import type {
  AnyInputNode,
  AnyModelValueNode,
  AnyNoteNode,
  AnyRangeNode,
  DateInputNode,
  DateTimeInputNode,
  DecimalInputNode,
  GeopointInputNode,
  GroupNode,
  IntInputNode,
  MarkdownNode,
  RankNode,
  RepeatInstanceNode,
  RepeatRangeControlledNode,
  RepeatRangeUncontrolledNode,
  RootNode,
  SelectNode,
  StringInputNode,
  TextRange,
  TextRole,
  TimeInputNode,
  TriggerNode,
  UploadNode,
} from '@getodk/xforms-engine';

import type { Answer, Attached, Mark, Media } from './interview';

// The engine's own union of nodes is lost in its published types.
export type Control = SelectNode | AnyInputNode | RankNode | AnyRangeNode | TriggerNode | UploadNode;
export type Shown = Control | AnyNoteNode;
export type Leaf = Shown | AnyModelValueNode;
export type Repeat = RepeatRangeControlledNode | RepeatRangeUncontrolledNode;
export type Parent = RootNode | GroupNode | RepeatInstanceNode;
export type Node = GroupNode | Repeat | Leaf;
export type Text = TextRange<TextRole>;
export type { GroupNode, RankNode, RepeatInstanceNode, RootNode, SelectNode, UploadNode };

export function childrenOf(node: Parent): readonly Node[] {
  const children: unknown = node.currentState.children;
  return children as readonly Node[];
}

export function turnsOf(repeat: Repeat): readonly RepeatInstanceNode[] {
  return repeat.currentState.children;
}

export function isRepeat(node: Node): node is Repeat {
  return node.nodeType === 'repeat-range:controlled' || node.nodeType === 'repeat-range:uncontrolled';
}

export function isShown(node: Node): node is Shown {
  return node.nodeType !== 'group' && !isRepeat(node) && node.nodeType !== 'model-value';
}

export function isControl(node: Node): node is Control {
  return isShown(node) && node.nodeType !== 'note';
}

/** Every node below, in the order of the form, hidden ones too. */
export function* everyNode(parent: Parent): Generator<Node> {
  for (const node of childrenOf(parent)) {
    yield node;
    if (node.nodeType === 'group') yield* everyNode(node);
    else if (isRepeat(node)) for (const turn of turnsOf(node)) yield* everyNode(turn);
  }
}

export function valueOf(node: Leaf): string | string[] {
  const many = (node.nodeType === 'select' && node.selectType === 'select') || node.nodeType === 'rank';
  return many ? [...node.currentState.value] : node.currentState.instanceValue;
}

/** Writes an answer into its node; false, and the node is blank, when it is not a value of its type. */
export function put(node: Control, value: Answer): boolean {
  const list = Array.isArray(value) ? value : typeof value === 'string' ? [value] : [];
  const text = typeof value === 'string' ? value : '';
  switch (node.nodeType) {
    case 'select':
      node.selectValues(list);
      return true;
    case 'rank':
      node.setValues(list);
      return true;
    case 'trigger':
      node.setValue(text === 'OK');
      return true;
    case 'upload':
      node.setValue(isAttached(value) ? placeholder(value) : null);
      return true;
    case 'range':
      (node.setValue as (value: string | null) => void)(text === '' ? null : text);
      return text === '' || node.currentState.instanceValue !== '';
    default:
      return putText(node, text);
  }
}

export function isAttached(value: unknown): value is Attached {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The engine is told the name alone: bytes stay encrypted in our own store, where no restore loses them. */
function placeholder({ name, type }: Attached): File {
  return new File([], name, { type });
}

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
      return writeWhole(node as DateInputNode, trimmed);
    case 'time':
      return writeWhole(node as TimeInputNode, /^\d{2}:\d{2}$/.test(trimmed) ? `${trimmed}:00.000` : trimmed);
    case 'dateTime':
      return writeWhole(node as DateTimeInputNode, /T\d{2}:\d{2}$/.test(trimmed) ? `${trimmed}:00.000` : trimmed);
    case 'geopoint':
      return putPoint(node as GeopointInputNode, trimmed);
    default:
      (node as StringInputNode).setValue(text);
      return true;
  }
}

/** What the engine does not take as such a value leaves it blank. */
function writeWhole(node: DateInputNode | TimeInputNode | DateTimeInputNode, text: string): boolean {
  node.setValue(text === '' ? null : text);
  return text === '' || node.currentState.instanceValue !== '';
}

function putPoint(node: GeopointInputNode, text: string): boolean {
  const [latitude = Number.NaN, longitude = Number.NaN, altitude = 0, accuracy = 0] = text.split(/\s+/u).map(Number);
  const fits = text !== '' && [latitude, longitude, altitude, accuracy].every(Number.isFinite);
  node.setValue(fits ? { latitude, longitude, altitude, accuracy } : null);
  return fits || text === '';
}

export function nameOf(node: { definition: { qualifiedName: { localName: string } } }): string {
  return node.definition.qualifiedName.localName;
}

/** Where a node stands: `/data/people[2]/age`. */
export function referenceOf(node: Node | RepeatInstanceNode): string {
  return node.currentState.reference;
}

/** Appearances as the form's author wrote them: the engine's own list of known ones differs from control to control. */
export function looks(node: { appearances: object | null }): ReadonlySet<string> {
  return new Set(node.appearances as Iterable<string> | null);
}

export function textOf(text: { asString: string } | null): string | null {
  const words = text && plain(marksOf(text)).replaceAll(/[ \t\r\n]+/g, ' ').trim();
  return words === null || words === '' ? null : words;
}

const MARKED = /[*_#<`[\\\n&]/;

/** The marks of a text. The engine's own reading of Markdown, of which only what `Mark` names comes through. */
export function marksOf(text: { asString: string; formatted?: MarkdownNode[] } | null): Mark[] {
  if (!text) return [];
  const words = text.asString;
  if (!MARKED.test(words) || !text.formatted) return words.trim() === '' ? [] : [words];
  const marks = text.formatted.flatMap(markOf);
  const [only] = marks;
  return marks.length === 1 && typeof only === 'object' && only.mark === 'p' ? only.inside : marks;
}

const TAGS: Record<string, Exclude<Mark, string>['mark']> = {
  strong: 'strong', em: 'em', u: 'u', p: 'p', div: 'p', br: 'br', ul: 'ul', ol: 'ol', li: 'li', h1: 'h', h2: 'h', h3: 'h', h4: 'h', h5: 'h', h6: 'h',
};

function markOf(node: MarkdownNode): Mark[] {
  if (node.role === 'child') return [node.value];
  if (node.role === 'line-break') return [{ mark: 'br', inside: [] }];
  if (node.role === 'html') return /^<br\b/iu.test(node.unsafeHtml) ? [{ mark: 'br', inside: [] }] : [];
  const inside = node.children.flatMap(markOf);
  const mark = TAGS[node.elementName];
  return mark ? [{ mark, inside }] : inside;
}

export function plain(marks: readonly Mark[]): string {
  return marks.map((mark) => (typeof mark === 'string' ? mark : mark.mark === 'br' ? ' ' : `${plain(mark.inside)}${mark.mark === 'p' || mark.mark === 'li' || mark.mark === 'h' ? ' ' : ''}`)).join('');
}

/** The parts of a text as the engine filled them: words, and values of other questions. */
export function chunksOf(text: Text): { filled: boolean; words: string }[] {
  return [...(text[Symbol.iterator]() as Iterable<{ source: string; asString: string }>)].map(({ source, asString }) => ({ filled: source === 'output', words: asString }));
}

/** The same reading of Markdown for words that are not the engine's own. */
export function marksLike(text: Text, chunks: readonly { filled: boolean; words: string }[]): Mark[] {
  const TextOf = text.constructor as new (role: string, chunks: readonly { source: string; asString: string }[]) => Text;
  return marksOf(new TextOf(text.role, chunks.map(({ filled, words }) => ({ source: filled ? 'output' : 'literal', asString: words }))));
}

export function mediaOf(text: Text | null): Media {
  return { image: fileName(text?.imageSource as Address), audio: fileName(text?.audioSource as Address), video: fileName(text?.videoSource as Address) };
}

// The type of an address is lost in the engine's published types.
type Address = { href: string } | undefined;

function fileName(address: Address): string | null {
  const last = address?.href.split('/').at(-1);
  return last ? decodeURIComponent(last) : null;
}
