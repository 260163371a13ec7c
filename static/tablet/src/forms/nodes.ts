/** The engine's nodes, read and written by what they hold. Beside engine.ts, the only module that names the engine, and only its types. */
import type {
  AnyInputNode,
  AnyModelValueNode,
  DateInputNode,
  DecimalInputNode,
  GroupNode,
  IntInputNode,
  NoteNode,
  RootNode,
  SelectNode,
  StringInputNode,
} from '@getodk/xforms-engine';

import type { Choice } from './interview';

// The engine's own union of nodes is lost in its published types: this is the part of it that forms/compile.py lets through.
export type Control = SelectNode | AnyInputNode;
export type Shown = Control | NoteNode;
export type Leaf = Shown | AnyModelValueNode;
export type Node = GroupNode | Leaf;

export function childrenOf(node: RootNode | GroupNode): readonly Node[] {
  const children: unknown = node.currentState.children;
  return children as readonly Node[];
}

export function* relevantLeaves(parent: RootNode | GroupNode): Generator<Leaf> {
  for (const node of childrenOf(parent)) {
    if (!node.currentState.relevant) continue;
    if (node.nodeType === 'group') yield* relevantLeaves(node);
    else yield node;
  }
}

export function valueOf(node: Leaf): string | string[] {
  return node.nodeType === 'select' && node.selectType === 'select' ? [...node.currentState.value] : node.currentState.instanceValue;
}

/** Writes a text into an input node; false, and the node is blank, when it is not a value of its type. */
export function putText(node: AnyInputNode, text: string): boolean {
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

export function inputType(node: AnyInputNode): 'text' | 'integer' | 'decimal' | 'date' {
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
export function choicesOf(node: SelectNode): () => Choice[] {
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

export function nameOf(node: { definition: { qualifiedName: { localName: string } } }): string {
  return node.definition.qualifiedName.localName;
}

export function textOf(text: { asString: string } | null): string | null {
  const words = text?.asString.replaceAll(/[ \t\r\n]+/g, ' ').trim();
  return words === undefined || words === '' ? null : words;
}
