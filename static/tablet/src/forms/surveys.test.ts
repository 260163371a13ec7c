// @vitest-environment jsdom
/** Forms of other teams, made for other apps: they open, can be gone through and answered, and come back from a draft. */
import { describe, expect, it } from 'vitest';

import { openInterview } from './engine';
import type { Answer, Attached, Interview, Question } from './interview';

declare const process: { getBuiltinModule(id: 'node:buffer'): { Blob: typeof Blob }; env: Record<string, string | undefined> };
interface Disk {
  existsSync(path: string): boolean;
  readdirSync(path: string): string[];
  readFileSync(path: string): Uint8Array<ArrayBuffer>;
}
const disk = (process as unknown as { getBuiltinModule(id: 'node:fs'): Disk }).getBuiltinModule('node:fs');
const { Blob: File } = process.getBuiltinModule('node:buffer');
const FOLDER = process.env.PALIER_SURVEYS ?? '../../shared/data/surveys/xforms';

const forms = disk.existsSync(FOLDER) ? disk.readdirSync(FOLDER).filter((name) => name.endsWith('.xml')) : [];
const text = (name: string) => new TextDecoder().decode(disk.readFileSync(`${FOLDER}/${name}`));
const media = (name: string) => Promise.resolve(disk.existsSync(`${FOLDER}/${name}`) ? new File([disk.readFileSync(`${FOLDER}/${name}`)]) : null);

let files = 0;
function some(question: Question): Answer {
  switch (question.type) {
    case 'one':
      return question.choices[0]?.value ?? null;
    case 'many':
    case 'rank':
      return question.choices.map((choice) => choice.value);
    case 'text':
      return 'quelque chose';
    case 'integer':
      return '7';
    case 'decimal':
      return '7,5';
    case 'date':
      return '2024-02-03';
    case 'time':
      return '10:30';
    case 'moment':
      return '2024-02-03T10:30';
    case 'range':
      return `${question.least + question.step}`;
    case 'point':
      return '44.84 -0.58 0 5';
    case 'acknowledge':
      return 'OK';
    case 'file': {
      const id = `f${(files += 1)}`;
      return { id, name: `${id}.bin`, type: 'application/octet-stream', bytes: 10 } satisfies Attached;
    }
    default:
      return null;
  }
}

/** Answers everything that can be, screen by screen, as answers bring more screens. */
function fill(interview: Interview): { screens: number; answered: number } {
  let answered = 0;
  const groups = () => interview.groups();
  for (let screen = 0; screen < groups().length; screen += 1) {
    for (const question of groups()[screen]?.questions ?? []) {
      const value = question.fixed ? null : some(question);
      if (value === null) continue;
      interview.answer(question, value);
      answered += 1;
    }
  }
  return { screens: groups().length, answered };
}

/** A calculation may hold words of the language that was spoken when it was worked out. */
function kept(state: string): unknown {
  const { typed, turns } = JSON.parse(state) as { typed: unknown; turns: unknown };
  return { typed, turns };
}

describe.skipIf(forms.length === 0)('forms made elsewhere', () => {
  it.each(forms)('%s', { timeout: 60_000 }, async (name) => {
    const before = await openInterview(text(name), null, { media });
    const { screens, answered } = fill(before);
    expect(screens).toBeGreaterThan(3);
    expect(answered).toBeGreaterThan(10);
    const state = before.state();
    const after = await openInterview(text(name), state, { media });
    expect(kept(after.state())).toEqual(kept(state));
    const again = await openInterview(text(name), after.state(), { media });
    expect(again.state()).toBe(after.state());
    expect(again.groups()).toHaveLength(screens);
  });
});
