/**
 * How a form is cut into screens. A group is one screen; a group that holds repeats, or groups that the author wants each on a screen of
 * its own (field-list), is cut further. A question outside any group stands alone. A repeat is its turns, one after the other, then
 * the list of them, where one adds another.
 */
import { childrenOf, everyNode, type GroupNode, isRepeat, isShown, looks, type Node, type Parent, type Repeat, type RepeatInstanceNode, type Shown, turnsOf } from './nodes';

/** A screen before it has words: a group's own, or that of the repeat's turn, or a single question's. */
export interface Sheet {
  /** Whose label is the screen's; null for a question that stands by itself. */
  titled: GroupNode | RepeatInstanceNode | Repeat | null;
  turn: RepeatInstanceNode | null;
  nodes: readonly (Shown | GroupNode | Repeat)[];
}

export type Part = { sheet: Sheet } | { repeat: Repeat; list: Sheet | null; turn: (turn: RepeatInstanceNode) => Part[] };

export function outline(parent: Parent, turn: RepeatInstanceNode | null = null): Part[] {
  const parts: Part[] = [];
  let loose: Shown[] = [];
  const settle = (): void => {
    if (parent.nodeType === 'root') for (const node of loose) parts.push({ sheet: { titled: null, turn, nodes: [node] } });
    else if (loose.length > 0) parts.push({ sheet: { titled: parent, turn, nodes: loose } });
    loose = [];
  };
  for (const node of childrenOf(parent)) {
    if (isShown(node)) loose.push(node);
    else if (isRepeat(node) || node.nodeType === 'group') {
      settle();
      parts.push(...(isRepeat(node) ? [repeated(node, turn)] : isCut(node) ? outline(node, turn) : [{ sheet: { titled: node, turn, nodes: [...inside(node)] } }]));
    }
  }
  settle();
  return parts;
}

/** The screens that there are now. Reactive. */
export function* sheetsOf(parts: readonly Part[]): Generator<Sheet> {
  for (const part of parts) {
    if ('sheet' in part) yield part.sheet;
    else if (part.repeat.currentState.relevant) {
      for (const turn of turnsOf(part.repeat)) yield* sheetsOf(part.turn(turn));
      if (part.list) yield part.list;
    }
  }
}

function repeated(repeat: Repeat, around: RepeatInstanceNode | null): Part {
  const known = new Map<string, Part[]>();
  return {
    repeat,
    // Where the form counts the turns itself there is nothing to add or take away.
    list: repeat.nodeType === 'repeat-range:uncontrolled' ? { titled: repeat, turn: around, nodes: [repeat] } : null,
    turn: (turn) => {
      const parts = known.get(turn.nodeId) ?? outline(turn, turn);
      known.set(turn.nodeId, parts);
      return parts;
    },
  };
}

function isCut(group: GroupNode): boolean {
  const below = [...everyNode(group)];
  return below.some(isRepeat) || (!looks(group).has('field-list') && below.some((node) => node.nodeType === 'group' && looks(node).has('field-list')));
}

/** Questions of a screen in order; a group inside it gives its heading first. */
function* inside(group: GroupNode): Generator<Shown | GroupNode> {
  for (const node of childrenOf(group)) {
    if (isShown(node)) yield node;
    else if (node.nodeType === 'group') {
      yield node;
      yield* inside(node);
    }
  }
}

export function isAsked(node: Node): boolean {
  return node.currentState.relevant;
}
