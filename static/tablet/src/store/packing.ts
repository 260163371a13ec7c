/** An entry becomes what travels: exact bytes, their digest, and the age file that only our server can open. Made once. */
import type { AnyAnswersEntry, AnyLogEntry, SealedText } from '../domain/entries';
import { digestOf, envelopeBytes, jsonBytes } from '../domain/envelope';
import type { Bytes } from '../domain/ids';
import { seal } from '../../../sealing/age';
import type { Lane } from './database';

export interface Made {
  made: AnyLogEntry | AnyAnswersEntry;
  sealedText: SealedText | null;
}

export interface Packed {
  id: string;
  lane: Lane;
  digest: string;
  carrier: Bytes;
  round?: string;
}

/** `readers`: who may open the sealed part. */
export async function pack({ made, sealedText }: Made, readers: readonly string[], transportRecipient: string): Promise<Packed> {
  const sealed = sealedText && (await seal(JSON.stringify(sealedText), readers));
  const envelope = envelopeBytes(made.id, jsonBytes(made), sealed);
  const [digest, carrier] = await Promise.all([digestOf(envelope), seal(envelope, [transportRecipient])]);
  return { id: made.id, lane: made.format === 'palier-entry/1' ? 'log' : 'answers', digest, carrier: carrier as Bytes, round: made.round };
}
