"""The strings of export, erasure and new links, for readers and in mails, in French."""

from __future__ import annotations

from monitor.wording.language import Text

OWN_DATA: dict[str, Text] = {
    # ---- mails that a reader asked for
    "own.export": "Téléchargez vos données",
    "own.export.why": (
        "Quelqu’un, sans doute vous, a demandé sur la page de votre abonnement tout ce qui est "
        "enregistré sur cette adresse. La page de ce lien le remet, une fois et pendant une heure."
    ),
    "own.export.not": (
        "Si ce n’était pas vous, ne faites rien. Quelqu’un à qui vous avez transmis un courriel peut "
        "ouvrir cette page : son bouton « Créer de nouveaux liens » y met fin."
    ),
    "own.export.do": "Télécharger mes données",
    "own.erase": "Effacer vos données ?",
    "own.erase.why": (
        "Quelqu’un, sans doute vous, a demandé sur la page de votre abonnement d’effacer tout ce qui "
        "est enregistré sur cette adresse. La page de ce lien le fait, pendant une heure."
    ),
    "own.erase.not": (
        "Si ce n’était pas vous, ne faites rien, et rien n’est effacé. Quelqu’un à qui vous avez "
        "transmis un courriel peut ouvrir cette page : son bouton « Créer de nouveaux liens » y met fin."
    ),
    "own.erase.do": "Effacer mes données",
    "own.link": "Vos nouveaux liens",
    "own.link.why": (
        "Les liens des courriels précédents n’ouvrent plus la page de votre abonnement, ni celles où "
        "vous masquez ou suivez. Celui-ci l’ouvre, et ceux des prochains courriels aussi."
    ),
    "own.link.not": (
        "Quelqu’un, sans doute vous, l’a demandé sur cette page. Ne transmettez pas ce courriel."
    ),
    "own.link.do": "Modifier ce que vous recevez",
    "own.reason": "Vous recevez ce message parce que cette adresse reçoit des messages de {host}.",
    # ---- export, erasure, new links
    "web.confirm.other": (
        "Le formulaire a été envoyé de nouveau depuis que vous avez ouvert cette page. Voici ce qu’il "
        "demande maintenant."
    ),
    "web.subscriber.mailed": (
        "Un courriel avec un lien est en route. Le lien est valable une fois, pendant une heure."
    ),
    "web.subscriber.renew": "Créer de nouveaux liens",
    "web.subscriber.renew.more": (
        "Vous avez transmis un courriel ? Les liens de tous les courriels envoyés jusqu’ici prennent "
        "fin, l’adresse de cette page aussi, et un courriel vous apporte la nouvelle."
    ),
    "web.export": "Tout ce qui est enregistré sur vous",
    "web.export.more": (
        "Un fichier (JSON) avec votre adresse, ce que vous avez demandé, vos notes et les messages qui "
        "vous ont été envoyés."
    ),
    "web.export.do": "Télécharger",
    "web.own.mail": (
        "Un courriel part d’abord vers {address}, avec un lien valable une fois, pendant une heure. "
        "Ainsi, personne d’autre qui a l’adresse de cette page ne peut le faire."
    ),
    "web.own.mail.do": "M’envoyer le lien",
    "web.own.barred": (
        "Rien n’est envoyé à cette adresse, donc pas de lien non plus. L’exploitant de ce site remet "
        "ou efface ce qui est enregistré, si vous le demandez."
    ),
    "web.own.many": (
        "Assez de courriels ont été envoyés pour aujourd’hui. Regardez dans votre boîte, ou réessayez demain."
    ),
    "web.own.renewed": "Les liens précédents ont pris fin",
    "web.own.renewed.more": "Un courriel avec le nouveau lien est en route vers {address}.",
    "web.own.over.more": (
        "Les liens de cette sorte sont valables une fois, pendant une heure. La page de votre "
        "abonnement a un bouton pour en obtenir un autre."
    ),
    "web.erase.operator": (
        "L’exploitant de ce site a créé cet abonnement et l’efface si vous le demandez. Vous pouvez "
        "vous désabonner à tout moment."
    ),
    "web.erase.stays": (
        "L’exploitant de ce site a prévu d’autres messages à cette adresse. Ils restent ; chacun a un "
        "lien de désabonnement."
    ),
}
