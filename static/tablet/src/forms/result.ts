/** What leaves an interview: coded answers, what is sealed, and files. Only of what was asked. */
import type { Attached, Attachment, Question } from './interview';
import { childrenOf, isAttached, isRepeat, type Leaf, nameOf, type Node, type Parent, turnsOf, valueOf } from './nodes';
import type { Values } from './saved';

export interface Harvest {
  answers: Values;
  identity: Values;
  attachments: Attachment[];
}

/** A calculation may be anything; the server takes nothing else as a code. */
const CODE = /^[\w.:+-]{0,80}$/u;

export function harvest(root: Parent, roles: ReadonlyMap<string, Question['role']>, typed: (node: Node) => string | string[] | Attached | undefined): Harvest {
  const gathered: Harvest = { answers: {}, identity: {}, attachments: [] };
  const repeated = new Map<string, string[]>();
  const coded = new Set<string>();

  function gather(parent: Parent, inTurn: boolean, asked: boolean): void {
    for (const node of childrenOf(parent)) {
      const here = asked && node.currentState.relevant;
      if (node.nodeType === 'group') {
        if (here || inTurn) gather(node, inTurn, here);
      } else if (isRepeat(node)) {
        if (here) for (const turn of turnsOf(node)) gather(turn, true, turn.currentState.relevant);
      } else leaf(node, inTurn, here);
    }
  }
  function leaf(node: Leaf, inTurn: boolean, asked: boolean): void {
    const name = nameOf(node);
    if (node.nodeType === 'upload') {
      const file = typed(node);
      if (asked && isAttached(file)) gathered.attachments.push({ id: file.id, field: name, name: file.name, type: file.type });
      return;
    }
    const role = roles.get(name);
    if (role !== 'answer' && role !== 'identity') return;
    if (node.nodeType === 'model-value') coded.add(name);
    const value = asked ? valueOf(node) : '';
    // One place per turn, answered or not: what was said of one person stays together.
    if (inTurn) repeated.set(name, [...(repeated.get(name) ?? []), typeof value === 'string' ? value : value.join(' ')]);
    else if (value.length > 0) put(name, value);
  }
  function put(name: string, value: string | string[]): void {
    const texts = typeof value === 'string' ? [value] : value;
    const isAnswer = roles.get(name) === 'answer' && !(coded.has(name) && texts.some((text) => !CODE.test(text)));
    gathered[isAnswer ? 'answers' : 'identity'][name] = value;
  }
  gather(root, false, true);
  for (const [name, values] of repeated) if (values.some((value) => value !== '')) put(name, values);
  return gathered;
}
