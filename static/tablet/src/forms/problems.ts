/** Why an answer cannot be accepted, in a sentence: the form's own where it has one, in the interviewer's language. */
import type { GroupNode, Node, Repeat, Shown } from './nodes';
import { textOf } from './nodes';

interface Refusals {
  refused(node: Node): string | undefined;
}

const NOT_SUCH: Record<string, string> = {
  int: 'Écrivez un nombre entier.',
  decimal: 'Écrivez un nombre.',
  date: 'Cette date n’est pas complète.',
  time: 'Cette heure n’est pas complète.',
  dateTime: 'Cette date et cette heure ne sont pas complètes.',
  geopoint: 'Cette position n’est pas lisible.',
};

export function problemOf(node: Shown | GroupNode | Repeat, around: Refusals): string | null {
  if (node.nodeType === 'group' || node.nodeType === 'repeat-range:controlled' || node.nodeType === 'repeat-range:uncontrolled') return null;
  if (!canBeAnswered(node)) return null;
  if (around.refused(node) !== undefined) return NOT_SUCH[node.valueType as string] ?? 'Cette réponse n’est pas possible. Vérifiez-la.';
  const { violation } = node.validationState;
  if (!violation) return null;
  const own = textOf(violation.message);
  if (own) return own;
  if (violation.condition === 'constraint') return 'Cette réponse n’est pas possible. Vérifiez-la.';
  return missing(node);
}

/** A line on a map, or a list that this tablet lacks: what cannot be answered here holds nobody up. */
function canBeAnswered(node: Shown): boolean {
  if (node.nodeType === 'select' || node.nodeType === 'rank') return node.currentState.valueOptions.length > 0;
  return node.valueType !== 'geotrace' && node.valueType !== 'geoshape';
}

function missing(node: Shown): string {
  switch (node.nodeType) {
    case 'select':
      return node.selectType === 'select' ? 'Choisissez au moins une réponse.' : 'Choisissez une réponse.';
    case 'rank':
      return 'Mettez ces réponses en ordre.';
    case 'trigger':
      return 'Cochez pour continuer.';
    case 'upload':
      return 'Il manque ce que demande cette question.';
    default:
      return 'Cette réponse est nécessaire.';
  }
}
