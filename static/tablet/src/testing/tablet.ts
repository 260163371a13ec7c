/** A tablet for tests: enrolled with the test server, two workers, some doors. */
import type { Secrets } from '../domain/secrets';
import type { Tablet } from '../domain/tablet';
import { openTablet } from '../sync/open-tablet';
import { TestServer } from './server';
import { testEnvironment, type TestEnvironment } from './surroundings';

export const CODE = '2718281829';
export const SHORT = '314159';
export const SECRETS: Secrets = { long: { opens: 'digits', code: CODE }, short: SHORT };

/** Of a second worker. */
export const OTHER_CODE = '3141592654';
export const OTHERS: Secrets = { long: { opens: 'digits', code: OTHER_CODE }, short: '271829' };

export interface World {
  server: TestServer;
  env: TestEnvironment;
  tablet: Tablet;
}

export async function newWorld(): Promise<World> {
  const server = await TestServer.start();
  const env = testEnvironment(server.fetch);
  server.now = () => env.time;
  const tablet = await openTablet(env);
  await tablet.enrol(await server.link());
  await tablet.chooseSecrets(server.worker, SECRETS);
  return { server, env, tablet };
}

/** The same tablet after its battery died: same disk, nothing in memory. */
export async function restarted({ server, env }: World): Promise<World> {
  const next = testEnvironment(server.fetch, env.databaseName);
  next.time = env.time;
  server.now = () => next.time;
  return { server, env: next, tablet: await openTablet(next) };
}

/** Two doors on the third floor; returns their ids, left then right. */
export async function withDoors({ tablet, server }: World): Promise<[string, string]> {
  const { round, entrance } = server;
  const labels = (['left', 'right'] as const).map((side) => ({ floor: 3, side, number: null, letter: null }));
  await tablet.addDoors({ round, entrance, doors: labels });
  const [floor] = (await tablet.facade(round, entrance)).floors;
  const [left, right] = floor?.doors ?? [];
  if (!left || !right) throw new Error('The doors were not added.');
  return [left.id, right.id];
}

export async function note({ tablet, server }: World, door: string, outcome: Parameters<Tablet['noteVisit']>[0]['outcome']): Promise<string> {
  return tablet.noteVisit({ round: server.round, entrance: server.entrance, door, outcome });
}
