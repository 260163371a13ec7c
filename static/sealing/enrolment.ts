/** The enrolment link, as JOURNAL.md fixes it: what stands after `#` never reaches a server by itself. */
import { shortFingerprint } from './age';

export async function enrolmentLink(publicUrl: string, token: string, recipient: string): Promise<string> {
  return `${publicUrl}/tablette/#${token}.${await shortFingerprint(recipient)}`;
}
