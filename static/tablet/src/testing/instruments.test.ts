// @vitest-environment jsdom
/**
 * Scores are worked out twice: by the library, in Python, and by the form itself, in XPath, on the tablet. Here the real engine answers what
 * the library wrote down (tests/forms/instrument_vectors.py): every one of the 2,048 patterns of EPICES, and patterns with missing answers.
 */
import { describe, expect, it } from 'vitest';

import { openInterview } from '../forms/engine';
import type { Interview, Question } from '../forms/interview';

interface Vectors {
  fields: string[];
  prefix: string;
  /** The code of every field, lowest and highest score, and the verdict or null. */
  cases: (string | number | null)[][];
}

/** Questions by name, all of them: one object each for the life of the interview. */
function questionsOf(interview: Interview): (name: string) => Question {
  const questions = new Map(interview.groups().flatMap((group) => group.questions).map((question) => [question.name, question]));
  return (name) => questions.get(name)!;
}

const texts = import.meta.glob<string>('../../../../tests/vectors/instruments/*', { query: '?raw', import: 'default', eager: true });
const found = (name: string): string => Object.entries(texts).find(([path]) => path.endsWith(`/${name}`))?.[1] ?? '';
const names = Object.keys(texts)
  .map((path) => /([^/]+)\.json$/.exec(path)?.[1])
  .filter((name) => name !== undefined);

describe('scores in the form engine', () => {
  it('are checked for every instrument that has one', () => {
    expect(names).toEqual(['circles', 'elsa', 'epices', 'insee', 'lsns6', 'ucla3']);
    expect((JSON.parse(found('epices.json')) as Vectors).cases.filter((one) => !one.includes('') && !one.includes('unknown'))).toHaveLength(2048);
  });

  it.each(names)('%s', { timeout: 120_000 }, async (name) => {
    const { fields, prefix, cases } = JSON.parse(found(`${name}.json`)) as Vectors;
    const interview = await openInterview(found(`${name}.xml`), null);
    interview.answer(questionsOf(interview)('agreed'), 'yes');
    const question = questionsOf(interview);
    const wrong: unknown[] = [];
    for (const one of cases) {
      fields.forEach((field, place) => { interview.answer(question(field), (one[place] as string) || null); });
      const { answers } = interview.result();
      const worked = [answers[`${prefix}_low`], answers[`${prefix}_high`], answers[`${prefix}_state`] ?? null];
      const [low, high, state] = one.slice(-3);
      if (worked[0] !== String(low) || worked[1] !== String(high) || worked[2] !== state) wrong.push([one, worked]);
    }
    expect(wrong).toEqual([]);
    interview.dispose();
  });

  it('are not worked out for somebody who did not agree', async () => {
    const interview = await openInterview(found('epices.xml'), null);
    interview.answer(questionsOf(interview)('agreed'), 'no');
    expect(Object.keys(interview.result().answers)).toEqual(['agreed']);
    interview.dispose();
  });
});
