"""The strings of invitations and of the pages of teams, in French."""

from __future__ import annotations

from monitor.wording.language import Text

TEAMS: dict[str, Text] = {
    "team.connected": "Connecté : {name}",
    "team.connected.why": (
        "Votre équipe a connecté « {name} » à Treaty Monitor, et un message d’essai y est "
        "arrivé. Tout ce qui est trouvé désormais y sera annoncé."
    ),
    "team.connected.link": (
        "La page de ce lien montre ce qui a été livré et permet de modifier, de suspendre et de "
        "supprimer. Quiconque a ce lien peut le faire : gardez-le."
    ),
    "team.connected.page": "Livraisons et réglages",
    "team.connected.reason": (
        "Vous recevez ce message parce que cette adresse a été saisie sur {host} comme celle du "
        "responsable de « {name} »."
    ),
    "team.disabled": (
        "Plus rien n’y est envoyé, et les messages en attente sont gardés. Quand l’adresse "
        "fonctionnera de nouveau, reprenez à la page de ce lien."
    ),
    "team.failing": ("La page de ce lien montre ce qui a échoué et pourquoi, et envoie un message d’essai."),
    "web.connect": "Connecter {name}",
    "web.connect.about": (
        "Recevez des messages quand un État quitte un traité ou menace de le faire, dans un "
        "canal de votre messagerie ou sur votre webhook. Un message d’essai est d’abord envoyé ; "
        "rien n’est enregistré s’il n’arrive pas."
    ),
    "web.connect.until": "Ce lien est valable une fois, jusqu’au {until}.",
    "web.connect.where": "Où envoyer",
    "web.connect.channel": "Service",
    "web.connect.address": "Adresse",
    "web.connect.address.more": (
        "C’est un secret de votre équipe : seuls son hôte et ses derniers caractères seront montrés."
    ),
    "web.connect.examples": "À quoi ressemblent ces adresses",
    "web.connect.secret": "Secret de signature",
    "web.connect.secret.more": (
        "Pour les webhooks seulement. Les messages sont signés avec lui, le message d’essai "
        "aussi : donnez-le maintenant à votre récepteur. Il ne sera plus montré."
    ),
    "web.connect.owner": "Adresse électronique du responsable",
    "web.connect.owner.more": (
        "Elle est prévenue quand les messages n’arrivent plus, et reçoit le lien vers vos livraisons."
    ),
    "web.connect.do": "Envoyer un message d’essai et connecter",
    "web.connect.answer": "Réponse :",
    "web.connect.wrong.owner": (
        "Cette adresse électronique ne peut pas être utilisée. Écrivez-la comme nom@example.org."
    ),
    "web.connect.wrong.unsigned": (
        "Ce n’est pas un secret de signature : il commence par whsec_, suivi de 24 à 64 octets en base64."
    ),
    "web.connect.wrong.address": ("Ce n’est pas une adresse de {channel}. Elle ressemble à {example}."),
    "web.connect.wrong.channel": "C’est une adresse de {other}, et {channel} a été choisi.",
    "web.connect.wrong.clear": (
        "L’adresse doit commencer par https://, pour que personne ne la lise en chemin."
    ),
    "web.connect.wrong.inside": "Cette adresse mène au réseau de ce site, où rien n’est envoyé.",
    "web.connect.wrong.many": (
        "Trop de messages d’essai ont été envoyés par ce lien. Réessayez dans une heure."
    ),
    "web.connect.wrong.answer": ("{channel} n’a pas accepté le message d’essai, et rien n’a été enregistré."),
    "web.connect.over": "Cette invitation n’est pas valable",
    "web.connect.over.more": (
        "Une invitation est valable une fois, pendant quelques jours. Demandez-en une autre à "
        "l’opérateur de ce site."
    ),
    "web.connected": "C’est connecté",
    "web.connected.more": (
        "Le message d’essai est arrivé. {name} ({channel}) annonce désormais ce qui est trouvé."
    ),
    "web.connected.link": (
        "Vos livraisons et réglages sont à cette adresse. Elle n’est montrée qu’une fois : "
        "gardez-la, et ne la donnez qu’à ceux qui peuvent les modifier."
    ),
    "web.connected.mail": "Elle est aussi envoyée à {owner}.",
    "web.connected.mail.none": ("Ce site n’envoie pas de courriel : il n’en existe pas d’autre copie."),
    "web.connected.open": "Ouvrir cette page",
    "web.team": "Livraisons de {name}",
    "web.team.none": "Ce lien n’appartient à aucune équipe.",
    "web.team.back": "Retour à vos livraisons",
    "web.team.webhook": "Webhook",
    "web.team.to": (
        "Les messages vont à {address} ({channel}) ; {owner} est prévenu quand ils n’arrivent plus."
    ),
    "web.team.to.alone": "Les messages vont à {address} ({channel}).",
    "web.team.gone": (
        "Rien n’est envoyé : l’adresse n’est plus acceptée. Ce qui attend est gardé, et partira "
        "quand vous reprendrez."
    ),
    "web.team.stopped": "Rien n’est envoyé : quelqu’un a suivi le lien de désabonnement.",
    "web.team.test": "Envoyer un message d’essai",
    "web.team.test.sent": "Le message d’essai est arrivé.",
    "web.team.test.failed": "Le message d’essai n’a pas été accepté.",
    "web.team.many": "Trop souvent. Attendez une heure.",
    "web.team.messages": "Messages",
    "web.team.messages.none": ("Aucun pour l’instant : les messages annoncent ce qui est trouvé désormais."),
    "web.team.messages.none.older": "Pas de plus anciens.",
    "web.team.messages.older": "Messages plus anciens",
    "web.team.zone": "Heures de {zone}.",
    "web.team.message": "Message #{ref}",
    "web.team.message.none": "Ce message n’existe pas",
    "web.team.column.message": "Message",
    "web.team.column.state": "État",
    "web.team.column.attempts": "Tentatives",
    "web.team.column.written": "Écrit",
    "web.team.column.at": "Heure",
    "web.team.column.came": "Résultat",
    "web.team.column.answer": "Réponse",
    "web.team.next": "Prochain essai",
    "web.team.ended": "Terminé",
    "web.team.id": "Identifiant",
    "web.team.attempts.none": "Aucune pour l’instant.",
    "web.team.state.ready": "part maintenant",
    "web.team.state.leased": "en cours d’envoi",
    "web.team.state.deferred": "attend",
    "web.team.state.sent": "arrivé",
    "web.team.state.dead": "abandonné",
    "web.team.state.suppressed": "non envoyé",
    "web.team.came.sent": "arrivé",
    "web.team.came.retry": "échec, nouvel essai",
    "web.team.came.unknown": "pas de réponse : peut-être arrivé ; nouvel essai",
    "web.team.came.dead": "échec définitif",
    "web.team.came.disabled": "l’adresse n’existe plus",
    "web.team.came.too_large": "trop long : une forme courte le remplace",
    "web.team.replay": "Envoyer de nouveau",
    "web.team.replay.more": "Avec le même identifiant et le même texte.",
    "web.team.replay.done": "Il part dans quelques secondes.",
    "web.team.replay.held": "Il partira dès que votre destination recevra de nouveau des messages.",
    "web.team.replay.refused": (
        "Ce message ne peut pas être renvoyé : il est arrivé, est trop ancien, ou votre "
        "destination ne reçoit pas de messages."
    ),
    "web.team.secret": "Secret de signature",
    "web.team.secret.ask": (
        "Un nouveau secret signe aussitôt tous les messages ; l’actuel signe aussi pendant un "
        "jour, pour que votre récepteur puisse changer."
    ),
    "web.team.secret.do": "Créer un nouveau secret",
    "web.team.secret.new": "Donnez ceci à votre récepteur. Il n’est montré qu’une fois :",
    "web.team.secret.until": "L’ancien signe aussi jusqu’au {until}.",
    "web.team.secret.many": "Trois nouveaux secrets par jour suffisent. Réessayez demain.",
    "web.team.secret.link": "Créer un nouveau secret de signature",
    "web.team.remove": "Supprimer {name} ?",
    "web.team.remove.more": (
        "Plus rien n’y est envoyé, ce qui attend est abandonné, et ce lien n’est plus valable. "
        "Cela ne peut pas être annulé : il faut une autre invitation."
    ),
    "web.team.remove.do": "Supprimer",
    "web.team.remove.link": "Supprimer cette destination",
    "web.team.removed": "C’est supprimé",
    "web.team.removed.more": "Plus rien n’y est envoyé.",
    "web.team.else": "Autres actions",
}
