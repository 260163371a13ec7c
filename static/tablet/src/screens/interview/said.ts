/** What was answered, in words: for the summary and for the turns of a repeat. */
import type { Mark, Question } from '../../forms/interview';

const DAY = new Intl.DateTimeFormat('fr-FR', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
const MONTH = new Intl.DateTimeFormat('fr-FR', { month: 'long', year: 'numeric', timeZone: 'UTC' });

const FILES = { image: 'Une photo', drawing: 'Un dessin', audio: 'Un enregistrement', video: 'Une vidéo', any: 'Un fichier' } as const;

/** Null where there is no answer. */
export function said(question: Question): string | null {
  switch (question.type) {
    case 'one':
    case 'many':
      return listed(question.choices.filter((choice) => choice.selected).map((choice) => choice.label));
    case 'rank':
      return listed(question.order.map((value, index) => `${index + 1}. ${question.choices.find((choice) => choice.value === value)?.label ?? value}`));
    case 'file':
      return question.value && FILES[question.kind];
    case 'acknowledge':
      return question.value ? 'Oui' : null;
    case 'point':
      return pointWords(question.value);
    case 'note':
    case 'heading':
    case 'repeat':
    case 'unanswerable':
      return null;
    default:
      return question.value === '' ? null : written(question);
  }
}

/** Whether the person could have answered: what is left silent is said before finishing. */
export function isAsking(question: Question): boolean {
  return !['note', 'heading', 'repeat', 'unanswerable'].includes(question.type) && !question.fixed;
}

function listed(labels: readonly string[]): string | null {
  return labels.length > 0 ? labels.join(', ') : null;
}

function written(question: Extract<Question, { value: string }>): string {
  const { value } = question;
  switch (question.type) {
    case 'date':
      return dateWords(value, question.precision);
    case 'time':
      return value.slice(0, 5).replace(':', '\u00a0h\u00a0');
    case 'moment':
      return `${dateWords(value.slice(0, 10), 'day')} à ${value.slice(11, 16).replace(':', '\u00a0h\u00a0')}`;
    case 'decimal':
    case 'range':
      return value.replace('.', ',');
    case 'text':
      return question.keyboard === 'masked' ? '••••' : value;
    default:
      return value;
  }
}

function dateWords(value: string, precision: 'day' | 'month' | 'year'): string {
  const at = new Date(`${value}T12:00:00Z`);
  if (Number.isNaN(at.getTime())) return value;
  if (precision === 'year') return value.slice(0, 4);
  return (precision === 'month' ? MONTH : DAY).format(at).replace(/^1 /u, '1er ');
}

/** « à 8 m près ». */
export function pointWords(value: string): string | null {
  const [latitude, longitude, , accuracy] = value.split(/\s+/u).map(Number);
  if (value === '' || latitude === undefined || longitude === undefined) return null;
  const near = accuracy ? `, à ${Math.round(accuracy)}\u00a0m près` : '';
  return `${latitude.toFixed(5).replace('.', ',')} ; ${longitude.toFixed(5).replace('.', ',')}${near}`;
}

export function plainOf(marks: readonly Mark[]): string {
  return marks.map((mark) => (typeof mark === 'string' ? mark : plainOf(mark.inside))).join('').trim();
}
