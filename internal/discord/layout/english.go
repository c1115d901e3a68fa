package layout

// english is what the bot says where it speaks no other language of the asker.
var english = words{
	working: "Looking through the reports…", writing: "Still writing…", readAs: "Read as: %s", yourQuestion: "Question: %s", part: "Part %d of %d",
	sources: "Sources", quotations: "Quotations, no model", writtenBy: "Written by %s", nearest: "What comes nearest",
	independent: plural{"1 independent source", "%d independent sources"},
	documents:   plural{"1 document", "%d documents"},
	dropped:     plural{"1 statement left out because it failed verification", "%d statements left out because they failed verification"},
	seconds:     "%s s", decimal: ".",
	article: "article", transcript: "transcript", unattributed: "Unattributed", turn: "turn %d", paragraph: "paragraph %d",
	inferred:  "Worked out by this bot, not stated by the corpus: %s",
	resolved:  "“%s” is %s, counted from the day of publication.",
	factsOnly: "The evidence is in another language: names, numbers and dates were checked, the wording was not.",

	translated:        "translated; checked as: %s",
	translatedNames:   "Of a translation its names, numbers and dates were compared with the statement that was checked; its other words are the model's.",
	translatedNoNames: "Of a translation into this script its names could not be compared with the statement that was checked; its numbers and dates were, and its other words are the model's.",

	buttonSources: "Sources", buttonHelpful: "Helpful", buttonUnhelpful: "Not helpful", buttonThread: "Continue in thread", buttonShare: "Share with everybody here",
	previous: "Previous", next: "Next", page: "Page %d of %d", open: "open",

	notHeld: "The corpus does not say.", nothingAbout: "It has nothing about: %s.", noneVerified: "No statement passed verification.",
	whichMeeting: "Which meeting? The reports answer this for several, and not alike.", allMeetings: "All of them", chooseMeeting: "Choose a meeting", more: "…and %d more; name the meeting in the question.",
	notesFailed:     "The model could not be used, so these are quotations alone.",
	notesUnverified: "Nothing that the model wrote could be verified, so these are quotations alone.",
	notesCut:        "The model broke off; this is what was verified until then.",
	notesDependent:  "Not all of these sources are independent; see the notes at each.",
	notesDiffer:     "The outlets differ on this; each is given with its own words.",
	evidence:        "The exact words behind the answer", evidenceGone: "The evidence of this answer is no longer kept. Ask again to see it.",
	changedSince: "The document has changed since; these are the words that were quoted.", provenance: "Note: %s",

	limitPerson: "You have asked as much as you may for today.", limitServer: "This server has asked as much as it may for today.", limitEverybody: "All that may be asked today has been asked.",
	limitAtOnce: "Your questions before this one are still being answered. Ask again when one of them is.", limitLarge: "The question is too long to be answered. Ask for less at once.",
	comeBack:   "There is room again %s.",
	overloaded: "Too many questions are being answered at this moment. Ask again in a moment.", storeDown: "It can't be checked at this moment what may be asked, so nothing was asked. Try again in a few minutes.",
	badQuestion: "There is no question in this that can be read: it is empty, or too long.", loading: "The reports are being loaded. Ask again in a minute.",
	failed: "Something went wrong, and it is not your fault. Whoever runs this bot finds it under the incident %s.", stopping: "The bot is being restarted, and your question was not answered. Ask again in a minute.",
	tooLate: "That took too long, so it was stopped. Ask again, or for less at once.", oldID: "This button is from another version of the bot and does nothing any more. Ask again to get new ones.",
	notAllowed: "This is for those who run this server.", notHere: "Questions are not answered in this channel.", notSetUp: "This bot is not set up to answer here. Whoever runs it can change that.", noModel: "The model can't be reached at this moment; answers are quotations until it can.", alreadyAsked: "This question is being answered already.",

	noSuchOutlet: "**%s**: no report here is by an outlet “%s”.", noSuchMeeting: "**%s**: the reports know no meeting “%s”.",
	noSuchDay: "**%s**: “%s” is not a day. Write year, month and day, as %s.", daysReversed: "**%s** (%s) is later than **%s** (%s). Put the earlier day first.",
	didYouMean: "Did you mean %s?", thereAre: "There are %s.", thereIsNone: "The reports name none.", andMore: "…and %d more.",
	notReadable: "Discord does not let this bot read the message that you reply to. Choose Apps, then “Ask about this”, in that message's menu, or put the question into words of your own.",

	meetings: "Meetings", noMeetings: "The corpus names no meetings.", noDate: "no date", unnamed: "Meeting without a name", listDocuments: "Documents", noDocuments: "No document fits.", forOutlet: "outlet: %s", forMeeting: "meeting: %s",
	help:    "This bot answers questions about meetings from what the press reported of them. Each statement shows the exact words it rests on; what the reports do not say, it does not say.",
	helpAsk: "**/ask** answers a question. For example:", helpOutlet: "**outlet**, **meeting**, **from** and **to** narrow it down; the bot suggests what there is.",
	helpMeeting: "Name the meeting, its place or its date in the question, or choose it.", helpCompare: "**/compare** shows outlet by outlet what is said of a meeting.",
	helpMessage: "To ask about a message, open its menu, then Apps, then “Ask about this”. You can also mention the bot or write to it directly, and reply to go on.",
	helpBrowse:  "**/meetings** and **/sources** show what there is. **Sources** below an answer shows every quote in its surroundings.",
	helpPrivate: "**private: True** answers for you alone. **/privacy show** tells what is stored about you, **/privacy forget-me** deletes it.",
	helpHolds:   "There are %s here.", exampleMeeting: "What was agreed at %s?", exampleOutlet: "What did %s report about the meeting?", exampleDate: "What happened on %s?", exampleOther: "Who met whom?",

	privacyShow: "What is stored about you", privacyNothing: "Nothing is stored about you.", privacyUsed: "Asked on %s: questions %d, tokens %d.", privacyCost: " US dollars: %s.", privacyAnswers: "Answers kept so that their buttons work: %d.", privacyFeedback: "Feedback given: %d.",
	privacyForget: "**/privacy forget-me** deletes all of it. Messages in Discord are yours or the server's to delete.",
	forgotten:     "Deleted: days of use %d, answers %d, feedback %d. Buttons of answers that were yours no longer show their sources.", forgottenNothing: "Nothing was stored about you, so nothing was deleted.",
	thanks: "Thank you. It is stored with the answer.", ratingReplaced: "Thank you. It takes the place of what you said of this answer before.", ratedAlready: "You have said so already, and it is counted.", whyTitle: "What was wrong?", whyLabel: "Why was it not helpful?", whyHint: "Optional. It is stored with the answer.",
	sharedBy: "Shared by the person who asked.", threadName: "About: %s", threadMade: "Go on asking in the thread; the bot knows what was said there.",

	reloadPlan: "The reload would remove %d of %d documents. Nothing has been changed yet.", reloadConfirm: "Reload and remove them", reloadCancel: "Leave it as it is", reloadLeft: "Nothing was changed.",
	reloadBusy: "A reload is at work already. Wait until it is done.", reloadRuns: "Reloading. Questions go on being answered from what was there before.", reloadStage: "%d of %d documents",
	reloadDone: "The corpus is reloaded: generation %d.", reloadNone: "Nothing has changed: generation %d.", added: "Added: %d", changed: "Changed: %d", removed: "Removed: %d", unchanged: "Unchanged: %d",
	failedFiles: "Could not be read, and kept as they were: %d", seeLog: "The log says why.", spent: "Tokens spent: %d",
	status: "The corpus", statusGeneration: "Generation %d, loaded %s", statusModel: "Answers are written by %s.", statusWords: "Answers are quotations, no model.", statusSince: "A reload is at work.",
	rolledBack: "Back at generation %d, from generation %d.", noEarlier: "There is no earlier generation to go back to.",

	months: [12]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
	day:    "%d %s %d", until: " to ",
}
