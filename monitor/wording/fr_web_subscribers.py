"""The strings of the form for new subscribers, of its mails and of their preferences, in French."""

from __future__ import annotations

from monitor.wording.language import Text

SUBSCRIBERS: dict[str, Text] = {
    # ---- mails about the form
    "sign_up": "Confirmez votre abonnement",
    "sign_up.why": (
        "Quelqu’un, sans doute vous, a demandé à recevoir à cette adresse des messages sur les "
        "retraits de traités. Ils ne seront envoyés que si vous le confirmez à la page de ce lien."
    ),
    "sign_up.not": (
        "Si ce n’était pas vous, ne faites rien : rien d’autre ne sera envoyé, et l’adresse sera "
        "effacée après {days}."
    ),
    "sign_up.confirm": "Confirmer",
    "sign_up.reason": "Vous recevez ce message parce que cette adresse a été saisie sur {host}.",
    "sign_up.days": ("{n} jour", "{n} jours"),
    "subscribed": "Vous êtes déjà abonné",
    "subscribed.why": (
        "Quelqu’un, sans doute vous, a saisi cette adresse pour s’abonner. Elle reçoit déjà ces "
        "messages, et rien n’a été modifié."
    ),
    "subscribed.not": "La page de ce lien montre ce que vous recevez et permet de le modifier.",
    "preferences": "Modifier ce que vous recevez",
    "preferences.at": "Modifier ce que vous recevez : {address}",
    # ---- the form
    "web.subscribe": "S’abonner",
    "web.subscribe.about": (
        "Recevez un courriel quand un État quitte un traité ou menace de le faire. Gratuit, sans "
        "compte ; chaque courriel a un lien pour arrêter."
    ),
    "web.subscribe.address": "Votre adresse électronique",
    "web.subscribe.address.more": "Elle sert à ces seuls messages et n’est donnée à personne.",
    "web.subscribe.address.wrong": (
        "Cette adresse ne peut pas être utilisée. Écrivez-la comme nom@example.org."
    ),
    "web.subscribe.trap": "Laissez ce champ vide",
    "web.subscribe.sent": "Consultez votre boîte",
    "web.subscribe.sent.more": (
        "Si un courriel peut être envoyé à cette adresse, il arrive dans quelques minutes. Cliquez "
        "sur son lien et confirmez. Le lien est valable {days}."
    ),
    "web.subscribe.sent.none": (
        "Pas de courriel ? Regardez parmi les indésirables, et réessayez demain : un seul courriel "
        "par jour est envoyé à une adresse."
    ),
    "web.subscribe.many": ("Trop d’adresses ont été saisies depuis votre réseau. Réessayez dans une heure."),
    "web.subscribe.foreign": (
        "Ce formulaire a été envoyé depuis un autre site, ou votre navigateur cache son origine. Rien"
        " n’a été modifié."
    ),
    "web.subscribe.invalid": (
        "Un champ du formulaire a une valeur qu’il n’accepte pas. Rien n’a été modifié."
    ),
    # ---- what and when
    "web.wanted.what": "Ce que vous recevez",
    "web.wanted.kinds": "Annoncer",
    "web.wanted.kind.act": "retraits",
    "web.wanted.kind.threat": "menaces de retrait",
    "web.wanted.kinds.none": "Choisissez les retraits, les menaces ou les deux.",
    "web.wanted.countries": "Seulement ces États et organisations",
    "web.wanted.countries.more": "De part ou d’autre du traité. Rien de coché : tous.",
    "web.wanted.topics": "Seulement ces sujets",
    "web.wanted.topics.more": "Rien de coché : tous.",
    "web.wanted.stages": "Seulement ces étapes",
    "web.wanted.least": "Preuve minimale",
    "web.wanted.least.more": "Ce qui en a moins est annoncé dès que cela suffit.",
    "web.wanted.chosen": ("{n} choisi", "{n} choisis"),
    "web.wanted.all": "tous",
    "web.wanted.when": "Quand",
    "web.wanted.cadence": "Fréquence",
    "web.wanted.cadence.instant": "aussitôt",
    "web.wanted.cadence.hourly": "chaque heure",
    "web.wanted.cadence.daily": "chaque jour",
    "web.wanted.cadence.weekdays": "du lundi au vendredi",
    "web.wanted.cadence.weekly": "chaque semaine",
    "web.wanted.hour": "Heure",
    "web.wanted.hour.more": "Pour les résumés par jour et par semaine.",
    "web.wanted.weekday": "Jour de la semaine",
    "web.wanted.weekday.more": "Pour les résumés de la semaine.",
    "web.wanted.zone": "Fuseau horaire",
    "web.wanted.language": "Langue des messages",
    "web.wanted.everything": "tout",
    "web.wanted.at_least": "au moins : {grade}",
    "web.wanted.words": "mots : {query}",
    "web.wanted.actors": "qui se retire : {names}",
    "web.wanted.langs": "articles en : {names}",
    # ---- confirmation
    "web.confirm": "S’abonner à ces messages ?",
    "web.confirm.more": "Un clic, et ils arriveront à l’adresse à laquelle ce lien a été envoyé.",
    "web.confirm.do": "Oui, m’abonner",
    "web.confirm.done": "Vous êtes abonné",
    "web.confirm.done.more": (
        "Les messages annoncent ce qui est trouvé à partir de maintenant. Chacun a des liens pour "
        "modifier ce que vous recevez et pour arrêter."
    ),
    "web.confirm.over": "Ce lien n’est plus valable",
    "web.confirm.over.more": (
        "Les liens de cette sorte sont valables {days}, et plus du tout une fois que vous vous êtes "
        "désabonné ou que vos données ont été effacées."
    ),
    # ---- preferences
    "web.subscriber": "Ce que vous recevez",
    "web.subscriber.none": "Ce lien ne correspond à aucun abonnement.",
    "web.subscriber.address": "Les messages vont à {address}.",
    "web.subscriber.link": (
        "Quiconque a l’adresse de cette page peut modifier ce qu’elle montre : ne la transmettez pas."
    ),
    "web.subscriber.saved": "Enregistré.",
    "web.subscriber.paused": "En pause : rien n’est envoyé.",
    "web.subscriber.pause": "Mettre en pause",
    "web.subscriber.pause.more": "Ce qui est trouvé entre-temps arrive à la reprise.",
    "web.subscriber.resume": "Reprendre",
    "web.subscriber.stopped": "Vous êtes désabonné : rien n’est envoyé.",
    "web.subscriber.restart": "Me réabonner",
    "web.subscriber.barred": (
        "Rien n’est envoyé à cette adresse : des courriels sont revenus, ou l’un d’eux a été signalé "
        "comme indésirable. L’exploitant de ce site peut le changer."
    ),
    "web.subscriber.save": "Enregistrer",
    "web.subscriber.back": "Retour à votre abonnement",
    "web.subscriber.queries": "Recherches enregistrées",
    "web.subscriber.queries.more": "Un message annonce ce que demande au moins l’une d’elles.",
    "web.subscriber.main": "Principale",
    "web.subscriber.edit": "Modifier",
    "web.subscriber.edit.named": "Modifier « {name} »",
    "web.subscriber.add": "Ajouter une recherche",
    "web.subscriber.remove": "Supprimer",
    "web.subscriber.remove.named": "Supprimer « {name} »",
    "web.subscriber.name": "Nom de cette recherche",
    "web.subscriber.name.more": "Les messages à plusieurs recherches disent laquelle a demandé.",
    "web.subscriber.name.wrong": (
        "Donnez-lui un nom de 1 à 60 caractères qu’aucune autre de vos recherches ne porte."
    ),
    "web.subscriber.query.wrong": "Ces mots ne forment pas une requête.",
    "web.subscriber.note": "Pourquoi vous demandez, pour vous-même",
    "web.subscriber.words": "Seulement avec ces mots",
    "web.subscriber.words.more": "Des mots, des « groupes entre guillemets droits », AND, OR, NOT.",
    "web.subscriber.try": "Voir ce qu’elle aurait envoyé",
    "web.subscriber.preview": "Ces 30 derniers jours, elle aurait envoyé {messages} sur {acts}.",
    "web.subscriber.preview.messages": ("{n} message", "{n} messages"),
    "web.subscriber.preview.acts": ("{n} retrait ou menace", "{n} retraits et menaces"),
    "web.subscriber.preview.none": "Ces 30 derniers jours, elle n’aurait rien envoyé.",
    "web.subscriber.preview.new": "Rien n’est encore enregistré qui permette de le dire.",
    "web.subscriber.preview.more": ("et {n} autre", "et {n} autres"),
    "web.subscriber.acts": "Masqués et suivis",
    "web.subscriber.acts.none": (
        "Aucun. Chaque retrait dans vos messages a un lien pour le masquer ou le suivre."
    ),
    "web.subscriber.act.mute": "masqué",
    "web.subscriber.act.follow": "suivi",
    "web.subscriber.act.note": "note",
    "web.subscriber.undo": "Annuler",
    "web.subscriber.undo.named": "Annuler : {what}",
    "web.subscriber.own": "Vos données",
    "web.subscriber.export": "Télécharger tout ce qui est enregistré sur vous",
    "web.subscriber.erase": "Effacer mes données",
    "web.erase": "Effacer tout ce qui vous concerne ?",
    "web.erase.more": (
        "Votre adresse, ce que vous avez demandé et les messages qui vous ont été envoyés sont "
        "effacés aussitôt. Cela ne peut pas être annulé."
    ),
    "web.erase.kept": (
        "Une chose reste : une empreinte de l’adresse, qui ne permet pas de la lire. Grâce à elle, "
        "plus rien n’est envoyé à cette adresse, même si quelqu’un la saisit dans le formulaire. Les "
        "copies de la base faites par l’exploitant sont remplacées à leur tour."
    ),
    "web.erase.do": "Tout effacer",
    "web.erase.done": "Tout ce qui vous concerne est effacé",
    "web.erase.done.more": (
        "Plus rien n’est envoyé à votre adresse. Ce qui est déjà en route peut encore arriver."
    ),
    "web.subscriber.query.gone": "Cette recherche n’existe pas",
}
