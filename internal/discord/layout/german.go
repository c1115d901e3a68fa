package layout

// german is what the bot says to those whose Discord is in German.
var german = words{
	working: "Die Berichte werden durchgesehen…", writing: "Wird noch geschrieben…", readAs: "Gelesen als: %s", yourQuestion: "Frage: %s", part: "Teil %d von %d",
	sources: "Quellen", quotations: "Zitate, kein Modell", writtenBy: "Geschrieben von %s", nearest: "Was dem am nächsten kommt",
	independent: plural{"1 unabhängige Quelle", "%d unabhängige Quellen"},
	documents:   plural{"1 Dokument", "%d Dokumente"},
	dropped:     plural{"1 Aussage weggelassen, weil sie die Prüfung nicht bestand", "%d Aussagen weggelassen, weil sie die Prüfung nicht bestanden"},
	seconds:     "%s s", decimal: ",",
	article: "Artikel", transcript: "Mitschrift", unattributed: "Ohne Angabe", turn: "Wortmeldung %d", paragraph: "Absatz %d",
	inferred:  "Von diesem Bot erschlossen, nicht im Korpus angegeben: %s",
	resolved:  "„%s“ ist %s, gerechnet vom Tag der Veröffentlichung.",
	factsOnly: "Der Beleg ist in einer anderen Sprache: Namen, Zahlen und Daten wurden geprüft, der Wortlaut nicht.",

	translated:        "übersetzt; geprüft als: %s",
	translatedNames:   "Von einer Übersetzung wurden Namen, Zahlen und Daten mit der geprüften Aussage verglichen; die übrigen Worte sind die des Modells.",
	translatedNoNames: "Von einer Übersetzung in diese Schrift wurden Zahlen und Daten mit der geprüften Aussage verglichen. Die Namen ließen sich nicht vergleichen, und die übrigen Worte sind die des Modells.",

	buttonSources: "Quellen", buttonHelpful: "Hilfreich", buttonUnhelpful: "Nicht hilfreich", buttonThread: "Im Thread weiterfragen", buttonShare: "Allen hier zeigen",
	previous: "Zurück", next: "Weiter", page: "Seite %d von %d", open: "öffnen",

	notHeld: "Das steht nicht in den Berichten.", nothingAbout: "Nichts darin handelt von: %s.", noneVerified: "Keine Aussage bestand die Prüfung.",
	whichMeeting: "Welches Treffen? Die Berichte beantworten das für mehrere, und nicht gleich.", allMeetings: "Alle", chooseMeeting: "Treffen auswählen", more: "…und %d weitere; nenne das Treffen in der Frage.",
	notesFailed:     "Das Modell war nicht zu gebrauchen, deshalb sind dies nur Zitate.",
	notesUnverified: "Nichts, was das Modell schrieb, ließ sich prüfen, deshalb sind dies nur Zitate.",
	notesCut:        "Das Modell brach ab; dies wurde bis dahin geprüft.",
	notesDependent:  "Nicht alle diese Quellen sind unabhängig; siehe die Hinweise bei jeder.",
	notesDiffer:     "Die Medien sind sich darin nicht einig; jedes kommt mit seinen eigenen Worten vor.",
	evidence:        "Der genaue Wortlaut hinter der Antwort", evidenceGone: "Die Belege dieser Antwort sind nicht mehr gespeichert. Frag noch einmal, um sie zu sehen.",
	changedSince: "Das Dokument hat sich seither geändert; dies ist der Wortlaut, der zitiert wurde.", provenance: "Hinweis: %s",

	limitPerson: "Du hast für heute so viel gefragt, wie erlaubt ist.", limitServer: "Auf diesem Server ist für heute so viel gefragt worden, wie erlaubt ist.", limitEverybody: "Für heute ist alles gefragt, was erlaubt ist.",
	limitAtOnce: "Deine Fragen vor dieser werden noch beantwortet. Frag wieder, sobald eine davon fertig ist.", limitLarge: "Die Frage ist zu lang, um beantwortet zu werden. Frag weniger auf einmal.",
	comeBack:   "Platz ist wieder %s.",
	overloaded: "Im Moment werden zu viele Fragen beantwortet. Frag gleich noch einmal.", storeDown: "Im Moment lässt sich nicht prüfen, was gefragt werden darf, deshalb wurde nichts gefragt. Versuch es in ein paar Minuten wieder.",
	badQuestion: "Darin ist keine Frage zu lesen: Sie ist leer oder zu lang.", loading: "Die Berichte werden geladen. Frag in einer Minute noch einmal.",
	failed: "Etwas ging schief, und es liegt nicht an dir. Wer diesen Bot betreibt, findet es unter dem Vorfall %s.", stopping: "Der Bot wird neu gestartet, und deine Frage wurde nicht beantwortet. Frag in einer Minute noch einmal.",
	tooLate: "Das dauerte zu lange und wurde abgebrochen. Frag noch einmal, oder weniger auf einmal.", oldID: "Dieser Knopf ist von einer anderen Version des Bots und tut nichts mehr. Frag noch einmal, dann kommen neue.",
	notAllowed: "Das ist denen vorbehalten, die diesen Server betreiben.", notHere: "In diesem Kanal werden keine Fragen beantwortet.", notSetUp: "Hier ist dieser Bot nicht zum Antworten eingerichtet. Wer ihn betreibt, kann das ändern.", noModel: "Das Modell ist im Moment nicht zu erreichen; bis dahin sind Antworten Zitate.", alreadyAsked: "Diese Frage wird schon beantwortet.",

	noSuchOutlet: "**%s**: Kein Bericht hier ist von einem Medium „%s“.", noSuchMeeting: "**%s**: Die Berichte kennen kein Treffen „%s“.",
	noSuchDay: "**%s**: „%s“ ist kein Tag. Schreib Jahr, Monat und Tag, wie %s.", daysReversed: "**%s** (%s) ist später als **%s** (%s). Nimm den früheren Tag zuerst.",
	didYouMean: "Meintest du %s?", thereAre: "Es gibt %s.", thereIsNone: "Die Berichte nennen keine.", andMore: "…und %d weitere.",
	notReadable: "Discord lässt diesen Bot die Nachricht nicht lesen, auf die du antwortest. Wähle in ihrem Menü Apps und „Dazu fragen“, oder frag mit eigenen Worten.",

	meetings: "Treffen", noMeetings: "Der Korpus nennt keine Treffen.", noDate: "ohne Datum", unnamed: "Treffen ohne Namen", listDocuments: "Dokumente", noDocuments: "Kein Dokument passt dazu.", forOutlet: "Medium: %s", forMeeting: "Treffen: %s",
	help:    "Dieser Bot beantwortet Fragen zu Treffen aus dem, was die Presse darüber berichtet hat. Zu jeder Aussage zeigt er den genauen Wortlaut, auf dem sie beruht; was nicht in den Berichten steht, sagt er nicht.",
	helpAsk: "**/frag** beantwortet eine Frage. Zum Beispiel:", helpOutlet: "**medium**, **treffen**, **von** und **bis** grenzen sie ein; der Bot schlägt vor, was es gibt.",
	helpMeeting: "Nenne das Treffen, seinen Ort oder sein Datum in der Frage, oder wähle es aus.", helpCompare: "**/vergleich** zeigt Medium für Medium, was über ein Treffen gesagt wird.",
	helpMessage: "Um zu einer Nachricht zu fragen, öffne ihr Menü, dann Apps, dann „Dazu fragen“. Du kannst den Bot auch erwähnen oder ihm direkt schreiben, und mit einer Antwort darauf weiterfragen.",
	helpBrowse:  "**/treffen** und **/quellen** zeigen, was es gibt. **Quellen** unter einer Antwort zeigt jedes Zitat in seiner Umgebung.",
	helpPrivate: "**privat: True** antwortet nur dir. **/datenschutz zeigen** sagt, was über dich gespeichert ist, **/datenschutz vergiss-mich** löscht es.",
	helpHolds:   "Hier gibt es %s.", exampleMeeting: "Was wurde bei %s vereinbart?", exampleOutlet: "Was berichtete %s über das Treffen?", exampleDate: "Was geschah am %s?", exampleOther: "Wer traf wen?",

	privacyShow: "Was über dich gespeichert ist", privacyNothing: "Über dich ist nichts gespeichert.", privacyUsed: "Gefragt am %s: Fragen %d, Token %d.", privacyCost: " US-Dollar: %s.", privacyAnswers: "Antworten, aufbewahrt, damit ihre Knöpfe gehen: %d.", privacyFeedback: "Rückmeldungen: %d.",
	privacyForget: "**/datenschutz vergiss-mich** löscht alles davon. Nachrichten in Discord löschst du, oder der Server.",
	forgotten:     "Gelöscht: Tage %d, Antworten %d, Rückmeldungen %d. Die Knöpfe deiner Antworten zeigen ihre Quellen nicht mehr.", forgottenNothing: "Über dich war nichts gespeichert, also wurde nichts gelöscht.",
	thanks: "Danke. Es ist bei der Antwort gespeichert.", ratingReplaced: "Danke. Es ersetzt, was du vorher zu dieser Antwort gesagt hast.", ratedAlready: "Das hast du schon gesagt, und es zählt.", whyTitle: "Was war falsch?", whyLabel: "Warum war sie nicht hilfreich?", whyHint: "Freiwillig. Es wird bei der Antwort gespeichert.",
	sharedBy: "Geteilt von der Person, die gefragt hat.", threadName: "Zu: %s", threadMade: "Frag im Thread weiter; der Bot weiß, was dort gesagt wurde.",

	reloadPlan: "Das Neuladen würde %d von %d Dokumenten entfernen. Noch ist nichts geändert.", reloadConfirm: "Neu laden und entfernen", reloadCancel: "So lassen", reloadLeft: "Nichts wurde geändert.",
	reloadBusy: "Es wird schon neu geladen. Warte, bis das fertig ist.", reloadRuns: "Wird neu geladen. Fragen werden weiter aus dem beantwortet, was vorher da war.", reloadStage: "%d von %d Dokumenten",
	reloadDone: "Der Korpus ist neu geladen: Generation %d.", reloadNone: "Nichts hat sich geändert: Generation %d.", added: "Neu: %d", changed: "Geändert: %d", removed: "Entfernt: %d", unchanged: "Unverändert: %d",
	failedFiles: "Nicht zu lesen und gelassen, wie sie waren: %d", seeLog: "Warum, steht im Protokoll.", spent: "Verbrauchte Token: %d",
	status: "Der Korpus", statusGeneration: "Generation %d, geladen %s", statusModel: "Antworten schreibt %s.", statusWords: "Antworten sind Zitate, kein Modell.", statusSince: "Es wird gerade neu geladen.",
	rolledBack: "Zurück bei Generation %d, von Generation %d.", noEarlier: "Es gibt keine frühere Generation, zu der es zurückgeht.",

	months: [12]string{"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"},
	day:    "%d. %s %d", until: " bis ",
}
