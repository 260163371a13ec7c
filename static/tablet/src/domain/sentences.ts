/** What a person reads when something went wrong: what happened, what was kept, what to do. */

/** An error whose message is a sentence for the screen. */
export class Sentence extends Error {
  override name = 'Sentence';
}

export const SENTENCES = {
  unexpected:
    'Quelque chose d’inattendu a arrêté cette action. Tout ce qui était déjà noté est gardé sur cette tablette. Recommencez\u00a0; si cela se répète, fermez Palier, ouvrez-le de nouveau et prévenez la coordination.',
  storageFull:
    'La mémoire de la tablette est pleine\u00a0: cette note n’a pas été enregistrée. Tout ce qui était déjà noté est gardé. Libérez de la place (photos, applications), puis recommencez.',
  storageFailed:
    'La tablette n’a pas pu enregistrer cette note. Tout ce qui était déjà noté est gardé. Recommencez\u00a0; si cela se répète, fermez l’application et ouvrez-la de nouveau.',
  exchangeFull:
    'La mémoire de la tablette est pleine\u00a0: l’échange s’est arrêté. Tout ce qui est noté est gardé ici. Libérez de la place (photos, applications), puis échangez de nouveau.',
  exchangeNotKept:
    'La tablette n’a pas pu enregistrer les nouvelles du serveur. Tout ce qui est noté est gardé ici. Échangez de nouveau\u00a0; si cela se répète, fermez l’application et ouvrez-la de nouveau.',
  storageMissing:
    'Ce navigateur ne permet pas d’enregistrer sur la tablette (navigation privée\u00a0?). Ouvrez Palier dans une fenêtre ordinaire.',
  locked: 'La tablette est verrouillée. Rien n’est perdu\u00a0: entrez votre code, puis recommencez.',
  noWorker: 'Choisissez d’abord votre nom et votre code.',
  unknownWorker: 'Cette personne n’est plus inscrite sur cette tablette. Demandez à la coordination.',
  workerHasCode: 'Cette personne a déjà un code. Elle peut le changer une fois la tablette ouverte à son nom.',
  workerHasNoCode: 'Cette personne n’a pas encore choisi de code sur cette tablette.',
  oldCodeFirst: 'Pour changer un code, il faut d’abord le code actuel. Il reste valable tant qu’un autre n’est pas choisi.',
  weakCode: 'Ce code long n’est pas assez sûr\u00a0: au moins 10\u00a0chiffres que personne ne devine, ou 4\u00a0mots différents. Rien n’a changé.',
  weakShortCode: 'Le code court doit compter 6\u00a0chiffres que personne n’essaie d’abord. Rien n’a changé.',
  workerHasNoShort: 'Cette personne n’a pas encore de code court sur cette tablette.',
  lockedByCentre: 'La coordination a verrouillé cette tablette. Rien n’est perdu\u00a0: ce qui est noté part encore vers le serveur. Demandez-lui de la déverrouiller.',
  revoked: 'La coordination a retiré cette tablette\u00a0: elle ne reçoit plus rien. Ce qui est noté part encore, et la coordination le vérifiera.',
  noRecovery: 'Cette tablette n’a pas encore de quoi être ouverte par la coordination. Rien n’est perdu\u00a0: ce qui est noté part encore vers le serveur. Demandez à la coordination de la relier de nouveau.',
  recoveryOffline: 'Le serveur n’a pas répondu. Rien n’est perdu\u00a0: il faut du réseau pour demander à la coordination. Réessayez.',
  keyIsGone: 'La tablette s’est refermée pour de bon. Rien n’est perdu\u00a0: il faut maintenant le code long.',
  passkeyFailed: 'L’appareil n’a pas confirmé que c’est vous. Rien n’est perdu\u00a0: essayez encore.',
  passkeyWithout: 'Cet appareil ne donne pas de quoi ouvrir la tablette. Rien n’est perdu\u00a0: choisissez un code long, ou demandez à la coordination.',
  badLink: 'Ce lien d’inscription est incomplet. Ouvrez-le de nouveau en entier, ou demandez-en un autre à la coordination.',
  usedLink: 'Ce lien d’inscription ne sert plus (déjà utilisé ou trop ancien). Demandez-en un autre à la coordination.',
  alreadyEnrolled: 'Cette tablette est déjà inscrite. Entrez votre code pour l’ouvrir.',
  otherOrganisation: 'Ce lien est celui d’une autre organisation. Cette tablette garde ses notes et reste inscrite comme avant.',
  wrongFingerprint:
    'La clé annoncée par le serveur n’est pas celle du lien\u00a0: la tablette n’a pas été inscrite, rien n’a été envoyé. Prévenez la coordination avant de recommencer.',
  enrolOffline: 'Le serveur n’a pas répondu. Vérifiez le réseau, puis ouvrez de nouveau le même lien.',
  unknownRound: 'Cette tournée n’est plus sur cette tablette. Revenez à la liste des tournées.',
  unknownEntrance: 'Cette entrée ne fait pas partie de la tournée. Revenez à la liste des entrées.',
  unknownDoor: 'Cette porte n’est pas connue à cette entrée. Revenez à la façade.',
  unknownVisit: 'Ce passage n’est pas connu à cette entrée. Revenez à la façade.',
  unknownCase: 'Cette suite n’est plus connue ici. Revenez à la liste des promesses.',
  badCase: 'Cette suite ne peut pas en être là. Rien n’a été enregistré : choisissez de nouveau.',
  badOutcome: 'Cette issue n’est pas connue. Revenez à la porte et choisissez de nouveau.',
  badSlot: 'Un créneau ne se note qu’avec «\u00a0à revoir\u00a0».',
  badFloor: 'L’étage doit être entre −5 et 60.',
  badLabel: 'Une porte a besoin d’un côté, d’un numéro (1 à 9999) ou d’une lettre (A à Z).',
  labelTaken: 'Une autre porte de cet étage porte déjà ce nom.',
  sameDoor: 'Une porte ne se réunit pas avec elle-même. Choisissez l’autre porte.',
  keepsItsName: 'La porte déjà connue garde ce nom-là : donnez l’autre nom au nouveau logement.',
  badSession: 'Il faut au moins une personne présente, vingt au plus.',
  badCount: 'On compte une personne à la fois.',
  tooManyDoors: 'On peut ajouter 200\u00a0portes à la fois au plus.',
  unknownToServer:
    'Le serveur ne reconnaît plus cette tablette. Tout est gardé ici. Demandez à la coordination un nouveau lien d’inscription et ouvrez-le sur cette tablette.',
  refused:
    'Le serveur n’a pas accepté la demande de cette tablette. Tout est gardé ici. Prévenez la coordination si cela dure.',
  strangeNetwork: 'Ce réseau demande une connexion (page d’accueil du Wi-Fi\u00a0?). Tout est gardé sur la tablette\u00a0; connectez-vous au réseau, puis réessayez.',
  strangeReceipt: 'Le serveur a accusé réception d’autre chose que ce qui a été envoyé. Tout est gardé sur la tablette\u00a0; prévenez la coordination.',
  strangeBundle: 'Le serveur a envoyé des tournées que cette tablette ne sait pas lire. Elle garde les précédentes. Prévenez la coordination.',
  formMissing:
    'Le formulaire de cet échange n’est pas encore sur cette tablette. Le brouillon est gardé\u00a0: il s’ouvrira après le prochain échange avec le serveur.',
  formBroken: 'Ce formulaire ne peut pas s’ouvrir sur cette tablette. Ce qui était déjà noté est gardé. Prévenez votre coordination.',
  attachmentTooLarge: 'Ce fichier dépasse 3\u00a0Mo\u00a0: il n’a pas été gardé. Tout le reste l’est. Prenez-en un plus petit, ou continuez sans.',
  draftOfOtherVersion: 'Ce brouillon vient d’une autre version du formulaire. Il reste gardé\u00a0: prévenez votre coordination.',
  draftUnreadable: 'Ce brouillon ne peut pas être relu. Il reste gardé\u00a0: prévenez votre coordination.',
  changedKey:
    'La clé de l’organisation a changé sur le serveur. Par prudence, cette tablette garde l’ancienne. Prévenez la coordination\u00a0: il faudra un nouveau lien d’inscription.',
  notACopy: 'Ce n’est pas une copie de Palier. Rien n’a été gardé ni changé. Choisissez le fichier «\u00a0palier-copie-….txt\u00a0» de l’autre tablette.',
  notShared: 'Le partage n’a pas abouti. Rien n’a changé\u00a0: recommencez, ou enregistrez le fichier.',
  copyCut: 'Cette copie est incomplète\u00a0: une partie s’est perdue en route. Rien n’a été gardé. Demandez à l’autre tablette de la donner encore une fois.',
  copyTooLarge: 'Ce fichier est trop gros pour être une copie de Palier. Rien n’a été gardé. Choisissez le fichier «\u00a0palier-copie-….txt\u00a0» de l’autre tablette.',
  copyOfOthers: 'Cette copie vient d’une tablette d’une autre organisation, ou d’un autre serveur\u00a0: celle-ci ne peut pas la porter. Rien n’a été gardé. L’autre tablette garde tout.',
  ownCopy: 'C’est la copie que cette tablette a faite elle-même. Elle n’est utile que sur une autre tablette. Rien n’a changé.',
  copyNotKept: 'La mémoire de la tablette est pleine\u00a0: la copie n’a pas été gardée. L’autre tablette garde tout. Libérez de la place (photos, applications), puis recommencez.',
  receiptsNotCopy: 'Ce sont des accusés de réception, pas une copie. Rien n’a été gardé. Ouvrez-les avec «\u00a0Rapporter les accusés\u00a0», sur la tablette à qui ils sont destinés.',
  copyNotReceipts: 'C’est une copie, pas des accusés de réception. Rien n’a changé. Ouvrez-la avec «\u00a0Recevoir une copie\u00a0», sur une autre tablette que celle qui l’a faite.',
  receiptsOfOthers: 'Ces accusés sont pour une autre tablette. Rien n’a changé ici.',
  oldReceipts: 'Ces accusés datent d’avant une remise en état du serveur. Rien n’a changé\u00a0: cette tablette garde tout et l’enverra elle-même.',
  wrongDigits: 'Ces chiffres ne sont pas ceux d’une copie de cette tablette. Rien n’a changé. Relisez-les sur l’autre tablette\u00a0; s’ils sont bien recopiés, donnez la copie encore une fois.',
  badDigits: 'Le code d’une copie compte 8\u00a0chiffres. Relisez-le sur l’autre tablette.',
  copyUnopened: 'Une copie apportée n’a pas pu être lue par le serveur, qui la garde entière. La tablette qui l’a faite garde tout\u00a0: qu’elle échange elle-même dès que possible.',
  copyInPractice: 'Vous êtes dans l’exercice. Quittez-le pour recevoir ou confirmer une copie. Rien n’a été gardé ni changé\u00a0; l’autre tablette garde tout.',
} as const;

export function waitSentence(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  const wait = seconds < 60 ? `${seconds}\u00a0s` : `${Math.ceil(seconds / 60)}\u00a0min`;
  return `Trop de codes faux. Rien n’est perdu. Attendez ${wait}, puis réessayez.`;
}

export function wrongCodeSentence(triesLeft: number): string {
  if (triesLeft <= 0) return 'Ce n’est pas le bon code.';
  return `Ce n’est pas le bon code. Encore ${triesLeft} essai${triesLeft > 1 ? 's' : ''} avant une attente.`;
}

export function shortCodeSentence(triesLeft: number): string {
  return `Ce n’est pas le bon code court. Encore ${triesLeft} essai${triesLeft > 1 ? 's' : ''}, puis il faudra le code long.`;
}

export function quarantineSentence(count: number): string {
  const notes = count > 1 ? `${count} notes ont été reçues` : 'Une note a été reçue';
  return `${notes} par le serveur, qui n’a pas su ${count > 1 ? 'les' : 'la'} lire. Rien n’est perdu\u00a0: prévenez la coordination, qui peut réparer.`;
}
