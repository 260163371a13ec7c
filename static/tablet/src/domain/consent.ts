/** What a resident was told and agreed to, read from the answers of a form: the fields `informed` and `consent`, by their names. */
import type { CodedAnswers } from './entries';

const INFORMED = 'informed';
const CONSENT = 'consent';

export function informedOf(answers: CodedAnswers): string | null {
  return codeOf(answers, INFORMED);
}

export function consentOf(answers: CodedAnswers): string | null {
  return codeOf(answers, CONSENT);
}

/** A household was informed and said no: that alone is kept, and nothing tells which one. */
export function keepsNothing(answers: CodedAnswers): boolean {
  return consentOf(answers) === 'nothing';
}

export function withoutTheRest(answers: CodedAnswers): CodedAnswers {
  return Object.fromEntries(Object.entries(answers).filter(([field]) => field === INFORMED || field === CONSENT));
}

function codeOf(answers: CodedAnswers, field: string): string | null {
  const value = answers[field];
  return typeof value === 'string' && value !== '' ? value : null;
}
