/**
 * The words of a form in another language than the one the engine speaks: read from its translations, and filled with the values
 * that the engine put into its own. The engine knows one language at a time.
 */
import type { Language, Mark } from './interview';
import { chunksOf, marksLike, type Text } from './nodes';

const XFORMS = 'http://www.w3.org/2002/xforms';
const JAVAROSA = 'http://openrosa.org/javarosa';
const RIGHT_TO_LEFT = new Set(['ar', 'arc', 'ckb', 'dv', 'fa', 'he', 'ks', 'ps', 'sd', 'ug', 'ur', 'yi']);

type Piece = { words: string } | { expression: string };
type Form = 'words' | 'guidance';

/** Which text of a control, of a choice or of a bind is meant. */
export type Slot = 'label' | 'hint' | 'constraint' | 'required';

export class Translations {
  readonly #byLanguage = new Map<string, Element>();
  readonly #ids = new Map<string, string>();
  readonly #texts = new Map<string, Map<string, Element>>();

  constructor(document: Document) {
    for (const translation of document.getElementsByTagNameNS(XFORMS, 'translation')) this.#byLanguage.set(translation.getAttribute('lang') ?? '', translation);
    if (this.#byLanguage.size === 0) return;
    const [body] = document.getElementsByTagNameNS('http://www.w3.org/1999/xhtml', 'body');
    for (const slot of ['label', 'hint'] as const) {
      for (const element of body?.getElementsByTagNameNS(XFORMS, slot) ?? []) {
        for (const place of placesOf(element)) this.#note(slot, place, element.getAttribute('ref'));
      }
    }
    for (const bind of document.getElementsByTagNameNS(XFORMS, 'bind')) {
      const place = bind.getAttribute('nodeset') ?? '';
      this.#note('constraint', place, bind.getAttributeNS(JAVAROSA, 'constraintMsg'));
      this.#note('required', place, bind.getAttributeNS(JAVAROSA, 'requiredMsg'));
    }
  }

  /** Id of the text of a node, by where it stands in the form (`/data/people/age`, or with `:value` for a choice written in place). */
  idOf(slot: Slot, place: string): string | null {
    return this.#ids.get(`${slot} ${place}`) ?? null;
  }

  /** The words of `id` in `language`, filled as the engine filled `own` in `spoken`; null where nobody translated them. */
  marks(id: string, language: string, spoken: string, own: Text): Mark[] | null {
    const pieces = this.#pieces(id, language, 'words');
    if (!pieces || isBlank(pieces)) return null;
    return marksLike(own, this.#filled(pieces, id, spoken, own));
  }

  /** What only the interviewer reads, in the language that the engine speaks. */
  guidance(id: string, spoken: string): string | null {
    const pieces = this.#pieces(id, spoken, 'guidance');
    const words = pieces?.map((piece) => ('words' in piece ? piece.words : '…')).join('').trim() ?? '';
    return words === '' || words === '-' ? null : words;
  }

  /** The hint without the guidance that the engine puts after it. */
  hint(id: string, spoken: string, own: Text): Mark[] | null {
    return this.marks(id, spoken, spoken, own);
  }

  #note(slot: Slot, place: string, ref: string | null): void {
    const id = /^jr:itext\(\s*(['"])(.*)\1\s*\)$/u.exec(ref?.trim() ?? '')?.[2];
    if (id !== undefined && place !== '') this.#ids.set(`${slot} ${place}`, id);
  }

  #element(id: string, language: string): Element | null {
    let texts = this.#texts.get(language);
    if (!texts) {
      texts = new Map();
      for (const text of this.#byLanguage.get(language)?.getElementsByTagNameNS(XFORMS, 'text') ?? []) texts.set(text.getAttribute('id') ?? '', text);
      this.#texts.set(language, texts);
    }
    return texts.get(id) ?? null;
  }

  #pieces(id: string, language: string, form: Form): Piece[] | null {
    const element = this.#element(id, language);
    if (!element) return null;
    const values = [...element.children].filter((value) => (form === 'guidance' ? value.getAttribute('form') === 'guidance' : !value.hasAttribute('form')));
    return values.flatMap(piecesOf);
  }

  #filled(pieces: readonly Piece[], id: string, spoken: string, own: Text): { filled: boolean; words: string }[] {
    const asked = [...(this.#element(id, spoken)?.children ?? [])].flatMap(piecesOf).flatMap((piece) => ('expression' in piece ? piece.expression : []));
    const given = chunksOf(own).filter(({ filled }) => filled);
    const values = new Map(asked.map((expression, index) => [expression, given[index]?.words ?? '']));
    return pieces.map((piece) => ('words' in piece ? { filled: false, words: piece.words } : { filled: true, words: values.get(piece.expression) ?? '…' }));
  }
}

/** A label belongs to its control; that of a group also to the repeat inside it; that of a choice to control and value. */
function* placesOf(element: Element): Generator<string> {
  const { parentElement } = element;
  if (!parentElement) return;
  if (parentElement.localName === 'item') {
    const value = [...parentElement.children].find((child) => child.localName === 'value')?.textContent.trim() ?? '';
    yield `${parentElement.parentElement?.getAttribute('ref') ?? ''}:${value}`;
    return;
  }
  yield parentElement.getAttribute('ref') ?? '';
  if (parentElement.localName !== 'group') return;
  for (const child of parentElement.children) if (child.localName === 'repeat') yield child.getAttribute('nodeset') ?? '';
}

function piecesOf(value: Element): Piece[] {
  return [...value.childNodes].flatMap((node): Piece[] => {
    if (node.nodeType === 3) return [{ words: node.textContent ?? '' }];
    return node.nodeType === 1 ? [{ expression: ((node as Element).getAttribute('value') ?? '').trim() }] : [];
  });
}

/** The compiler writes « - » where a translation is missing. */
function isBlank(pieces: readonly Piece[]): boolean {
  const words = pieces.map((piece) => ('words' in piece ? piece.words : '…')).join('').trim();
  return words === '' || words === '-';
}

/** « Français (fr) » → its name and its code. */
export function languageOf(id: string): Language {
  const [, name = id, code = ''] = /^(.*?)\s*\(([A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*)\)\s*$/u.exec(id) ?? [];
  return { id, name: name === '' ? id : name, lang: code.toLowerCase(), rtl: RIGHT_TO_LEFT.has(code.split('-')[0]?.toLowerCase() ?? '') };
}

export function isFrench({ lang, name }: Language): boolean {
  return lang.split('-')[0] === 'fr' || /^fran[cç]ais|^french/iu.test(name);
}
